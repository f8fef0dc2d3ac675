"""The Cultuurmenu: activities by cultuurmakers, and their deliveries to school groups."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from fluxus.db import paired
from fluxus.periods import Period, WallClockField
from network.enums import Discipline
from network.models import Partner, User
from programmes.enums import ActivityKind, DeliveryStatus
from programmes.models.years import SchoolGroup, SchoolYear


class ActivityQuerySet(models.QuerySet["Activity"]):
    def visible_to(self, user: Any) -> "ActivityQuerySet":
        """Colleagues see the menu, a maker his own part of it."""
        return self if user.is_colleague else self.filter(maker__in=Partner.objects.visible_to(user))

    def with_reach(self) -> "ActivityQuerySet":
        """Each with `deliveries_count`, `groups_count` and `pupils_count`; each group counts once."""
        visits = Delivery.objects.standing().filter(activity=models.OuterRef("pk"))
        taking_part = DeliveryGroup.objects.filter(
            delivery__activity=models.OuterRef(models.OuterRef("pk")), delivery__status=DeliveryStatus.PLANNED
        )
        groups = SchoolGroup.objects.filter(pk__in=taking_part.values("group"))
        return self.annotate(
            deliveries_count=whole(visits, "COUNT", "pk"),
            groups_count=whole(groups, "COUNT", "pk"),
            pupils_count=whole(groups, "SUM", "pupils"),
        )


def whole(rows: models.QuerySet[Any], function: str, column: str) -> Coalesce:
    """COUNT or SUM over all `rows` as a subquery, 0 when there are none; a plain function, so nothing is grouped."""
    total = models.Func(models.F(column), function=function, output_field=models.IntegerField())
    return Coalesce(models.Subquery(rows.order_by().annotate(total=total).values("total")), 0)


class Activity(models.Model):
    """Something on the menu of a year. `fee_cents` is what the maker gets for one delivery, without btw."""

    school_year = models.ForeignKey(SchoolYear, models.PROTECT, verbose_name="schooljaar", related_name="activities")
    maker = models.ForeignKey(Partner, models.PROTECT, verbose_name="cultuurmaker", related_name="activities")
    title = models.CharField("titel", max_length=120)
    description = models.TextField("omschrijving", max_length=3000, blank=True)
    kind = models.CharField("soort", max_length=12, choices=ActivityKind.choices)
    discipline = models.CharField("discipline", max_length=20, choices=Discipline.choices)
    grades = ArrayField(models.PositiveSmallIntegerField(), verbose_name="leerjaren")
    minutes = models.PositiveSmallIntegerField("duur in minuten")
    groups_per_delivery = models.PositiveSmallIntegerField("groepen per keer", default=1)
    fee_cents = models.PositiveIntegerField("honorarium per keer in centen")

    objects = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = "activiteit"
        verbose_name_plural = "activiteiten"
        constraints = [
            models.UniqueConstraint(
                fields=["school_year", "maker", "title"],
                name="programmes_activity_once",
                violation_error_message="Deze cultuurmaker heeft deze activiteit al in dit schooljaar.",
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__range=(15, 480)),
                name="programmes_activity_minutes_plausible",
                violation_error_message="Een activiteit duurt een kwartier tot acht uur.",
            ),
            models.CheckConstraint(
                condition=models.Q(groups_per_delivery__range=(1, 8)),
                name="programmes_activity_groups_plausible",
                violation_error_message="Er doen 1 tot 8 groepen tegelijk mee.",
            ),
            models.CheckConstraint(
                condition=models.Q(grades__contained_by=[1, 2, 3, 4, 5, 6, 7, 8]) & ~models.Q(grades=[]),
                name="programmes_activity_grades_known",
                violation_error_message="Kies leerjaren van 1 tot en met 8.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programmes:activity", args=[self.pk])

    @property
    def grades_in_words(self) -> str:
        """'leerjaar 5 tot en met 8', 'leerjaar 1 en 2', 'leerjaar 1, 3 en 5'."""
        first, last = self.grades[0], self.grades[-1]
        if len(self.grades) > 2 and self.grades == list(range(first, last + 1)):
            return f"leerjaar {first} tot en met {last}"
        words = [str(grade) for grade in self.grades]
        return "leerjaar " + " en ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, user: Any) -> "DeliveryQuerySet":
        """Colleagues see all; a maker his own, a school those of its groups."""
        if user.is_colleague:
            return self
        mine = Partner.objects.visible_to(user)
        return self.filter(models.Q(activity__maker__in=mine) | models.Q(school__in=mine))

    def standing(self) -> "DeliveryQuerySet":
        """Not cancelled."""
        return self.filter(status=DeliveryStatus.PLANNED)

    def within(self, period: Period) -> "DeliveryQuerySet":
        """With some time inside the wall-clock period."""
        return self.filter(local_start__lt=period.end, local_end__gt=period.start)

    def reach(self) -> dict[str, int]:
        """How many deliveries, groups and pupils; a group counts once however often it takes part."""
        rows = DeliveryGroup.objects.filter(delivery__in=self)
        totals = SchoolGroup.objects.filter(pk__in=rows.values("group")).aggregate(
            groups=models.Count("pk"), pupils=models.Sum("pupils", default=0)
        )
        return {"deliveries": self.count(), **totals}


class Delivery(models.Model):
    """One visit: a maker brings an activity to one or more groups of one school.

    Times are Amsterdam wall-clock, the fee is frozen when it is planned.
    """

    activity = models.ForeignKey(Activity, models.PROTECT, verbose_name="activiteit", related_name="deliveries")
    school = models.ForeignKey(Partner, models.PROTECT, verbose_name="school", related_name="deliveries")
    groups = models.ManyToManyField(
        SchoolGroup, through="DeliveryGroup", verbose_name="groepen", related_name="deliveries"
    )
    local_start = WallClockField("begin")
    local_end = WallClockField("einde")
    fee_cents = models.PositiveIntegerField("honorarium in centen")
    status = models.CharField("stand", max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.PLANNED)
    planned_at = models.DateTimeField("gepland op", default=timezone.now)
    planned_by = models.ForeignKey(User, models.PROTECT, verbose_name="gepland door", related_name="+")
    cancelled_at = models.DateTimeField("vervallen op", null=True, blank=True)
    cancelled_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="vervallen door", null=True, blank=True, related_name="+"
    )
    cancel_reason = models.CharField("reden", max_length=200, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = "uitvoering"
        verbose_name_plural = "uitvoeringen"
        indexes = [models.Index(fields=["local_start"], name="programmes_delivery_by_start")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(local_end__gt=models.F("local_start")),
                name="programmes_delivery_ends_after_start",
                violation_error_message="Het einde moet na het begin liggen.",
            ),
            paired("planned_at", "planned_by", name="programmes_delivery_planned_by_someone"),
            paired("cancelled_at", "cancelled_by", name="programmes_delivery_cancelled_by_someone"),
            models.CheckConstraint(
                condition=models.Q(status=DeliveryStatus.CANCELLED, cancelled_at__isnull=False)
                | models.Q(status=DeliveryStatus.PLANNED, cancelled_at__isnull=True),
                name="programmes_delivery_cancelled_has_moment",
                violation_error_message="Een vervallen uitvoering heeft een moment van vervallen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id}, {self.period}"

    def get_absolute_url(self) -> str:
        return reverse("programmes:delivery", args=[self.pk])

    @property
    def period(self) -> Period:
        return Period(self.local_start, self.local_end)


class DeliveryGroup(models.Model):
    """This group takes part in this delivery."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, verbose_name="uitvoering", related_name="delivery_groups")
    group = models.ForeignKey(SchoolGroup, models.PROTECT, verbose_name="groep", related_name="delivery_groups")

    class Meta:
        verbose_name = "groep bij een uitvoering"
        verbose_name_plural = "groepen bij uitvoeringen"
        constraints = [
            models.UniqueConstraint(
                fields=["delivery", "group"],
                name="programmes_delivery_group_once",
                violation_error_message="Deze groep doet al mee aan deze uitvoering.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}: {self.group_id}"
