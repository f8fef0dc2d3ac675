"""What was written to somebody who is late never changes; the steps are data, and these are the first ones.

A letter may be mailed again; a pause may be lifted, once and with a reason.
"""

import tomllib
from pathlib import Path

from django.conf import settings
from django.db import migrations, models

STEPS = Path(__file__).resolve().parents[1] / "data/reminders-1.toml"
LETTER = "Een herinneringsbrief verandert niet meer."
LIFTED = "Een pauze verandert niet meer. Hef haar op en begin een nieuwe."
# trigger, table, message, when a row is final, columns that may still change
GUARDS = [
    ("contracts_reminder_letter_is_final", "contracts_reminderletter", LETTER, "id IS NOT NULL", "mail_id"),
    ("contracts_reminder_line_is_final", "contracts_reminderline", LETTER, "id IS NOT NULL", ""),
    ("contracts_pause_is_kept", "contracts_reminderpause", LIFTED, "id IS NOT NULL", "lifted_at,lifted_by_id,lift_reason"),
    ("contracts_pause_lifted_is_final", "contracts_reminderpause", LIFTED, "lifted_at IS NOT NULL", ""),
    ("contracts_term_is_final", "contracts_paymentterm", LIFTED, "id IS NOT NULL", ""),
]  # fmt: skip


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def guard(name, table, message, final, free):
    words = ", ".join(map(quoted, (name, message, free)))
    truncated = ", ".join(map(quoted, (name, message, table, final)))
    create = (
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW WHEN (OLD.{final}) "
        f"EXECUTE FUNCTION contracts_guard({words});\n"
        f"CREATE TRIGGER {name}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
        f"EXECUTE FUNCTION contracts_refuse_truncate({truncated});"
    )
    return create, f"DROP TRIGGER {name} ON {table}; DROP TRIGGER {name}_truncate ON {table};"


def load(apps, schema_editor):
    step = apps.get_model("contracts", "ReminderStep")
    rows = tomllib.loads(STEPS.read_text())["steps"]
    step.objects.bulk_create(step(**each) for each in rows)


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0024_bank_orders_are_final'),
        ('network', '0013_letters_with_secrets_and_files'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='reminderpause',
            name='lift_reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='waarom opgeheven'),
        ),
        migrations.AlterField(
            model_name='reminderstep',
            name='text',
            field=models.TextField(help_text='$bedrag, $datum en $kosten worden ingevuld: het openstaande bedrag, de laatste dag en de incassokosten.', max_length=3000, verbose_name='tekst'),
        ),
        migrations.AddConstraint(
            model_name='reminderletter',
            constraint=models.CheckConstraint(condition=models.Q(('due_on__gt', models.F('written_on')), ('open_cents__gt', 0)), name='contracts_reminder_letter_asks_something', violation_error_message='Een brief vraagt een bedrag, met tijd om te betalen.'),
        ),
        migrations.AddConstraint(
            model_name='reminderletter',
            constraint=models.CheckConstraint(condition=models.Q(('data_hash__regex', '^[0-9a-f]{64}$')), name='contracts_reminder_letter_has_hash', violation_error_message='Bij een vastgelegde inhoud hoort een hash.'),
        ),
        migrations.AddConstraint(
            model_name='reminderline',
            constraint=models.UniqueConstraint(fields=('invoice', 'step'), name='contracts_reminder_invoice_step_once', violation_error_message='Voor deze factuur is deze stap al gezet.'),
        ),
        migrations.AddConstraint(
            model_name='reminderline',
            constraint=models.CheckConstraint(condition=models.Q(('open_cents__gt', 0)), name='contracts_reminder_line_is_open', violation_error_message='Van deze factuur staat niets open.'),
        ),
        migrations.AddConstraint(
            model_name='reminderpause',
            constraint=models.CheckConstraint(condition=models.Q(('lifted_at__isnull', True), models.Q(('lift_reason', ''), _negated=True), _connector='OR'), name='contracts_pause_lifted_has_reason', violation_error_message='Zeg waarom de pauze voorbij is.'),
        ),
        migrations.AddConstraint(
            model_name='reminderstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('buyer_kind', 'consumer'), ('with_costs', True), _negated=True), ('kind', 'handover'), _connector='OR'), name='contracts_reminder_consumer_is_warned', violation_error_message='Een consument betaalt pas kosten na een veertiendagenbrief.'),
        ),
        *[migrations.RunSQL(*guard(*row)) for row in GUARDS],
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
