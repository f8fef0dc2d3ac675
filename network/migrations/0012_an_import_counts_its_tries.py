"""An import counts its tries, so that one that breaks its worker every time comes to a stop."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("network", "0011_values_partners_share")]

    operations = [
        migrations.AddField("import", "tries", models.PositiveSmallIntegerField(default=0, verbose_name="pogingen")),
    ]
