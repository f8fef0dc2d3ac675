"""The first btw rules, and what the database itself promises about billing.

A line of an issued invoice may let go of its booking once credit notes took it back wholly, and never holds it again.
What is taken back, by a credit note or by deducting an advance, is never more than the line, nor are the credit notes of
an invoice together more than the invoice. What is issued adds up.
"""

import tomllib
from pathlib import Path

from django.db import migrations

RULES = Path(__file__).parent.parent / "data/btw-1.toml"
INVOICE = "Een uitgegeven factuur verandert niet meer; een correctie is een creditfactuur."

FUNCTIONS = """
CREATE FUNCTION contracts_taken_back(line bigint, only_issued boolean) RETURNS numeric LANGUAGE plpgsql AS $$
-- the cents of a line that other lines take back; a line that was itself taken back by issued ones does not count
BEGIN
    RETURN (
        SELECT COALESCE(sum(abs(back.net_cents) - COALESCE((
            SELECT sum(abs(again.net_cents)) FROM contracts_invoiceline again
            JOIN contracts_invoice note ON note.id = again.invoice_id
            WHERE again.credits_line_id = back.id AND note.status = 'issued'
        ), 0)), 0)
        FROM contracts_invoiceline back JOIN contracts_invoice whole ON whole.id = back.invoice_id
        WHERE back.credits_line_id = line AND (NOT only_issued OR whole.status = 'issued')
    );
END $$;

CREATE FUNCTION contracts_line_lets_go() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_issued boolean;
BEGIN
    SELECT status = 'issued' INTO is_issued FROM contracts_invoice WHERE id = OLD.invoice_id;
    IF is_issued AND (NEW.holds OR contracts_taken_back(OLD.id, true) < abs(OLD.net_cents)) THEN
        RAISE EXCEPTION USING ERRCODE = '23F01', CONSTRAINT = 'contracts_invoice_line_lets_go', TABLE = TG_TABLE_NAME,
            MESSAGE = 'Een factuurregel laat pas los als hij helemaal is gecrediteerd.';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION contracts_credits_fit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    origin record;
    whole record;
BEGIN
    SELECT line.net_cents, line.vat_category, line.vat_percent, line.invoice_id INTO origin
        FROM contracts_invoiceline line WHERE line.id = NEW.credits_line_id FOR NO KEY UPDATE;
    SELECT note.kind, note.credits_id, corrected.status AS status INTO whole
        FROM contracts_invoice note, contracts_invoice corrected
        WHERE note.id = NEW.invoice_id AND corrected.id = origin.invoice_id;
    IF whole.status <> 'issued'
        OR origin.vat_category <> NEW.vat_category
        OR origin.vat_percent <> NEW.vat_percent
        OR sign(origin.net_cents) <> sign(CASE WHEN whole.kind = 'credit' THEN NEW.net_cents ELSE -NEW.net_cents END)
        OR whole.kind = 'credit' AND whole.credits_id <> origin.invoice_id
        OR contracts_taken_back(NEW.credits_line_id, false) > abs(origin.net_cents) THEN
        RAISE EXCEPTION USING ERRCODE = '23F01', CONSTRAINT = 'contracts_credits_fit', TABLE = TG_TABLE_NAME,
            MESSAGE = 'Hier wordt meer teruggenomen dan er nog van die factuurregel over is.';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION contracts_credit_sums() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    origin record;
    credited numeric;
BEGIN
    SELECT kind, status, gross_cents INTO origin FROM contracts_invoice WHERE id = NEW.credits_id FOR NO KEY UPDATE;
    SELECT COALESCE(sum(gross_cents), 0) INTO credited FROM contracts_invoice
        WHERE credits_id = NEW.credits_id AND status = 'issued' AND id <> NEW.id;
    IF origin.kind = 'credit' OR origin.status <> 'issued' OR credited + NEW.gross_cents > origin.gross_cents THEN
        RAISE EXCEPTION USING ERRCODE = '23F01', CONSTRAINT = 'contracts_credit_sums', TABLE = TG_TABLE_NAME,
            MESSAGE = 'Samen is er meer gecrediteerd dan de factuur groot is.';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION contracts_invoice_sums() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    lines numeric;
    nets numeric;
    vats numeric;
BEGIN
    SELECT COALESCE(sum(net_cents), 0) INTO lines FROM contracts_invoiceline WHERE invoice_id = NEW.id;
    SELECT COALESCE(sum(net_cents), 0), COALESCE(sum(vat_cents), 0) INTO nets, vats
        FROM contracts_invoicevat WHERE invoice_id = NEW.id;
    IF lines <> NEW.net_cents OR nets <> NEW.net_cents OR vats <> NEW.vat_cents OR NEW.gross_cents < 0 THEN
        RAISE EXCEPTION USING ERRCODE = '23F01', CONSTRAINT = 'contracts_invoice_sums', TABLE = TG_TABLE_NAME,
            MESSAGE = 'De regels van deze factuur tellen niet op tot het totaal.';
    END IF;
    RETURN NEW;
END $$;
"""

