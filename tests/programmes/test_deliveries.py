"""Planning visits to school groups."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from fluxus.errors import Refusal
from fluxus.periods import Period
from network.models import TimelineEntry
from programmes.domain import deliveries
from programmes.domain.deliveries import in_turn, next_quarter
from programmes.models import Delivery, DeliveryGroup
from tests.cast import Cast
from tests.factories.network import make_school, make_teacher, make_user
from tests.factories.programmes import (
    SCHOOL_DAY,
    make_activity,
    make_delivery,
    make_group,
    make_holiday,
    make_year,
)

NINE = datetime.combine(SCHOOL_DAY, time(9))


def an_hour(start: datetime = NINE) -> Period:
    return Period(start, start + timedelta(hours=1))


class TestPlan:
    def test_plan_freezes_the_fee_and_writes_both_timelines(self, cast: Cast) -> None:
        activity, group = make_activity(title="Slagwerk", fee_cents=6500), make_group(name="5A")
        made = deliveries.plan(activity=activity, groups=[group], period=an_hour(), by=cast.bureau)
        lines = list(TimelineEntry.objects.order_by("partner").values_list("partner", "title", "path", "amount_cents"))
        title = f"Slagwerk ingepland: {group.school.name}, groep 5A, di 1 dec 2026 09:00–10:00"
        path = f"/cultuurmenu/uitvoeringen/{made.pk}/"
        assert (made.fee_cents, made.school, list(made.groups.all())) == (6500, group.school, [group])
        assert lines == [(pk, title, path, 6500) for pk in sorted([activity.maker_id, group.school_id])]

    def test_two_groups_in_one_visit(self, cast: Cast) -> None:
        school = make_school()
        groups = [make_group(school, name="5A"), make_group(school, name="5B")]
        activity = make_activity(groups_per_delivery=2)
        made = deliveries.plan(activity=activity, groups=groups, period=an_hour(), by=cast.bureau)
        assert made.groups.count() == 2

    def test_more_groups_than_take_part(self, cast: Cast) -> None:
        school = make_school()
        groups = [make_group(school), make_group(school)]
        with pytest.raises(Refusal, match="hoogstens 1 groepen tegelijk") as caught:
            deliveries.plan(activity=make_activity(), groups=groups, period=an_hour(), by=cast.bureau)
        assert caught.value.field == "groups"

    def test_no_groups(self, cast: Cast) -> None:
        with pytest.raises(Refusal, match="Kies minstens één groep"):
            deliveries.plan(activity=make_activity(), groups=[], period=an_hour(), by=cast.bureau)

    def test_groups_of_two_schools(self, cast: Cast) -> None:
        activity = make_activity(groups_per_delivery=2)
        with pytest.raises(Refusal, match="Kies groepen van één school"):
            deliveries.plan(activity=activity, groups=[make_group(), make_group()], period=an_hour(), by=cast.bureau)

    def test_group_of_another_year(self, cast: Cast) -> None:
        group = make_group(name="5A", school_year=make_year(date(2025, 12, 1)))
        with pytest.raises(Refusal, match="groep 5A hoort bij een ander schooljaar"):
            deliveries.plan(activity=make_activity(), groups=[group], period=an_hour(), by=cast.bureau)

    def test_group_of_other_grades(self, cast: Cast) -> None:
        group = make_group(name="1/2A", grades=[1, 2])
        with pytest.raises(Refusal, match="voor leerjaar 5, 6; groep 1/2A past daar niet bij"):
            deliveries.plan(activity=make_activity(grades=[5, 6]), groups=[group], period=an_hour(), by=cast.bureau)

    def test_a_combined_group_fits_by_one_grade(self, cast: Cast) -> None:
        group = make_group(grades=[4, 5])
        assert deliveries.plan(activity=make_activity(grades=[5]), groups=[group], period=an_hour(), by=cast.bureau)

    def test_weekend(self, cast: Cast) -> None:
        saturday = datetime(2026, 12, 5, 9)
        with pytest.raises(Refusal, match="Zaterdag 5 december 2026 is geen schooldag") as caught:
            deliveries.plan(activity=make_activity(), groups=[make_group()], period=an_hour(saturday), by=cast.bureau)
        assert caught.value.field == "day"

    def test_holiday_is_called_by_its_name(self, cast: Cast) -> None:
        make_holiday(SCHOOL_DAY, SCHOOL_DAY, name="Sinterklaasvakantie")
        with pytest.raises(Refusal, match="Op dinsdag 1 december 2026 is er geen school: Sinterklaasvakantie"):
            deliveries.plan(activity=make_activity(), groups=[make_group()], period=an_hour(), by=cast.bureau)

    def test_closure_of_a_building_is_no_holiday(self, cast: Cast) -> None:
        make_holiday(SCHOOL_DAY, SCHOOL_DAY, kind="closure")
        assert deliveries.plan(activity=make_activity(), groups=[make_group()], period=an_hour(), by=cast.bureau)

    def test_day_outside_the_year(self, cast: Cast) -> None:
        later = datetime(2027, 9, 1, 9)
        with pytest.raises(Refusal, match="Woensdag 1 september 2027 ligt buiten schooljaar 2026-2027"):
            deliveries.plan(activity=make_activity(), groups=[make_group()], period=an_hour(later), by=cast.bureau)

    def test_maker_is_somewhere_else(self, cast: Cast) -> None:
        maker = make_teacher("Bilal", "Amrani")
        busy = make_delivery(make_activity(maker, title="Beatbox"), [make_group(make_school("De Vlinder"))])
        half_past = an_hour(NINE + timedelta(minutes=30))
        with pytest.raises(Refusal) as caught:
            deliveries.plan(activity=make_activity(maker), groups=[make_group()], period=half_past, by=cast.bureau)
        sentence = "Bilal Amrani is dan al bij De Vlinder met Beatbox (di 1 dec 2026 09:00–10:00)."
        assert (caught.value.sentence, caught.value.field) == (sentence, "start")
        assert (caught.value.code, caught.value.extra) == ("maker_busy", {"blocker": busy})

    def test_group_takes_part_in_something_else(self, cast: Cast) -> None:
        group = make_group(name="5A")
        make_delivery(make_activity(make_teacher("Sanne", "Vos"), title="Klei"), [group])
        with pytest.raises(Refusal) as caught:
            deliveries.plan(activity=make_activity(), groups=[group], period=an_hour(), by=cast.bureau)
        sentence = "Groep 5A doet dan al mee aan Klei van Sanne Vos (di 1 dec 2026 09:00–10:00)."
        assert (caught.value.sentence, caught.value.code) == (sentence, "group_busy")

    def test_right_after_is_free(self, cast: Cast) -> None:
        activity, group = make_activity(), make_group()
        make_delivery(activity, [group])
        after = an_hour(NINE + timedelta(hours=1))
        assert deliveries.plan(activity=activity, groups=[group], period=after, by=cast.bureau)

    def test_what_is_called_off_is_not_in_the_way(self, cast: Cast) -> None:
        activity, group = make_activity(), make_group()
        deliveries.cancel(delivery=make_delivery(activity, [group]), reason="Ziek", by=cast.bureau)
        assert deliveries.plan(activity=activity, groups=[group], period=an_hour(), by=cast.bureau)


class TestInTurn:
    def test_one_after_the_other_from_the_next_quarter(self, cast: Cast) -> None:
        school = make_school()
        groups = [make_group(school, name="6A", grades=[6]), make_group(school, name="5A")]
        activity = make_activity(minutes=50)
        made = deliveries.plan_in_turn(activity=activity, groups=groups, start=NINE, by=cast.bureau)
        assert [(str(visit.groups.get()), visit.local_start.time(), visit.local_end.time()) for visit in made] == [
            ("groep 5A", time(9), time(9, 50)),
            ("groep 6A", time(10), time(10, 50)),
        ]

    def test_together_where_that_is_allowed(self, cast: Cast) -> None:
        school = make_school()
        groups = [make_group(school) for _ in range(3)]
        activity = make_activity(groups_per_delivery=2)
        made = deliveries.plan_in_turn(activity=activity, groups=groups, start=NINE, by=cast.bureau)
        assert [visit.groups.count() for visit in made] == [2, 1]

    def test_all_or_none(self, cast: Cast) -> None:
        school, activity = make_school(), make_activity()
        groups = [make_group(school, name="5A"), make_group(school, name="5B")]
        make_delivery(make_activity(), [groups[1]], start=NINE + timedelta(hours=1))
        with pytest.raises(Refusal, match="Groep 5B doet dan al mee"):
            deliveries.plan_in_turn(activity=activity, groups=groups, start=NINE, by=cast.bureau)
        assert not Delivery.objects.filter(activity=activity).exists()
        assert TimelineEntry.objects.count() == 0

    def test_no_groups(self, cast: Cast) -> None:
        with pytest.raises(Refusal, match="Kies minstens één groep"):
            deliveries.plan_in_turn(activity=make_activity(), groups=[], start=NINE, by=cast.bureau)

    @pytest.mark.django_db
    def test_preview_plans_nothing(self) -> None:
        visits = in_turn(activity=make_activity(), groups=[make_group()], start=NINE)
        assert [period for period, _ in visits] == [an_hour()]
        assert Delivery.objects.count() == 0

    def test_next_quarter(self) -> None:
        assert [next_quarter(NINE + timedelta(minutes=minutes)).minute for minutes in (0, 1, 15, 46)] == [0, 15, 15, 0]


class TestCancelAndSeal:
    def test_cancel_says_why_on_both_timelines(self, cast: Cast) -> None:
        delivery = make_delivery()
        made = deliveries.cancel(delivery=delivery, reason="Maker is ziek", by=cast.bureau)
        assert (made.status, made.cancelled_by, made.cancel_reason) == ("cancelled", cast.bureau, "Maker is ziek")
        assert [entry.detail for entry in TimelineEntry.objects.all()] == ["Maker is ziek"] * 2

    def test_cancel_twice(self, cast: Cast) -> None:
        delivery = make_delivery()
        deliveries.cancel(delivery=delivery, reason="Ziek", by=cast.bureau)
        with pytest.raises(Refusal, match="al vervallen"):
            deliveries.cancel(delivery=delivery, reason="Ziek", by=cast.bureau)


class TestVisible:
    def test_maker_and_school_see_their_own(self, cast: Cast) -> None:
        mine = make_delivery(make_activity(cast.bilal_partner))
        make_delivery()
        assert list(Delivery.objects.visible_to(cast.bilal)) == [mine]
        assert Delivery.objects.visible_to(cast.bureau).count() == 2
        assert Delivery.objects.visible_to(cast.stranger).count() == 0


@pytest.mark.django_db
class TestConstraints:
    def test_ends_after_start(self) -> None:
        delivery = make_delivery()
        with pytest.raises(IntegrityError, match="programmes_delivery_ends_after_start"):
            Delivery.objects.filter(pk=delivery.pk).update(local_end=delivery.local_start)

    def test_cancelled_has_a_moment(self) -> None:
        delivery = make_delivery()
        with pytest.raises(IntegrityError, match="programmes_delivery_cancelled_has_moment"):
            Delivery.objects.filter(pk=delivery.pk).update(status="cancelled")

    def test_planned_has_no_moment_of_cancelling(self) -> None:
        delivery = make_delivery()
        with pytest.raises(IntegrityError, match="programmes_delivery_cancelled_has_moment"):
            Delivery.objects.filter(pk=delivery.pk).update(cancelled_at=timezone.now(), cancelled_by=make_user())

    def test_cancelled_by_someone(self) -> None:
        delivery = make_delivery()
        with pytest.raises(IntegrityError, match="programmes_delivery_cancelled_by_someone"):
            Delivery.objects.filter(pk=delivery.pk).update(status="cancelled", cancelled_at=timezone.now())

    def test_a_group_takes_part_once(self) -> None:
        delivery = make_delivery()
        with pytest.raises(IntegrityError, match="programmes_delivery_group_once"):
            DeliveryGroup.objects.create(delivery=delivery, group=delivery.groups.get())
