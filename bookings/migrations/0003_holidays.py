"""School holidays of regio Noord and public holidays, from bookings/data (see SOURCES.md there)."""

import csv
from pathlib import Path

from django.db import migrations

DATA = Path(__file__).resolve().parent.parent / "data"
CALENDARS = {
    "school_holiday": (
        "Schoolvakanties regio Noord",
        "Rijksoverheid, via OpenHolidays (ODbL 1.0)",
        "school_holidays_north.csv",
    ),
    "public_holiday": ("Feestdagen", "Rijksoverheid, via OpenHolidays (ODbL 1.0)", "public_holidays.csv"),
}


def load(apps, schema_editor):
    Calendar = apps.get_model("bookings", "Calendar")
    CalendarPeriod = apps.get_model("bookings", "CalendarPeriod")
    for kind, (name, source, file) in CALENDARS.items():
        calendar, _ = Calendar.objects.get_or_create(name=name, defaults={"kind": kind, "source": source})
        with (DATA / file).open(encoding="utf-8", newline="") as rows:
            CalendarPeriod.objects.bulk_create(
                (
                    CalendarPeriod(
                        calendar=calendar,
                        name=row["name"],
                        starts_on=row.get("starts_on") or row["day"],
                        ends_on=row.get("ends_on") or row["day"],
                    )
                    for row in csv.DictReader(rows)
                ),
                ignore_conflicts=True,
            )


def unload(apps, schema_editor):
    names = [name for name, _, _ in CALENDARS.values()]
    apps.get_model("bookings", "Calendar").objects.filter(name__in=names).delete()


class Migration(migrations.Migration):
    dependencies = [("bookings", "0002_request_token_and_longest_booking")]
    operations = [migrations.RunPython(load, unload)]
