"""An order whose document is ready keeps pointing to that document, with the kind of trigger that 0003 made."""

from django.db import migrations

CONSTRAINT = "contracts_order_is_final"
MESSAGE = "Een document dat klaar is, blijft bij zijn overeenkomst of factuur."

TRIGGERS = f"""
CREATE TRIGGER {CONSTRAINT} BEFORE UPDATE OR DELETE ON contracts_documentorder FOR EACH ROW
WHEN (OLD.status = 'ready') EXECUTE FUNCTION contracts_refuse('{CONSTRAINT}', '{MESSAGE}');
CREATE TRIGGER {CONSTRAINT}_truncate BEFORE TRUNCATE ON contracts_documentorder FOR EACH STATEMENT
EXECUTE FUNCTION contracts_refuse_truncate('{CONSTRAINT}', '{MESSAGE}', 'contracts_documentorder', 'status = ''ready''');
"""

DROP_TRIGGERS = f"""
DROP TRIGGER {CONSTRAINT} ON contracts_documentorder;
DROP TRIGGER {CONSTRAINT}_truncate ON contracts_documentorder;
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0004_ovo_version_1")]

    operations = [migrations.RunSQL(TRIGGERS, DROP_TRIGGERS)]
