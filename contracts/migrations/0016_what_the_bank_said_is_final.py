"""What the bank said and what it counts for is only added to, and the database itself keeps the sums.

Of a bank transaction never more is used than its amount; of a credit note never more than it is worth. What is taken
back is taken back whole, once. A transaction that is for no invoice may be laid aside and taken up again.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION contracts_allocation_fits() RETURNS trigger LANGUAGE plpgsql AS $$
-- the row locks make rivals wait for each other, so that each sees what the other used
DECLARE
    bank bigint;
    used numeric;
    subject record;
    note record;
    fault text;
    sentence text;
BEGIN
    IF NEW.transaction_id IS NOT NULL THEN
        SELECT amount_cents INTO bank FROM contracts_banktransaction WHERE id = NEW.transaction_id FOR NO KEY UPDATE;
        SELECT COALESCE(sum(amount_cents), 0) + NEW.amount_cents INTO used FROM contracts_allocation
            WHERE transaction_id = NEW.transaction_id;
        IF used NOT BETWEEN LEAST(bank, 0) AND GREATEST(bank, 0) THEN
            fault := 'contracts_allocation_fits';
            sentence := 'Dit is meer dan er van deze bankboeking over is.';
        END IF;
    END IF;
    IF NEW.reverses_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM contracts_allocation other WHERE other.id = NEW.reverses_id
            AND other.amount_cents = -NEW.amount_cents AND other.kind = NEW.kind AND other.reverses_id IS NULL
            AND (other.transaction_id, other.invoice_id, other.purchase_id, other.credit_note_id)
                IS NOT DISTINCT FROM (NEW.transaction_id, NEW.invoice_id, NEW.purchase_id, NEW.credit_note_id)
    ) THEN
        fault := 'contracts_allocation_reverses_whole';
        sentence := 'Neem een koppeling in haar geheel terug, en maar één keer.';
    END IF;
    IF NEW.invoice_id IS NOT NULL THEN
        SELECT id, kind, status, partner_id INTO subject FROM contracts_invoice
            WHERE id = NEW.invoice_id FOR NO KEY UPDATE;
        IF subject.status <> 'issued' THEN
            fault := 'contracts_allocation_of_issued';
            sentence := 'Een concept heeft nog niets open. Geef de factuur eerst uit.';
        END IF;
    END IF;
    SELECT id, kind, status, partner_id, gross_cents INTO note FROM contracts_invoice
        WHERE id = COALESCE(NEW.credit_note_id, NEW.invoice_id) FOR NO KEY UPDATE;
    IF NEW.credit_note_id IS NOT NULL AND (
        note.kind <> 'credit' OR note.status <> 'issued' OR subject.kind = 'credit'
        OR subject.partner_id <> note.partner_id OR NEW.purchase_id IS NOT NULL
    ) THEN
        fault := 'contracts_allocation_of_credit';
        sentence := 'Verreken een uitgegeven creditfactuur met een factuur van dezelfde partner.';
    END IF;
    IF note.kind = 'credit' THEN
        SELECT COALESCE(sum(CASE WHEN credit_note_id = note.id THEN amount_cents ELSE -amount_cents END), 0)
            + CASE WHEN NEW.credit_note_id = note.id THEN NEW.amount_cents ELSE -NEW.amount_cents END
            INTO used FROM contracts_allocation WHERE credit_note_id = note.id OR invoice_id = note.id;
        IF used NOT BETWEEN 0 AND note.gross_cents THEN
            fault := 'contracts_allocation_fits_credit';
            sentence := 'Dit is meer dan er van deze creditfactuur over is.';
        END IF;
    END IF;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION USING ERRCODE = '23F01', CONSTRAINT = fault, TABLE = TG_TABLE_NAME, MESSAGE = sentence;
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER contracts_allocation_fits BEFORE INSERT ON contracts_allocation FOR EACH ROW
EXECUTE FUNCTION contracts_allocation_fits();
"""
DROP_FUNCTIONS = """
DROP TRIGGER contracts_allocation_fits ON contracts_allocation;
DROP FUNCTION contracts_allocation_fits();
"""

BANK = "Wat de bank zei, verandert niet meer."
COUNTED = "Een koppeling verandert niet meer. Neem haar terug als ze niet klopt."
# table, constraint, message, when a row is final, columns that may still change
GUARDS = [
    ("contracts_bankfile", "contracts_bank_file_is_final", BANK, "id IS NOT NULL", ""),
    ("contracts_bankstatement", "contracts_bank_statement_is_final", BANK, "id IS NOT NULL", ""),
    ("contracts_banktransaction", "contracts_bank_transaction_is_final", BANK, "id IS NOT NULL",
     "aside_reason,aside_at,aside_by_id"),
    ("contracts_allocation", "contracts_allocation_is_final", COUNTED, "id IS NOT NULL", ""),
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
        ('contracts', '0015_billing_is_guarded'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='banktransaction',
            name='aside_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='opzij gelegd op'),
        ),
        migrations.AddField(
            model_name='banktransaction',
            name='aside_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opzij gelegd door'),
        ),
        migrations.AddField(
            model_name='banktransaction',
            name='aside_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='waarom niet voor een factuur'),
        ),
        migrations.AddField(
            model_name='banktransaction',
            name='batch',
            field=models.CharField(blank=True, max_length=35, verbose_name='kenmerk van de bankopdracht'),
        ),
        migrations.AddConstraint(
            model_name='banktransaction',
            constraint=models.CheckConstraint(condition=models.Q(('amount_cents', 0), _negated=True), name='contracts_bank_transaction_is_something', violation_error_message='Een bankboeking heeft een bedrag.'),
        ),
        migrations.AddConstraint(
            model_name='banktransaction',
            constraint=models.CheckConstraint(condition=models.Q(('aside_at__isnull', True), models.Q(('aside_reason', ''), _negated=True), _connector='OR'), name='contracts_bank_transaction_aside_has_reason', violation_error_message='Zeg waarom deze bankboeking niet voor een factuur is.'),
        ),
        migrations.AddConstraint(
            model_name='banktransaction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('aside_at__isnull', True), ('aside_by__isnull', True)), models.Q(('aside_at__isnull', False), ('aside_by__isnull', False)), _connector='OR'), name='contracts_bank_transaction_aside_by_someone', violation_error_message='Een moment hoort bij een persoon.'),
        ),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        *[migrations.RunSQL(*guard(*row)) for row in GUARDS],
    ]
