"""What the bookkeeper took is as it was, and in a closed month nothing is issued.

Whoever issues holds the month shared, whoever closes it holds it alone: of two at the same moment one waits for the other.
"""

from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION contracts_month_is_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('contracts month ' || to_char(NEW.issued_on, 'YYYY-MM'), 0));
    IF EXISTS (
        SELECT FROM contracts_monthclosing
        WHERE month = date_trunc('month', NEW.issued_on)::date AND reopened_at IS NULL
    ) THEN
        RAISE EXCEPTION USING ERRCODE = '23F01', CONSTRAINT = 'contracts_month_is_open', TABLE = TG_TABLE_NAME,
            MESSAGE = 'Deze maand is afgesloten in de boekhouding. Kies een latere datum.';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION contracts_month_is_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('contracts month ' || to_char(NEW.month, 'YYYY-MM'), 0));
    RETURN NEW;
END $$;

CREATE FUNCTION contracts_export_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM contracts_exportbatch batch, contracts_invoice invoice
        WHERE batch.id = NEW.batch_id AND batch.target = NEW.target AND invoice.id = NEW.invoice_id
            AND invoice.status = 'issued' AND invoice.issued_on BETWEEN batch.from_on AND batch.until_on
    ) THEN
        RAISE EXCEPTION USING ERRCODE = '23F01', CONSTRAINT = 'contracts_export_fits', TABLE = TG_TABLE_NAME,
            MESSAGE = 'In een export staan alleen uitgegeven facturen uit de gekozen dagen.';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER contracts_month_is_open BEFORE INSERT ON contracts_invoice FOR EACH ROW
WHEN (NEW.status = 'issued') EXECUTE FUNCTION contracts_month_is_open();
CREATE TRIGGER contracts_month_is_open_to_issue BEFORE UPDATE ON contracts_invoice FOR EACH ROW
WHEN (NEW.status = 'issued' AND OLD.status <> 'issued') EXECUTE FUNCTION contracts_month_is_open();
CREATE TRIGGER contracts_month_is_taken BEFORE INSERT ON contracts_monthclosing FOR EACH ROW
EXECUTE FUNCTION contracts_month_is_taken();
CREATE TRIGGER contracts_export_fits BEFORE INSERT ON contracts_exportitem FOR EACH ROW
EXECUTE FUNCTION contracts_export_fits();
"""
DROP_FUNCTIONS = """
DROP TRIGGER contracts_month_is_open ON contracts_invoice;
DROP TRIGGER contracts_month_is_open_to_issue ON contracts_invoice;
DROP TRIGGER contracts_month_is_taken ON contracts_monthclosing;
DROP TRIGGER contracts_export_fits ON contracts_exportitem;
DROP FUNCTION contracts_month_is_open();
DROP FUNCTION contracts_month_is_taken();
DROP FUNCTION contracts_export_fits();
"""

TAKEN = "Wat de boekhouder meenam, verandert niet meer."
CLOSED = "Een afgesloten maand verandert niet meer; heropen haar met een reden."
# table, constraint, message, when a row is final, columns that may still change
GUARDS = [
    ("contracts_exportbatch", "contracts_export_is_final", TAKEN, "id IS NOT NULL", ""),
    ("contracts_exportitem", "contracts_export_item_is_final", TAKEN, "id IS NOT NULL", ""),
    ("contracts_monthclosing", "contracts_month_closing_is_final", CLOSED, "reopened_at IS NULL",
     "reopened_at,reopened_by_id,reopen_reason"),
    ("contracts_monthclosing", "contracts_month_reopened_is_final", CLOSED, "reopened_at IS NOT NULL", ""),
]  # fmt: skip


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
    dependencies = [
        ("contracts", "0020_what_is_billed_keeps_its_price"),
    ]

    operations = [
        migrations.AddField(
            model_name="exportbatch",
            name="request_token",
            field=models.UUIDField(blank=True, editable=False, null=True, unique=True, verbose_name="aanvraag"),
        ),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        *[migrations.RunSQL(*guard(*row)) for row in GUARDS],
    ]
