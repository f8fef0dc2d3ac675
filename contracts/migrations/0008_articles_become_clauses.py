"""What stood in articles becomes clauses of the library, and issued agreements get what the new columns ask for."""

import hashlib

from django.db import migrations
from django.utils.text import slugify

# the planning at the time of this migration; the frozen snapshot stays what it was
FILL_LINES = """
UPDATE contracts_agreementline AS line
SET local_start = visit.local_start, local_end = visit.local_end, fee_cents = visit.fee_cents,
    what = activity.title, "where" = left(school.name, 240), discipline = activity.discipline
FROM programmes_delivery AS visit
JOIN programmes_activity AS activity ON activity.id = visit.activity_id
JOIN network_partner AS school ON school.id = visit.school_id
WHERE visit.id = line.delivery_id
"""
FILL_AGREEMENTS = """
UPDATE contracts_agreement SET keep_until_on = (ends_on + interval '7 years')::date WHERE status <> 'draft'
"""


def fingerprint(article):
    return hashlib.sha256(f"{article.heading}\n\n{article.body}".encode()).hexdigest()


def convert(apps, schema_editor):
    clauses, versions = (apps.get_model("contracts", name).objects for name in ("Clause", "ClauseVersion"))
    places = apps.get_model("contracts", "TemplateClause").objects
    for article in apps.get_model("contracts", "Article").objects.order_by("version", "position"):
        slug = f"{article.version.template.slug[:20]}-{slugify(article.heading)}"[:60]
        clause, _ = clauses.get_or_create(slug=slug, defaults={"name": article.heading})
        version = versions.create(
            clause=clause,
            version=versions.filter(clause=clause).count() + 1,
            heading=article.heading,
            body=article.body,
            sha256=fingerprint(article),
            status="published" if article.version.status == "published" else "draft",
            published_at=article.version.published_at,
            published_by=article.version.published_by,
        )
        places.create(version=article.version, position=article.position, clause_version=version)


class Migration(migrations.Migration):
    dependencies = [("contracts", "0007_agreements_from_start_to_end")]

    operations = [
        migrations.RunPython(convert, migrations.RunPython.noop),
        migrations.RunSQL(FILL_LINES, migrations.RunSQL.noop),
        migrations.RunSQL(FILL_AGREEMENTS, migrations.RunSQL.noop),
    ]
