"""Triggers that only refuse: what is issued, published or stored does not change, whoever holds the database connection.

They raise SQLSTATE 23F01 (class 23, integrity constraint violation) with a constraint name and a Dutch message, which
`fluxus.db.explain` passes on. A row trigger cannot see a TRUNCATE, so every table has a statement trigger for that too.
"""

from django.db import migrations

FUNCTIONS = """
CREATE FUNCTION contracts_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
-- arguments: constraint name, message
BEGIN
    RAISE EXCEPTION USING ERRCODE = '23F01', CONSTRAINT = TG_ARGV[0], TABLE = TG_TABLE_NAME, MESSAGE = TG_ARGV[1];
END $$;

CREATE FUNCTION contracts_refuse_part() RETURNS trigger LANGUAGE plpgsql AS $$
-- arguments: constraint name, message, table of the whole, column that points to it, its final status
-- FOR SHARE waits for whoever is issuing the whole at this moment.
DECLARE
    whole bigint;
    is_final boolean;
BEGIN
    FOREACH whole IN ARRAY ARRAY[
        CASE WHEN TG_OP <> 'INSERT' THEN (to_jsonb(OLD) ->> TG_ARGV[3])::bigint END,
        CASE WHEN TG_OP <> 'DELETE' THEN (to_jsonb(NEW) ->> TG_ARGV[3])::bigint END
    ] LOOP
        EXECUTE format('SELECT status = $2 FROM %I WHERE id = $1 FOR SHARE', TG_ARGV[2])
            INTO is_final USING whole, TG_ARGV[4];
        IF is_final THEN
            RAISE EXCEPTION USING ERRCODE = '23F01', CONSTRAINT = TG_ARGV[0], TABLE = TG_TABLE_NAME, MESSAGE = TG_ARGV[1];
        END IF;
    END LOOP;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION contracts_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
-- arguments: constraint name, message, table to look in, condition under which rows are final
DECLARE
    found_final boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE %s)', TG_ARGV[2], TG_ARGV[3]) INTO found_final;
    IF found_final THEN
        RAISE EXCEPTION USING ERRCODE = '23F01', CONSTRAINT = TG_ARGV[0], TABLE = TG_TABLE_NAME, MESSAGE = TG_ARGV[1];
    END IF;
    RETURN NULL;
END $$;
"""

DROP_FUNCTIONS = """
DROP FUNCTION contracts_refuse();
DROP FUNCTION contracts_refuse_part();
DROP FUNCTION contracts_refuse_truncate();
"""

AGREEMENT = "Een opgestelde overeenkomst verandert niet meer."
INVOICE = "Een uitgegeven factuur verandert niet meer; een correctie is een creditfactuur."
TEMPLATE = "Een gepubliceerde versie verandert niet meer; maak een nieuwe versie."
DOCUMENT = "Een document in het archief verandert niet meer."
SERIES = "Een nummerreeks loopt alleen op."

# table, constraint, message, condition on OLD
WHOLES = [
    ("contracts_agreement", "contracts_agreement_is_final", AGREEMENT, "status = 'issued'"),
    ("contracts_invoice", "contracts_invoice_is_final", INVOICE, "status = 'issued'"),
    ("contracts_templateversion", "contracts_template_version_is_final", TEMPLATE, "status = 'published'"),
    ("contracts_document", "contracts_document_is_final", DOCUMENT, "sha256 IS NOT NULL"),
]
# table, constraint, message, table of the whole, column, final status
PARTS = [
    (
        "contracts_agreementline",
        "contracts_agreement_line_is_final",
        AGREEMENT,
        "contracts_agreement",
        "agreement_id",
        "issued",
    ),
    ("contracts_invoiceline", "contracts_invoice_line_is_final", INVOICE, "contracts_invoice", "invoice_id", "issued"),
    ("contracts_invoicevat", "contracts_invoice_vat_is_final", INVOICE, "contracts_invoice", "invoice_id", "issued"),
    (
        "contracts_article",
        "contracts_article_is_final",
        TEMPLATE,
        "contracts_templateversion",
        "version_id",
        "published",
    ),
]


def of_whole(table, constraint, message, condition):
    quoted = condition.replace("'", "''")
    create = (
        f"CREATE TRIGGER {constraint} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW WHEN (OLD.{condition}) "
        f"EXECUTE FUNCTION contracts_refuse('{constraint}', '{message}');\n"
        f"CREATE TRIGGER {constraint}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
        f"EXECUTE FUNCTION contracts_refuse_truncate('{constraint}', '{message}', '{table}', '{quoted}');"
    )
    drop = f"DROP TRIGGER {constraint} ON {table}; DROP TRIGGER {constraint}_truncate ON {table};"
    return create, drop


def of_part(table, constraint, message, whole, column, final):
    create = (
        f"CREATE TRIGGER {constraint} BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION contracts_refuse_part('{constraint}', '{message}', '{whole}', '{column}', '{final}');\n"
        f"CREATE TRIGGER {constraint}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
        f"EXECUTE FUNCTION contracts_refuse_truncate('{constraint}', '{message}', '{whole}', 'status = ''{final}''');"
    )
    drop = f"DROP TRIGGER {constraint} ON {table}; DROP TRIGGER {constraint}_truncate ON {table};"
    return create, drop


SERIES_TRIGGERS = f"""
CREATE TRIGGER contracts_series_only_rises BEFORE UPDATE ON contracts_numberseries FOR EACH ROW
WHEN (
    NEW.last_number < OLD.last_number
    OR NEW.kind <> OLD.kind
    OR NEW.year <> OLD.year
    OR COALESCE(NEW.last_issued_on, '-infinity') < OLD.last_issued_on
) EXECUTE FUNCTION contracts_refuse('contracts_series_only_rises', '{SERIES}');
CREATE TRIGGER contracts_series_stays BEFORE DELETE ON contracts_numberseries FOR EACH ROW WHEN (OLD.last_number > 0)
EXECUTE FUNCTION contracts_refuse('contracts_series_only_rises', '{SERIES}');
CREATE TRIGGER contracts_series_truncate BEFORE TRUNCATE ON contracts_numberseries FOR EACH STATEMENT
EXECUTE FUNCTION contracts_refuse_truncate(
    'contracts_series_only_rises', '{SERIES}', 'contracts_numberseries', 'last_number > 0'
);
"""

DROP_SERIES_TRIGGERS = """
DROP TRIGGER contracts_series_only_rises ON contracts_numberseries;
DROP TRIGGER contracts_series_stays ON contracts_numberseries;
DROP TRIGGER contracts_series_truncate ON contracts_numberseries;
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0002_house_and_hashes")]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        *[migrations.RunSQL(*of_whole(*row)) for row in WHOLES],
        *[migrations.RunSQL(*of_part(*row)) for row in PARTS],
        migrations.RunSQL(SERIES_TRIGGERS, DROP_SERIES_TRIGGERS),
    ]
