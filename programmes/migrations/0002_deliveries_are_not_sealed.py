"""An agreement does not hold a visit in place: the planning goes on, and a change becomes a proposed amendment."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]

    operations = [migrations.RemoveField(model_name="delivery", name="sealed_reason")]
