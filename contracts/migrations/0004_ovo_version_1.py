"""The first published text of the overeenkomst van opdracht."""

import tomllib
from pathlib import Path

from django.db import migrations
from django.utils import timezone

TEXT = Path(__file__).parent.parent / "data/ovo-1.toml"


def publish(apps, schema_editor):
    text = tomllib.loads(TEXT.read_text())
    template = apps.get_model("contracts", "AgreementTemplate").objects.create(slug=text["slug"], name=text["name"])
    version = apps.get_model("contracts", "TemplateVersion").objects.create(
        template=template, version=text["version"], title=text["title"], preamble=text["preamble"].strip()
    )
    article = apps.get_model("contracts", "Article")
    article.objects.bulk_create(
        article(version=version, position=position, heading=each["heading"], body=each["body"].strip())
        for position, each in enumerate(text["articles"], start=1)
    )
    version.status = "published"
    version.published_at = timezone.now()
    version.save()


class Migration(migrations.Migration):
    dependencies = [("contracts", "0003_what_is_issued_is_final")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
