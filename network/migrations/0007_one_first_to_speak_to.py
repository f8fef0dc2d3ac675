"""An organisation has one first to speak to: where there were more, the oldest stays."""

from django.db import migrations, models

KEEP_THE_OLDEST = """
UPDATE network_affiliation SET is_primary = false
WHERE is_primary AND ended_on IS NULL AND id NOT IN (
    SELECT min(id) FROM network_affiliation WHERE is_primary AND ended_on IS NULL GROUP BY organisation_id
);
"""


class Migration(migrations.Migration):
    dependencies = [("network", "0006_fill_what_is_derived")]

    operations = [
        migrations.RunSQL(KEEP_THE_OLDEST, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="affiliation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True), ("is_primary", True)),
                fields=("organisation",),
                name="network_affiliation_one_primary",
                violation_error_message="Deze organisatie heeft al een eerste aanspreekpunt.",
            ),
        ),
    ]
