"""Who changes a holiday in the admin is led to what it means for the lessons."""

from datetime import date

from django.test import Client
from pytest_django.asserts import assertContains

from bookings.models import Calendar, CalendarPeriod
from tests.cast import Cast

LINK = "href='/ruimtes/vakanties/'"


def test_a_changed_holiday_leads_to_its_lessons(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.admin)
    calendar = Calendar.objects.create(name="Proef", kind="school_holiday", source="huis")
    data = {"calendar": calendar.pk, "name": "Studieweek", "starts_on": "11-01-2027", "ends_on": "15-01-2027"}
    made = client.post("/beheer/bookings/calendarperiod/add/", data, follow=True)
    assertContains(made, LINK)
    period = CalendarPeriod.objects.get(name="Studieweek")
    assert period.starts_on == date(2027, 1, 11)
    gone = client.post(f"/beheer/bookings/calendarperiod/{period.pk}/delete/", {"post": "yes"}, follow=True)
    assertContains(gone, LINK)
