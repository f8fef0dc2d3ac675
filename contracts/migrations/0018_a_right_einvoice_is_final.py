"""An e-invoice that is right, or the reason that there is none, stays; one that is wrong may be made again."""

from django.db import migrations

MESSAGE = "Een e-factuur die in orde is, verandert niet meer."
CREATE = f"""
CREATE TRIGGER contracts_einvoice_is_final BEFORE UPDATE ON contracts_einvoice FOR EACH ROW
WHEN (OLD.errors = '[]'::jsonb OR NEW.invoice_id <> OLD.invoice_id)
EXECUTE FUNCTION contracts_guard('contracts_einvoice_is_final', '{MESSAGE}', '');
CREATE TRIGGER contracts_einvoice_is_kept BEFORE DELETE ON contracts_einvoice FOR EACH ROW
EXECUTE FUNCTION contracts_guard('contracts_einvoice_is_final', '{MESSAGE}', '');
CREATE TRIGGER contracts_einvoice_is_final_truncate BEFORE TRUNCATE ON contracts_einvoice FOR EACH STATEMENT
EXECUTE FUNCTION contracts_refuse_truncate('contracts_einvoice_is_final', '{MESSAGE}', 'contracts_einvoice', 'id IS NOT NULL');
"""
DROP = """
DROP TRIGGER contracts_einvoice_is_final ON contracts_einvoice;
DROP TRIGGER contracts_einvoice_is_kept ON contracts_einvoice;
DROP TRIGGER contracts_einvoice_is_final_truncate ON contracts_einvoice;
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0017_a_house_may_be_a_small_business")]

    operations = [migrations.RunSQL(CREATE, DROP)]
