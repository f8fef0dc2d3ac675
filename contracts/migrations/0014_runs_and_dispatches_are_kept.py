"""A run of invoices keeps what it was started for, a line that was made its invoice, and what was sent stays sent.

After a merge two lines of a run may be of the same partner, so it is the place in the run that is taken once.
"""

from django.db import migrations, models

RUN = "Een run van facturen blijft zoals hij is gestart."
MADE = "Deze regel van de run is gemaakt en verandert niet meer."
SENT = "Wat is verstuurd, blijft staan; verstuur opnieuw als het anders moet."

# table, constraint, message, when a row is final, columns that may still change
GUARDS = [
    ("contracts_invoicerun", "contracts_invoice_run_is_final", RUN, "id IS NOT NULL", "status,finished_at"),
    ("contracts_invoicerunitem", "contracts_invoice_run_item_is_final", MADE, "status = 'made'", ""),
    ("contracts_dispatch", "contracts_dispatch_is_final", SENT, "id IS NOT NULL", ""),
]


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def guard(table, constraint, message, final, free):
    words = ", ".join(map(quoted, (constraint, message, free)))
    truncated = ", ".join(map(quoted, (constraint, message, table, final)))
    create = (
        f"CREATE TRIGGER {constraint} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW WHEN (OLD.{final}) "
        f"EXECUTE FUNCTION contracts_guard({words});\n"
        f"CREATE TRIGGER {constraint}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
        f"EXECUTE FUNCTION contracts_refuse_truncate({truncated});"
    )
    return create, f"DROP TRIGGER {constraint} ON {table}; DROP TRIGGER {constraint}_truncate ON {table};"


class Migration(migrations.Migration):
    dependencies = [("contracts", "0013_from_booking_to_paid")]

    operations = [
        migrations.RemoveConstraint(model_name="invoicerunitem", name="contracts_invoice_run_item_once"),
        migrations.AddConstraint(
            model_name="invoicerunitem",
            constraint=models.UniqueConstraint(
                fields=("run", "position"),
                name="contracts_invoice_run_item_once",
                violation_error_message="Deze regel staat al in de run.",
            ),
        ),
        *[migrations.RunSQL(*guard(*row)) for row in GUARDS],
    ]
