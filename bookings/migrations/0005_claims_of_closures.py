"""A closure becomes a row of its own; its claims point to it instead of repeating the reason."""

from itertools import groupby
from typing import Any

from django.db import migrations, models


def own_rows(apps: Any, schema_editor: Any) -> None:
    """One closure for claims that said the same over the same time in one house; made by the first user, of old."""
    closures, claims = apps.get_model("bookings", "Closure"), apps.get_model("bookings", "RoomClaim")
    first_user = apps.get_model("network", "User").objects.order_by("pk").first()

    def together(claim: Any) -> tuple[Any, ...]:
        return claim.unit.building_id, claim.reason, claim.local_start, claim.local_end

    found = claims.objects.filter(kind="closure").select_related("unit")
    for key, own in groupby(sorted(found, key=together), key=together):
        rows = list(own)
        _, reason, start, end = key
        closure = closures.objects.create(
            kind="closed", reason=reason, local_start=start, local_end=end, made_by=first_user
        )
        closure.units.set({claim.unit_id for claim in rows})
        claims.objects.filter(pk__in=[claim.pk for claim in rows]).update(closure=closure)


class Migration(migrations.Migration):
    dependencies = [("bookings", "0004_seasons_requests_and_reception")]

    operations = [
        migrations.RemoveConstraint(
            model_name='roomclaim',
            name='bookings_claim_has_one_owner',
        ),
        migrations.RunPython(own_rows, migrations.RunPython.noop),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name='roomclaim',
            name='reason',
        ),
        migrations.AddConstraint(
            model_name='roomclaim',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('booking__isnull', False), ('closure__isnull', True), ('kind', 'booking')), models.Q(('booking__isnull', True), ('closure__isnull', False), ('kind', 'closure')), _connector='OR'), name='bookings_claim_has_one_owner', violation_error_message='Een bezetting hoort bij een boeking of bij een sluiting.'),
        ),
    ]
