"""Loads the wijken of Zaanstad from network/data."""

import json
from pathlib import Path

from django.db import migrations
from django.utils.text import slugify

SOURCE = Path(__file__).resolve().parent.parent / "data" / "wijken_2024.geojson"


def load(apps, schema_editor):
    Wijk = apps.get_model("network", "Wijk")
    features = json.loads(SOURCE.read_text(encoding="utf-8"))["features"]
    for feature in features:
        properties = feature["properties"]
        Wijk.objects.update_or_create(
            code=properties["code"],
            defaults={
                "name": properties["name"],
                "slug": slugify(properties["name"]),
                "boundary": feature["geometry"],
                "inhabitants": properties["inhabitants"],
                "inhabitants_under_15": properties["inhabitants_under_15"],
                "reference_year": 2024,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("network", "0002_accounts_and_outbox_details")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
