"""What a cultuurmaker handed in stays as it was; only a decision is added, and a decision stays."""

from django.db import migrations

HANDED_IN = "Een ingediende factuur verandert niet meer."
DECIDED = "Over deze factuur is besloten; dat verandert niet meer."
FREE = "status,difference_reason,decision_reason,iban,decided_at,decided_by_id"
CREATE = f"""
CREATE TRIGGER contracts_purchase_is_final BEFORE UPDATE OR DELETE ON contracts_purchaseinvoice FOR EACH ROW
WHEN (OLD.status = 'submitted')
EXECUTE FUNCTION contracts_guard('contracts_purchase_is_final', '{HANDED_IN}', '{FREE}');
CREATE TRIGGER contracts_purchase_decision_is_final BEFORE UPDATE OR DELETE ON contracts_purchaseinvoice FOR EACH ROW
WHEN (OLD.status <> 'submitted')
EXECUTE FUNCTION contracts_guard('contracts_purchase_decision_is_final', '{DECIDED}', '');
CREATE TRIGGER contracts_purchase_is_final_truncate BEFORE TRUNCATE ON contracts_purchaseinvoice FOR EACH STATEMENT
EXECUTE FUNCTION contracts_refuse_truncate(
    'contracts_purchase_is_final', '{HANDED_IN}', 'contracts_purchaseinvoice', 'id IS NOT NULL');
CREATE TRIGGER contracts_purchase_line_is_final BEFORE UPDATE OR DELETE ON contracts_purchaseline FOR EACH ROW
EXECUTE FUNCTION contracts_guard('contracts_purchase_line_is_final', '{HANDED_IN}', 'holds');
CREATE TRIGGER contracts_purchase_line_is_final_truncate BEFORE TRUNCATE ON contracts_purchaseline FOR EACH STATEMENT
EXECUTE FUNCTION contracts_refuse_truncate(
    'contracts_purchase_line_is_final', '{HANDED_IN}', 'contracts_purchaseline', 'id IS NOT NULL');
"""
DROP = """
DROP TRIGGER contracts_purchase_is_final ON contracts_purchaseinvoice;
DROP TRIGGER contracts_purchase_decision_is_final ON contracts_purchaseinvoice;
DROP TRIGGER contracts_purchase_is_final_truncate ON contracts_purchaseinvoice;
DROP TRIGGER contracts_purchase_line_is_final ON contracts_purchaseline;
DROP TRIGGER contracts_purchase_line_is_final_truncate ON contracts_purchaseline;
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0025_letters_of_reminding_are_final")]

    operations = [migrations.RunSQL(CREATE, DROP)]
