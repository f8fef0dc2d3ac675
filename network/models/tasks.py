"""What somebody still has to do, for a partner or a wijk."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from fluxus.db import paired
from network.enums import COLLEAGUE_ROLES, Confidentiality, Role
from network.models.accounts import User
from network.models.contact import ContactMoment
from network.models.details import Address
from network.models.partners import Partner
from network.models.wijken import Wijk

SOMEDAY = date(9999, 12, 31)


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: Any) -> "TaskQuerySet":
        """Colleagues see all tasks, except one that follows from a moment they may not read.

        Who has to do it sees it all the same: himself, or with his team.
        """
        if not user.is_colleague:
            return self.none()
        if user.has_role(Role.ADMIN):
            return self
        readable = ContactMoment.objects.visible_to(user).filter(pk=models.OuterRef("moment"))
        own = models.Q(assigned_to=user) | models.Q(created_by=user) | models.Q(team__in=user.roles)
        return self.filter(models.Q(moment__isnull=True) | own | models.Exists(readable))

    def open(self) -> "TaskQuerySet":
        return self.filter(done_at__isnull=True)

    def late(self, on: date) -> "TaskQuerySet":
        """Open, and due before a day."""
        return self.open().filter(due_on__lt=on)

    def of(self, user: Any) -> "TaskQuerySet":
        """Those that wait for this colleague himself."""
        return self.filter(assigned_to=user)

    def of_teams_of(self, user: Any) -> "TaskQuerySet":
        """Those that wait for a team (a role) of his, or for a colleague in it."""
        teams = [role for role in user.roles if role in COLLEAGUE_ROLES]
        return self.filter(models.Q(team__in=teams) | models.Q(assigned_to__roles__overlap=teams))

    def in_wijk(self, wijk: Wijk) -> "TaskQuerySet":
        """Those of a wijk and of the partners who have an address there."""
        there = Address.objects.filter(wijk=wijk).values("partner")
        return self.filter(models.Q(wijk=wijk) | models.Q(partner__in=there))

    def to_take(self, user: Any) -> "TaskQuerySet":
        """Open, for a team of his of which nobody has taken it yet."""
        return self.open().filter(team__in=user.roles)

    def in_order(self) -> "TaskQuerySet":
        """By the day they are due (`day`), those without a day last: what is late stands first."""
        return self.annotate(day=Coalesce("due_on", models.Value(SOMEDAY))).order_by("day", "pk")

    def for_rows(self) -> "TaskQuerySet":
        """With all that a row of `network/tasks/rows.html` shows."""
        return self.select_related("assigned_to", "partner", "wijk", "done_by").defer("wijk__boundary")


class Task(models.Model):
    """Something to do before a day, by one colleague or by whoever of a team takes it."""

    title = models.CharField("wat", max_length=200)
    detail = models.TextField("toelichting", max_length=5000, blank=True)
    due_on = models.DateField("uiterlijk", null=True, blank=True)
    assigned_to = models.ForeignKey(
        User, models.PROTECT, verbose_name="voor", null=True, blank=True, related_name="tasks"
    )
    team = models.CharField(
        "voor team", max_length=20, choices=[(role.value, role.label) for role in COLLEAGUE_ROLES], blank=True
    )
    partner = models.ForeignKey(
        Partner, models.CASCADE, verbose_name="partner", null=True, blank=True, related_name="tasks"
    )
    wijk = models.ForeignKey(Wijk, models.PROTECT, verbose_name="wijk", null=True, blank=True, related_name="tasks")
    moment = models.ForeignKey(
        ContactMoment, models.SET_NULL, verbose_name="volgt uit", null=True, blank=True, related_name="tasks"
    )
    created_at = models.DateTimeField("gemaakt op", default=timezone.now)
    created_by = models.ForeignKey(User, models.PROTECT, verbose_name="gemaakt door", related_name="tasks_created")
    done_at = models.DateTimeField("gedaan op", null=True, blank=True)
    done_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="gedaan door", null=True, blank=True, related_name="tasks_done"
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = "taak"
        verbose_name_plural = "taken"
        indexes = [
            models.Index(
                fields=["assigned_to", "due_on"], condition=models.Q(done_at__isnull=True), name="network_task_open"
            )
        ]
        constraints = [
            paired("done_at", "done_by", name="network_task_done_by_somebody"),
            models.CheckConstraint(
                condition=models.Q(assigned_to__isnull=False, team="")
                | models.Q(assigned_to__isnull=True) & ~models.Q(team=""),
                name="network_task_for_one_or_team",
                violation_error_message="Kies een collega of een team.",
            ),
            models.CheckConstraint(
                condition=~models.Q(title=""),
                name="network_task_has_title",
                violation_error_message="Schrijf op wat er moet gebeuren.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("network:task", args=[self.pk])

    @property
    def is_confidential(self) -> bool:
        """It follows from a contact moment that not everybody who reads notes may read."""
        return self.moment is not None and self.moment.confidentiality != Confidentiality.OPEN
