"""An allocation for an invoice of a cultuurmaker has no invoice of ours to look at; the guard leaves that empty."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION contracts_allocation_fits() RETURNS trigger LANGUAGE plpgsql AS $$
-- the row locks make rivals wait for each other, so that each sees what the other used
DECLARE
    bank bigint;
    used numeric;
    subject contracts_invoice;
    note contracts_invoice;
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
        SELECT * INTO subject FROM contracts_invoice
            WHERE id = NEW.invoice_id FOR NO KEY UPDATE;
        IF subject.status <> 'issued' THEN
            fault := 'contracts_allocation_of_issued';
            sentence := 'Een concept heeft nog niets open. Geef de factuur eerst uit.';
        END IF;
    END IF;
    SELECT * INTO note FROM contracts_invoice
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
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0022_a_ledger_to_begin_with")]

    operations = [migrations.RunSQL(FUNCTION, migrations.RunSQL.noop)]
