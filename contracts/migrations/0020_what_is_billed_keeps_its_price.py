"""What stands on an issued invoice, on a line that holds, keeps its price, renter, charge and time, and its supplements."""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION contracts_billed_keeps_its_price() RETURNS trigger LANGUAGE plpgsql AS $$
-- argument: the columns that are fixed, by comma. While two partners are merged, partner_id may change.
DECLARE
    fixed text[] := string_to_array(TG_ARGV[0], ',');
    name text;
    changed boolean := TG_OP = 'DELETE';
    billed boolean;
BEGIN
    IF current_setting('fluxus.merging', true) = 'on' THEN
        fixed := array_remove(fixed, 'partner_id');
    END IF;
    IF TG_OP = 'UPDATE' THEN
        FOREACH name IN ARRAY fixed LOOP
            changed := changed OR to_jsonb(OLD) -> name IS DISTINCT FROM to_jsonb(NEW) -> name;
        END LOOP;
    END IF;
    IF changed THEN
        EXECUTE format(
            'SELECT EXISTS (SELECT 1 FROM contracts_invoiceline line
                JOIN contracts_invoice whole ON whole.id = line.invoice_id
                WHERE line.%I = $1 AND line.holds AND whole.status = ''issued'')', TG_ARGV[1]
        ) INTO billed USING OLD.id;
        IF billed THEN
            RAISE EXCEPTION USING ERRCODE = '23F01', CONSTRAINT = 'contracts_billed_keeps_its_price',
                TABLE = TG_TABLE_NAME,
                MESSAGE = 'Dit staat op een factuur en verandert niet meer. Crediteer eerst de factuur.';
        END IF;
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE TRIGGER contracts_billed_keeps_its_price BEFORE UPDATE OR DELETE ON bookings_booking FOR EACH ROW
EXECUTE FUNCTION contracts_billed_keeps_its_price(
    'price_cents,partner_id,charge_cents,room_id,local_start,local_end', 'booking_id'
);
CREATE TRIGGER contracts_billed_keeps_its_price BEFORE UPDATE OR DELETE ON bookings_bookedsupplement FOR EACH ROW
EXECUTE FUNCTION contracts_billed_keeps_its_price('price_cents,quantity,booking_id,supplement_id', 'supplement_id');
"""

DROP_FUNCTIONS = """
DROP TRIGGER contracts_billed_keeps_its_price ON bookings_bookedsupplement;
DROP TRIGGER contracts_billed_keeps_its_price ON bookings_booking;
DROP FUNCTION contracts_billed_keeps_its_price();
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0019_a_draft_is_made_once"), ("bookings", "0013_tariffs_in_price_lists")]

    operations = [migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS)]
