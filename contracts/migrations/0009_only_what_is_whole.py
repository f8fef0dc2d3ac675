"""The promises about the new columns, and the guards of what is issued, published, signed and sealed."""

from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION contracts_guard() RETURNS trigger LANGUAGE plpgsql AS $$
-- arguments: constraint name, message, columns that may still change (by comma)
-- While two partners are merged, partner_id may change too.
DECLARE
    free text[] := string_to_array(TG_ARGV[2], ',');
BEGIN
    IF current_setting('fluxus.merging', true) = 'on' THEN
        free := free || 'partner_id'::text;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - free = to_jsonb(OLD) - free THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION USING ERRCODE = '23F01', CONSTRAINT = TG_ARGV[0], TABLE = TG_TABLE_NAME, MESSAGE = TG_ARGV[1];
END $$;

CREATE FUNCTION contracts_guard_part() RETURNS trigger LANGUAGE plpgsql AS $$
-- arguments: constraint name, message, table of the whole, column that points to it, when the whole is final,
-- columns that may still change; FOR SHARE waits for whoever makes the whole final at this moment
DECLARE
    free text[] := string_to_array(TG_ARGV[5], ',');
    whole bigint;
    is_final boolean;
BEGIN
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) - free = to_jsonb(OLD) - free THEN
        RETURN NEW;
    END IF;
    FOREACH whole IN ARRAY ARRAY[
        CASE WHEN TG_OP <> 'INSERT' THEN (to_jsonb(OLD) ->> TG_ARGV[3])::bigint END,
        CASE WHEN TG_OP <> 'DELETE' THEN (to_jsonb(NEW) ->> TG_ARGV[3])::bigint END
    ] LOOP
        EXECUTE format('SELECT %s FROM %I WHERE id = $1 FOR SHARE', TG_ARGV[4], TG_ARGV[2]) INTO is_final USING whole;
        IF is_final THEN
            RAISE EXCEPTION USING ERRCODE = '23F01', CONSTRAINT = TG_ARGV[0], TABLE = TG_TABLE_NAME, MESSAGE = TG_ARGV[1];
        END IF;
    END LOOP;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;

CREATE FUNCTION contracts_agreement_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
-- the ways an issued agreement may go; back to a draft there is none
DECLARE
    ways jsonb := '{
        "issued": ["sent", "signed", "withdrawn"],
        "sent": ["partly_signed", "signed", "declined", "expired", "withdrawn"],
        "partly_signed": ["signed", "declined", "expired", "withdrawn"],
        "expired": ["sent"],
        "signed": ["sealed", "replaced", "terminated"],
        "sealed": ["replaced", "terminated"]
    }';
BEGIN
    IF NEW.status <> OLD.status AND NOT COALESCE(ways -> OLD.status ? NEW.status, false)
        OR NEW.chain_length < OLD.chain_length THEN
        RAISE EXCEPTION USING ERRCODE = '23F01', CONSTRAINT = 'contracts_agreement_goes_on', TABLE = TG_TABLE_NAME,
            MESSAGE = 'Deze overeenkomst kan niet meer naar deze stand.';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION contracts_event_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    last record;
BEGIN
    SELECT position, hash INTO last FROM contracts_agreementevent
        WHERE agreement_id = NEW.agreement_id ORDER BY position DESC LIMIT 1;
    IF NEW.position <> COALESCE(last.position, 0) + 1 OR NEW.previous <> COALESCE(last.hash, '') THEN
        RAISE EXCEPTION USING ERRCODE = '23F01', CONSTRAINT = 'contracts_event_follows', TABLE = TG_TABLE_NAME,
            MESSAGE = 'Deze gebeurtenis sluit niet aan op de vorige.';
    END IF;
    RETURN NEW;
