"""School years and the groups in them. Pupils are a number, never children."""

from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from network.models import Partner


class SchoolYearQuerySet(models.QuerySet["SchoolYear"]):
    def on(self, day: date) -> "SchoolYearQuerySet":
        """The year in which `day` lies."""
        return self.filter(starts_on__lte=day, ends_on__gte=day)


class SchoolYear(models.Model):
    """From 1 August up to and including 31 July (Wet op het primair onderwijs, art. 1). Named '2026-2027'."""

    name = models.CharField("naam", max_length=9, unique=True)
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag")

    objects = SchoolYearQuerySet.as_manager()

    class Meta:
        verbose_name = "schooljaar"
        verbose_name_plural = "schooljaren"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")),
                name="programmes_year_ends_after_start",
                violation_error_message="Het einde moet na het begin liggen.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SchoolGroupQuerySet(models.QuerySet["SchoolGroup"]):
    def visible_to(self, user: Any) -> "SchoolGroupQuerySet":
        """Colleagues see all, a school its own."""
        return self if user.is_colleague else self.filter(school__in=Partner.objects.visible_to(user))


class SchoolGroup(models.Model):
    """A group of pupils of one school in one year: '5A', or '7/8B' with grades 7 and 8."""

    school = models.ForeignKey(Partner, models.PROTECT, verbose_name="school", related_name="groups")
    school_year = models.ForeignKey(SchoolYear, models.PROTECT, verbose_name="schooljaar", related_name="groups")
    name = models.CharField("naam", max_length=20)
    grades = ArrayField(models.PositiveSmallIntegerField(), verbose_name="leerjaren")
    pupils = models.PositiveSmallIntegerField("leerlingen")

    objects = SchoolGroupQuerySet.as_manager()

    class Meta:
        verbose_name = "groep"
        verbose_name_plural = "groepen"
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "name"],
                name="programmes_group_name_once",
                violation_error_message="Deze groep bestaat al in dit schooljaar.",
            ),
            models.CheckConstraint(
                condition=models.Q(grades__contained_by=[1, 2, 3, 4, 5, 6, 7, 8]) & ~models.Q(grades=[]),
                name="programmes_group_grades_known",
                violation_error_message="Een groep heeft leerjaren van 1 tot en met 8.",
            ),
            models.CheckConstraint(
                condition=models.Q(pupils__range=(1, 60)),
                name="programmes_group_pupils_plausible",
                violation_error_message="Een groep heeft 1 tot 60 leerlingen.",
            ),
        ]

    def __str__(self) -> str:
        return f"groep {self.name}"

    def fits(self, grades: list[int]) -> bool:
        """At least one of its grades is among `grades`."""
        return bool(set(self.grades) & set(grades))