DROP_FUNCTIONS = """
DROP FUNCTION contracts_invoice_sums();
DROP FUNCTION contracts_credit_sums();
DROP FUNCTION contracts_credits_fit();
DROP FUNCTION contracts_line_lets_go();
DROP FUNCTION contracts_taken_back(bigint, boolean);
"""

TRIGGERS = f"""
DROP TRIGGER contracts_invoice_line_is_final ON contracts_invoiceline;
CREATE TRIGGER contracts_invoice_line_is_final BEFORE INSERT OR UPDATE OR DELETE ON contracts_invoiceline FOR EACH ROW
EXECUTE FUNCTION contracts_guard_part(
    'contracts_invoice_line_is_final', '{INVOICE}', 'contracts_invoice', 'invoice_id', 'status = ''issued''', 'holds'
);
CREATE TRIGGER contracts_invoice_line_lets_go BEFORE UPDATE ON contracts_invoiceline FOR EACH ROW
WHEN (OLD.holds <> NEW.holds) EXECUTE FUNCTION contracts_line_lets_go();
CREATE TRIGGER contracts_credits_fit AFTER INSERT OR UPDATE ON contracts_invoiceline FOR EACH ROW
WHEN (NEW.credits_line_id IS NOT NULL) EXECUTE FUNCTION contracts_credits_fit();
CREATE TRIGGER contracts_credit_sums BEFORE INSERT OR UPDATE ON contracts_invoice FOR EACH ROW
WHEN (NEW.kind = 'credit' AND NEW.status = 'issued') EXECUTE FUNCTION contracts_credit_sums();
CREATE TRIGGER contracts_invoice_sums BEFORE UPDATE ON contracts_invoice FOR EACH ROW
WHEN (NEW.status = 'issued' AND OLD.status = 'draft') EXECUTE FUNCTION contracts_invoice_sums();
"""

DROP_TRIGGERS = f"""
DROP TRIGGER contracts_invoice_sums ON contracts_invoice;
DROP TRIGGER contracts_credit_sums ON contracts_invoice;
DROP TRIGGER contracts_credits_fit ON contracts_invoiceline;
DROP TRIGGER contracts_invoice_line_lets_go ON contracts_invoiceline;
DROP TRIGGER contracts_invoice_line_is_final ON contracts_invoiceline;
CREATE TRIGGER contracts_invoice_line_is_final BEFORE INSERT OR UPDATE OR DELETE ON contracts_invoiceline FOR EACH ROW
EXECUTE FUNCTION contracts_refuse_part(
    'contracts_invoice_line_is_final', '{INVOICE}', 'contracts_invoice', 'invoice_id', 'issued'
);
"""


def load(apps, schema_editor):
    rule = apps.get_model("contracts", "VatRule")
    rule.objects.bulk_create(
        rule(
            product=each["product"],
            name=each["name"],
            category=each["category"],
            rate=each.get("rate", ""),
            reason=each.get("reason", ""),
            explanation=each["explanation"],
            legal_basis=each["basis"],
            is_default=each.get("default", False),
            valid_from=each["from"],
        )
        for each in tomllib.loads(RULES.read_text())["rules"]
    )


class Migration(migrations.Migration):
    dependencies = [("contracts", "0014_runs_and_dispatches_are_kept")]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL(TRIGGERS, DROP_TRIGGERS),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