END $$;
"""

DROP_FUNCTIONS = """
DROP FUNCTION contracts_guard();
DROP FUNCTION contracts_guard_part();
DROP FUNCTION contracts_agreement_goes_on();
DROP FUNCTION contracts_event_follows();
"""

AGREEMENT = "Een opgestelde overeenkomst verandert niet meer."
TEXT = "Een gepubliceerde versie verandert niet meer; maak een nieuwe versie."
EVIDENCE = "Een gebeurtenis in het bewijs verandert niet meer."
SIGNED = "Een handtekening verandert niet meer."
REQUEST = "Een afgehandeld verzoek om te tekenen verandert niet meer."
SEAL = "Een certificaat waarmee verzegeld is, verandert niet meer."
ANSWERS = "Een ingevulde check verandert niet meer; vul een nieuwe in."
MADE = "Deze regel van de run is gemaakt en verandert niet meer."
FINAL_TEXT = "status IN ('published', 'withdrawn')"

# table, constraint, message, when a row is final, columns that may still change
WHOLES = [
    ("contracts_agreement", "contracts_agreement_is_final", AGREEMENT, "status <> 'draft'",
     "status,status_reason,chain_length,chain_head"),
    ("contracts_templateversion", "contracts_template_version_is_final", TEXT, FINAL_TEXT, "status"),
    ("contracts_clauseversion", "contracts_clause_version_is_final", TEXT, FINAL_TEXT, "status"),
    ("contracts_questionnaire", "contracts_questionnaire_is_final", TEXT, "published_at IS NOT NULL", ""),
    ("contracts_agreementevent", "contracts_event_is_final", EVIDENCE, "id IS NOT NULL", ""),
    ("contracts_signature", "contracts_signature_is_final", SIGNED, "id IS NOT NULL", ""),
    ("contracts_papersignature", "contracts_paper_is_final", SIGNED, "id IS NOT NULL", ""),
    ("contracts_signaturerequest", "contracts_request_is_final", REQUEST, "closed_at IS NOT NULL", "has_bounced"),
    ("contracts_sealcertificate", "contracts_certificate_is_final", SEAL, "fingerprint IS NOT NULL", ""),
    ("contracts_dbacheck", "contracts_dba_check_is_final", ANSWERS, "id IS NOT NULL", ""),
    ("contracts_runitem", "contracts_run_item_is_final", MADE, "status = 'made'", ""),
]  # fmt: skip
# table, constraint, message, table of the whole, column, when the whole is final, columns that may still change
PARTS = [
    ("contracts_agreementline", "contracts_agreement_line_is_final", AGREEMENT, "contracts_agreement", "agreement_id",
     "status <> 'draft'", "holds"),
    ("contracts_templateclause", "contracts_template_clause_is_final", TEXT, "contracts_templateversion", "version_id",
     FINAL_TEXT, ""),
    ("contracts_question", "contracts_question_is_final", TEXT, "contracts_questionnaire", "questionnaire_id",
     "published_at IS NOT NULL", ""),
]  # fmt: skip
WAYS = """
CREATE TRIGGER contracts_agreement_goes_on BEFORE UPDATE ON contracts_agreement FOR EACH ROW
WHEN (OLD.status <> 'draft') EXECUTE FUNCTION contracts_agreement_goes_on();
CREATE TRIGGER contracts_event_follows BEFORE INSERT ON contracts_agreementevent FOR EACH ROW
EXECUTE FUNCTION contracts_event_follows();
"""
DROP_WAYS = """
DROP TRIGGER contracts_agreement_goes_on ON contracts_agreement;
DROP TRIGGER contracts_event_follows ON contracts_agreementevent;
"""


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


def guard_part(table, constraint, message, whole, column, final, free):
    words = ", ".join(map(quoted, (constraint, message, whole, column, final, free)))
    truncated = ", ".join(map(quoted, (constraint, message, whole, final)))
    create = (
        f"CREATE TRIGGER {constraint} BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW "
        f"EXECUTE FUNCTION contracts_guard_part({words});\n"
        f"CREATE TRIGGER {constraint}_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT "
        f"EXECUTE FUNCTION contracts_refuse_truncate({truncated});"
    )
    return create, f"DROP TRIGGER {constraint} ON {table}; DROP TRIGGER {constraint}_truncate ON {table};"



class Migration(migrations.Migration):
    dependencies = [("contracts", "0008_articles_become_clauses")]

    operations = [
        migrations.AddConstraint(
            model_name='agreementline',
            constraint=models.UniqueConstraint(condition=models.Q(('delivery__isnull', False), ('holds', True)), fields=('delivery',), name='contracts_delivery_agreed_once', violation_error_message='Deze uitvoering staat al in een overeenkomst.'),
        ),
        migrations.AddConstraint(
            model_name='agreementline',
            constraint=models.UniqueConstraint(condition=models.Q(('course_date__isnull', False), ('holds', True)), fields=('course_date',), name='contracts_lesson_agreed_once', violation_error_message='Deze les staat al in een overeenkomst.'),
        ),
        migrations.AddConstraint(
            model_name='agreementline',
            constraint=models.UniqueConstraint(condition=models.Q(('booking__isnull', False), ('holds', True)), fields=('booking',), name='contracts_booking_agreed_once', violation_error_message='Deze boeking staat al in een overeenkomst.'),
        ),
        migrations.AddConstraint(
            model_name='agreementline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('course_date__isnull', True), ('delivery__isnull', True)), models.Q(('booking__isnull', True), ('delivery__isnull', True)), models.Q(('booking__isnull', True), ('course_date__isnull', True)), _connector='OR'), name='contracts_agreement_line_one_origin', violation_error_message='Een regel komt uit één planning.'),
        ),
        migrations.AddConstraint(
            model_name='agreementline',
            constraint=models.CheckConstraint(condition=models.Q(('local_end__gt', models.F('local_start'))), name='contracts_agreement_line_ends_after_start', violation_error_message='Het einde moet na het begin liggen.'),
        ),
        migrations.AddConstraint(
            model_name='agreementtemplate',
            constraint=models.CheckConstraint(condition=models.Q(('days_to_sign__range', (1, 365)), ('reminder_every_days__gte', 1)), name='contracts_template_time_to_sign', violation_error_message='Wie tekent heeft 1 tot 365 dagen, en hooguit elke dag een herinnering.'),
        ),
        migrations.AddConstraint(
            model_name='templateversion',
            constraint=models.UniqueConstraint(condition=models.Q(('status__in', ['draft', 'review', 'approved'])), fields=('template',), name='contracts_template_one_in_the_making', violation_error_message='Er is al een nieuwe versie van dit model in de maak.'),
        ),
        migrations.AddConstraint(
            model_name='templateversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('status__in', ['draft', 'review', 'approved'])), models.Q(('published_at__isnull', False), ('status__in', ['published', 'withdrawn'])), _connector='OR'), name='contracts_template_published_has_moment', violation_error_message='Een gepubliceerde versie heeft een moment van publicatie.'),
        ),
        migrations.AddConstraint(
            model_name='templateversion',
            constraint=models.CheckConstraint(condition=models.Q(('advised_proofs__contained_by', ['vog', 'code_of_conduct', 'insurance']), ('required_proofs__contained_by', ['vog', 'code_of_conduct', 'insurance'])), name='contracts_template_proofs_known', violation_error_message='Dit bewijs bestaat niet.'),
        ),
        migrations.AddConstraint(
            model_name='templateversion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at__isnull', True), ('reviewed_by__isnull', True)), ('reviewed_at__isnull', False), _connector='OR'), name='contracts_template_reviewed_by_someone', violation_error_message='Een moment hoort bij een persoon.'),
        ),
        migrations.AddIndex(
            model_name='agreement',
            index=models.Index(fields=['status', 'ends_on'], name='contracts_agreement_by_status'),
        ),
        migrations.AddIndex(
            model_name='agreement',
            index=models.Index(fields=['ends_on'], name='contracts_agreement_by_end'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('issued_at__isnull', True), ('number__isnull', True), ('snapshot__isnull', True), ('status', 'draft')), models.Q(models.Q(('status', 'draft'), _negated=True), ('issued_at__isnull', False), ('issued_on__isnull', False), ('keep_until_on__isnull', False), ('number__isnull', False), ('snapshot__isnull', False)), _connector='OR'), name='contracts_agreement_issued_is_complete', violation_error_message='Een opgestelde overeenkomst heeft een nummer, een datum, een bewaartermijn en een vastgelegde inhoud.'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('advised_hourly_cents__isnull', True), ('agreed_hourly_cents__gte', models.F('advised_hourly_cents')), models.Q(('pay_explanation', ''), _negated=True), ('status', 'draft'), _connector='OR'), name='contracts_agreement_low_pay_is_explained', violation_error_message='Een tarief onder het advies vraagt om uitleg.'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(condition=models.Q(('amends__isnull', False), models.Q(('status__in', ['declined', 'expired', 'withdrawn', 'replaced', 'terminated']), _negated=True)), fields=('amends',), name='contracts_agreement_one_amendment_at_a_time', violation_error_message='Voor deze overeenkomst loopt al een wijziging.'),
        ),
        migrations.RemoveField(
            model_name='article',
            name='version',
        ),
        migrations.DeleteModel(
            name='Article',
        ),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        *[migrations.RunSQL(*guard(*row)) for row in WHOLES],
        *[migrations.RunSQL(*guard_part(*row)) for row in PARTS],
        migrations.RunSQL(WAYS, DROP_WAYS),
    ]
