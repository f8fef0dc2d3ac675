"""Courses that cultuurmakers post themselves; the contract is between maker and participant."""

from datetime import date, datetime, time
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils import timezone

from bookings.models import Room
from fluxus.db import paired
from fluxus.periods import Period, WallClockField
from fluxus.text import fold
from network.enums import Discipline
from network.models import Partner, User
from programmes.enums import CourseStatus


class CourseQuerySet(models.QuerySet["Course"]):
    def visible_to(self, user: Any) -> "CourseQuerySet":
        """Colleagues see all, a maker his own. What is published is public: see `published`."""
        return self if user.is_colleague else self.filter(maker__in=Partner.objects.visible_to(user))

    def published(self) -> "CourseQuerySet":
        return self.filter(status=CourseStatus.PUBLISHED)

    def not_over(self, day: date) -> "CourseQuerySet":
        """With a lesson on or after `day`."""
        return self.filter(models.Exists(lessons_ahead(day)))

    def soonest_first(self, day: date) -> "CourseQuerySet":
        """In order of the first lesson on or after `day`, which each gets as `next_start`; what is over comes last."""
        first = lessons_ahead(day).order_by("local_start").values("local_start")[:1]
        return self.annotate(next_start=models.Subquery(first)).order_by("next_start", "pk")

    def on_offer(self, day: date) -> "CourseQuerySet":
        """What the catalogue shows on `day`: published with a lesson ahead, the soonest first."""
        return self.published().not_over(day).soonest_first(day)

    def for_cards(self) -> "CourseQuerySet":
        """With what a card shows: maker, place, `lessons_count` and `first_start`."""
        counted = self.annotate(lessons_count=models.Count("dates"), first_start=models.Min("dates__local_start"))
        return counted.select_related("maker", "room__building")

    def on_weekday(self, weekday: int) -> "CourseQuerySet":
        """With a lesson on an ISO weekday (1 is Monday)."""
        iso = models.Func(
            "local_start", template="EXTRACT(ISODOW FROM %(expressions)s)", output_field=models.IntegerField()
        )
        lessons = CourseDate.objects.filter(course=models.OuterRef("pk")).annotate(iso=iso).filter(iso=weekday)
        return self.filter(models.Exists(lessons))

    def for_age(self, age: int) -> "CourseQuerySet":
        """Open to somebody of this age; an unknown limit is no limit."""
        old_enough = models.Q(age_from__isnull=True) | models.Q(age_from__lte=age)
        young_enough = models.Q(age_to__isnull=True) | models.Q(age_to__gte=age)
        return self.filter(old_enough, young_enough)

    def matching(self, words: str) -> "CourseQuerySet":
        """With every word of what somebody typed."""
        found = self
        for word in fold(words).split():
            found = found.filter(search_text__contains=word)
        return found


def lessons_ahead(day: date) -> models.QuerySet["CourseDate"]:
    """The lessons of the outer course that are not over before `day`."""
    return CourseDate.objects.filter(course=models.OuterRef("pk"), local_end__gte=datetime.combine(day, time.min))


class Course(models.Model):
    """A series of lessons. `price_cents` is what a participant pays the maker for the whole course, btw included.

    `slug` and `search_text` are written by `programmes.domain.courses`. `review_note` is what FluXus asked to change
    when it sent the course back; empty again once the maker submits.
    """

    maker = models.ForeignKey(Partner, models.PROTECT, verbose_name="cultuurmaker", related_name="courses")
    title = models.CharField("titel", max_length=120)
    slug = models.SlugField("adres", max_length=140, unique=True)
    summary = models.CharField("in één zin", max_length=200)
    description = models.TextField("omschrijving", max_length=5000)
    discipline = models.CharField("discipline", max_length=20, choices=Discipline.choices)
    age_from = models.PositiveSmallIntegerField("vanaf leeftijd", null=True, blank=True)
    age_to = models.PositiveSmallIntegerField("tot en met leeftijd", null=True, blank=True)
    capacity = models.PositiveSmallIntegerField("plaatsen")
    price_cents = models.PositiveIntegerField("prijs in centen")
    place = models.CharField(
        "plek", max_length=160, help_text="Waar de cursus is, als die niet in een cultuurhuis is.", blank=True
    )
    room = models.ForeignKey(Room, models.PROTECT, verbose_name="ruimte", null=True, blank=True, related_name="courses")
    contact_email = models.EmailField("mailadres voor aanmelden", max_length=254)
    status = models.CharField("stand", max_length=10, choices=CourseStatus.choices, default=CourseStatus.DRAFT)
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name="gemaakt door", related_name="+")
    submitted_at = models.DateTimeField("ingediend op", null=True, blank=True)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="ingediend door", null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField("gepubliceerd op", null=True, blank=True)
    published_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="gepubliceerd door", null=True, blank=True, related_name="+"
    )
    review_note = models.TextField("wat FluXus vraagt", max_length=1000, blank=True)
    search_text = models.TextField("zoektekst", editable=False, default="")

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = "cursus"
        verbose_name_plural = "cursussen"
        indexes = [GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="programmes_course_search_trgm")]
        constraints = [
            paired("created_at", "created_by", name="programmes_course_created_by_someone"),
            paired("submitted_at", "submitted_by", name="programmes_course_submitted_by_someone"),
            paired("published_at", "published_by", name="programmes_course_published_by_someone"),
            models.CheckConstraint(
                condition=~models.Q(status=CourseStatus.PUBLISHED) | models.Q(published_at__isnull=False),
                name="programmes_course_published_has_moment",
                violation_error_message="Een gepubliceerde cursus heeft een moment van publicatie.",
            ),
            models.CheckConstraint(
                condition=models.Q(age_to__isnull=True)
                | models.Q(age_from__isnull=True)
                | models.Q(age_to__gte=models.F("age_from")),
                name="programmes_course_ages_in_order",
                violation_error_message="De hoogste leeftijd ligt onder de laagste.",
            ),
            models.CheckConstraint(
                condition=models.Q(capacity__gte=1),
                name="programmes_course_has_places",
                violation_error_message="Een cursus heeft minstens één plaats.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("programmes:course", args=[self.slug])

    @property
    def where(self) -> str:
        """The room in a cultuurhuis, or the place the maker wrote."""
        return f"{self.room.name}, {self.room.building.name}" if self.room else self.place

    @property
    def ages(self) -> str:
        """'vanaf 18 jaar', '8 tot en met 12 jaar', 'alle leeftijden'."""
        if self.age_from and self.age_to:
            return f"{self.age_from} tot en met {self.age_to} jaar"
        if self.age_from:
            return f"vanaf {self.age_from} jaar"
        return f"tot en met {self.age_to} jaar" if self.age_to else "alle leeftijden"


class CourseDate(models.Model):
    """One lesson of a course, in Amsterdam wall-clock time."""

    course = models.ForeignKey(Course, models.CASCADE, verbose_name="cursus", related_name="dates")
    local_start = WallClockField("begin")
    local_end = WallClockField("einde")

    class Meta:
        verbose_name = "lesdag"
        verbose_name_plural = "lesdagen"
        constraints = [
            models.UniqueConstraint(
                fields=["course", "local_start"],
                name="programmes_course_date_once",
                violation_error_message="Deze lesdag staat er al.",
            ),
            models.CheckConstraint(
                condition=models.Q(local_end__gt=models.F("local_start")),
                name="programmes_course_date_ends_after_start",
                violation_error_message="Het einde moet na het begin liggen.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.period)

    @property
    def period(self) -> Period:
        return Period(self.local_start, self.local_end)
