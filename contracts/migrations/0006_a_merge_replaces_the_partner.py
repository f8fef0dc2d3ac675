"""When two partners become one, the partner of what is issued is replaced, and nothing else of it.

The trigger lets this pass only while the setting fluxus.merging is 'on', which a merge sets for its own transaction; any
other column, and any change without the setting, is refused as before. The frozen snapshot keeps the party as he was.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION contracts_refuse_but_merging() RETURNS trigger LANGUAGE plpgsql AS $$
-- arguments: constraint name, message
BEGIN
    IF TG_OP = 'UPDATE' AND current_setting('fluxus.merging', true) = 'on'
        AND to_jsonb(NEW) - 'partner_id' = to_jsonb(OLD) - 'partner_id' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING ERRCODE = '23F01', CONSTRAINT = TG_ARGV[0], TABLE = TG_TABLE_NAME, MESSAGE = TG_ARGV[1];
END $$;
"""

DROP_FUNCTION = "DROP FUNCTION contracts_refuse_but_merging();"

AGREEMENT = "Een opgestelde overeenkomst verandert niet meer."
INVOICE = "Een uitgegeven factuur verandert niet meer; een correctie is een creditfactuur."

# table, constraint, message
FINAL = [
    ("contracts_agreement", "contracts_agreement_is_final", AGREEMENT),
    ("contracts_invoice", "contracts_invoice_is_final", INVOICE),
]


def trigger(table, constraint, message, function):
    return (
        f"DROP TRIGGER {constraint} ON {table};\n"
        f"CREATE TRIGGER {constraint} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW WHEN (OLD.status = 'issued') "
        f"EXECUTE FUNCTION {function}('{constraint}', '{message}');"
    )


class Migration(migrations.Migration):
    dependencies = [("contracts", "0005_a_finished_order_is_final")]

    operations = [
        migrations.RunSQL(FUNCTION, DROP_FUNCTION),
        *[
            migrations.RunSQL(trigger(*row, "contracts_refuse_but_merging"), trigger(*row, "contracts_refuse"))
            for row in FINAL
        ],
    ]
