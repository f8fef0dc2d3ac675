"""Names as they are filed, and indexes for the beginnings of names, the words of notes and the newest moments."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models


def file_names(apps, schema_editor):
    from network.domain.names import comparable

    Partner = apps.get_model("network", "Partner")
    changed = []
    for partner in Partner.objects.filter(filed_text="").iterator(chunk_size=2000):
        partner.filed_text = comparable(partner.sort_name)
        changed.append(partner)
    Partner.objects.bulk_update(changed, ["filed_text"], batch_size=2000)


class Migration(migrations.Migration):
    dependencies = [("network", "0007_one_first_to_speak_to")]

    operations = [
        migrations.AddField(
            model_name="partner",
            name="filed_text",
            field=models.TextField(default="", editable=False, verbose_name="naam zoals opgeborgen"),
        ),
        migrations.RunPython(file_names, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="contactmoment",
            index=models.Index(fields=["-occurred_at", "-id"], name="network_moment_newest"),
        ),
        migrations.AddIndex(
            model_name="contactmoment",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector("summary", config="simple"), name="network_moment_words"
            ),
        ),
        migrations.AddIndex(
            model_name="partner",
            index=models.Index(
                fields=["name_text"], name="network_partner_name_begins", opclasses=["text_pattern_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="partner",
            index=models.Index(
                fields=["filed_text"], name="network_partner_filed_begins", opclasses=["text_pattern_ops"]
            ),
        ),
    ]
