"""Mandates and batches for the bank never change once they are signed or announced; a file is made once.

What is let go of (withdrawn, taken out, returned) is let go of for good, so that no amount is in two batches.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

MANDATE = "Een getekende machtiging verandert niet meer; trek haar in en teken een nieuwe."
ANNOUNCED = "Wat is aangekondigd, verandert niet meer."
MADE = "Het bestand voor de bank is gemaakt en verandert niet meer."
GONE = "Deze regel is losgelaten en komt niet terug."

STEPS = "status,withdraw_reason,is_alone,delivered_at,delivered_by_id"
# table, constraint, message, when a row is final, columns that may still change
GUARDS = [
    ("contracts_sepamandate", "contracts_mandate_is_final", MANDATE, "id IS NOT NULL",
     "revoked_at,revoked_by_id,revoke_reason"),
    ("contracts_sepamandate", "contracts_mandate_stays_revoked", MANDATE, "revoked_at IS NOT NULL", ""),
    ("contracts_bankorder", "contracts_bank_order_is_announced", ANNOUNCED, "status <> 'draft'",
     f"{STEPS},document_id,made_at,made_by_id"),
    ("contracts_bankorder", "contracts_bank_order_is_final", MADE, "document_id IS NOT NULL", STEPS),
    ("contracts_bankorderline", "contracts_bank_order_line_stays_gone", GONE, "holds = false", ""),
]  # fmt: skip
# table, constraint, message, table of the whole, column, when the whole is final, columns that may still change
PARTS = [
    ("contracts_bankorderline", "contracts_bank_order_line_is_announced", ANNOUNCED, "contracts_bankorder", "order_id",
     "status <> 'draft'", "holds,taken_out_reason,is_first"),
    ("contracts_bankorderline", "contracts_bank_order_line_is_final", MADE, "contracts_bankorder", "order_id",
     "document_id IS NOT NULL", "holds"),
]  # fmt: skip
WAYS = """
CREATE FUNCTION contracts_bank_order_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
-- the ways a batch may go; what is withdrawn stays withdrawn, and a collection is announced before its file is made
DECLARE
    ways jsonb := '{
        "draft": ["announced", "made", "withdrawn"],
        "announced": ["made", "withdrawn"],
        "made": ["delivered", "withdrawn"],
        "delivered": ["withdrawn"]
    }';
BEGIN
    IF NEW.status <> OLD.status AND NOT COALESCE(ways -> OLD.status ? NEW.status, false) THEN
        RAISE EXCEPTION USING ERRCODE = '23F01', CONSTRAINT = 'contracts_bank_order_goes_on', TABLE = TG_TABLE_NAME,
            MESSAGE = 'Deze opdracht kan niet meer naar deze stand.';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contracts_bank_order_goes_on BEFORE UPDATE ON contracts_bankorder FOR EACH ROW
