"""The first published questions of the DBA check."""

import tomllib
from pathlib import Path

from django.db import migrations
from django.utils import timezone

TEXT = Path(__file__).parent.parent / "data/dba-1.toml"


def publish(apps, schema_editor):
    text = tomllib.loads(TEXT.read_text())
    made = apps.get_model("contracts", "Questionnaire").objects.create(
        version=text["version"], title=text["title"], intro=text["intro"]
    )
    question = apps.get_model("contracts", "Question")
    question.objects.bulk_create(
        question(
            questionnaire=made,
            position=position,
            key=each["key"],
            text=each["text"],
            help_text=each.get("help", ""),
            kind=each.get("kind", "yes_no"),
            risky_answer=each["risky"],
            weight=each["weight"],
        )
        for position, each in enumerate(text["questions"], start=1)
    )
    made.published_at = timezone.now()
    made.save()


class Migration(migrations.Migration):
    dependencies = [("contracts", "0009_only_what_is_whole")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
