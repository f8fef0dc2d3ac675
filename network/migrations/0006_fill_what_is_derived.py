"""Carry over what was confidential, and fill the columns that follow from others."""

from django.db import migrations

CARRY_OVER = """
UPDATE network_contactmoment SET confidentiality = 'personal' WHERE is_confidential;
UPDATE network_timelineentry SET confidentiality = 'personal' WHERE is_confidential;
UPDATE network_partner AS partner SET last_contact_at = latest.occurred_at
FROM (
    SELECT link.partner_id, max(moment.occurred_at) AS occurred_at
    FROM network_contactmomentpartner AS link JOIN network_contactmoment AS moment ON moment.id = link.moment_id
    GROUP BY link.partner_id
) AS latest
WHERE latest.partner_id = partner.id;
"""


def write_names(apps, schema_editor):
    from fluxus.text import fold

    Partner = apps.get_model("network", "Partner")
    changed = []
    for partner in Partner.objects.filter(name_text="").iterator(chunk_size=2000):
        partner.name_text = fold(f"{partner.name} {partner.trade_name}")
        partner.match_name = fold(partner.name)  # the nightly search for duplicates makes it comparable
        changed.append(partner)
    Partner.objects.bulk_update(changed, ["name_text", "match_name"], batch_size=2000)


class Migration(migrations.Migration):
    dependencies = [("network", "0005_the_network_in_one_place")]

    operations = [
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        migrations.RunPython(write_names, migrations.RunPython.noop),
        migrations.RemoveField("contactmoment", "is_confidential"),
        migrations.RemoveField("timelineentry", "is_confidential"),
    ]