EXECUTE FUNCTION contracts_bank_order_goes_on();
"""
DROP_WAYS = """
DROP TRIGGER contracts_bank_order_goes_on ON contracts_bankorder;
DROP FUNCTION contracts_bank_order_goes_on();
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

    dependencies = [
        ('contracts', '0023_allocations_of_purchases_fit'),
        ('network', '0013_letters_with_secrets_and_files'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='bankorder',
            name='is_alone',
            field=models.BooleanField(default=False, verbose_name='geen tweede collega'),
        ),
        migrations.AddField(
            model_name='bankorder',
            name='made_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='bestand gemaakt op'),
        ),
        migrations.AddField(
            model_name='bankorder',
            name='made_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='bestand gemaakt door'),
        ),
        migrations.AddField(
            model_name='bankorderline',
            name='taken_out_reason',
            field=models.CharField(blank=True, max_length=200, verbose_name='waarom eruit gehaald'),
        ),
        migrations.AddField(
            model_name='house',
            name='bank_messages',
            field=models.CharField(choices=[('2019', '2019 (pain.001.001.09 en pain.008.001.08)'), ('2009', '2009 (pain.001.001.03 en pain.008.001.02)')], default='2019', max_length=4, verbose_name='bestanden voor de bank'),
        ),
        migrations.AddField(
            model_name='house',
            name='bic',
            field=models.CharField(blank=True, help_text='Alleen nodig voor bankbestanden van 2009.', max_length=11, verbose_name='BIC'),
        ),
        migrations.AddField(
            model_name='house',
            name='collect_notice_days',
            field=models.PositiveSmallIntegerField(default=14, help_text='Zonder andere afspraak 14 (SEPA).', verbose_name='dagen tussen aankondigen en incasso'),
        ),
        migrations.AddField(
            model_name='house',
            name='creditor_id',
            field=models.CharField(blank=True, help_text='Van de bank, bij het incassocontract. Leeg: geen incasso.', max_length=35, verbose_name='incassant-ID'),
        ),
        migrations.AddField(
            model_name='sepamandate',
            name='text_version',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='versie van de tekst'),
        ),
        migrations.AlterField(
            model_name='bankorderline',
            name='announcement',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='network.outgoingmail', verbose_name='aankondiging'),
        ),
        migrations.AddConstraint(
            model_name='bankorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', True), ('made_at__isnull', True)), models.Q(('document__isnull', False), ('made_at__isnull', False)), _connector='OR'), name='contracts_bank_order_file_was_made', violation_error_message='Een bestand is op een moment gemaakt.'),
        ),
        migrations.AddConstraint(
            model_name='bankorder',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'pay'), ('document__isnull', True), ('announced_at__isnull', False), _connector='OR'), name='contracts_bank_order_collected_is_announced', violation_error_message='Kondig een incasso aan voordat je het bestand maakt.'),
        ),
        migrations.AddConstraint(
            model_name='bankorder',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'collect'), ('is_alone', True), models.Q(models.Q(('made_by__isnull', True), models.Q(('made_by', models.F('drafted_by')), _negated=True), _connector='OR'), models.Q(('delivered_by__isnull', True), models.Q(('delivered_by', models.F('drafted_by')), _negated=True), _connector='OR')), _connector='OR'), name='contracts_bank_order_four_eyes', violation_error_message='Wie een betaling opzet, maakt het bestand niet en geeft het niet af.'),
        ),
        migrations.AddConstraint(
            model_name='bankorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'withdrawn'), _negated=True), models.Q(('withdraw_reason', ''), _negated=True), _connector='OR'), name='contracts_bank_order_withdrawn_has_reason', violation_error_message='Zeg waarom je de opdracht intrekt.'),
        ),
        migrations.AddConstraint(
            model_name='bankorder',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('made_at__isnull', True), ('made_by__isnull', True)), models.Q(('made_at__isnull', False), ('made_by__isnull', False)), _connector='OR'), name='contracts_bank_order_made_by_someone', violation_error_message='Een moment hoort bij een persoon.'),
        ),
        migrations.AddConstraint(
            model_name='bankorderline',
            constraint=models.CheckConstraint(condition=models.Q(('taken_out_reason', ''), ('holds', False), _connector='OR'), name='contracts_bank_order_line_out_lets_go', violation_error_message='Wat eruit is gehaald, houdt niets vast.'),
        ),
        migrations.AddConstraint(
            model_name='bankorderline',
            constraint=models.CheckConstraint(condition=models.Q(('mandate__isnull', True), ('invoice__isnull', False), _connector='OR'), name='contracts_bank_order_line_collects_invoice', violation_error_message='Met een machtiging incasseren we een factuur van ons.'),
        ),
        migrations.AddConstraint(
            model_name='house',
            constraint=models.CheckConstraint(condition=models.Q(('creditor_id', ''), ('creditor_id__regex', '^[A-Z]{2}[0-9]{2}[A-Z0-9]{4,31}$'), _connector='OR'), name='contracts_house_creditor_id_form', violation_error_message='Een incassant-ID ziet eruit als NL13ZZZ123456780000.'),
        ),
        migrations.AddConstraint(
            model_name='house',
            constraint=models.CheckConstraint(condition=models.Q(('bic', ''), ('bic__regex', '^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$'), _connector='OR'), name='contracts_house_bic_form', violation_error_message='Een BIC heeft 8 of 11 tekens, zoals ABNANL2A.'),
        ),
        migrations.AddConstraint(
            model_name='house',
            constraint=models.CheckConstraint(condition=models.Q(('collect_notice_days__range', (1, 60))), name='contracts_house_collect_notice_lawful', violation_error_message='Kondig een incasso 1 tot 60 dagen vooraf aan.'),
        ),
        *[migrations.RunSQL(*guard(*row)) for row in GUARDS],
        *[migrations.RunSQL(*guard_part(*row)) for row in PARTS],
        migrations.RunSQL(WAYS, DROP_WAYS),
    ]
