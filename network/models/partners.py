"""Anyone in the network, person or organisation, in one table; what they are to us and to each other, with dates."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.urls import reverse
from django.utils import timezone

from network.enums import CULTUURMAKER_ROLES, AffiliationKind, Discipline, Gender, PartnerKind, PartnerRole, VatStatus


class PartnerQuerySet(models.QuerySet["Partner"]):
    def visible_to(self, user: Any) -> "PartnerQuerySet":
        """Colleagues see the whole network, a partner sees those he acts for."""
        if user.is_colleague:
            return self
        return self.acted_for_by(user, on=timezone.localdate())

    def acted_for_by(self, user: Any, *, on: date) -> "PartnerQuerySet":
        """Those `user` may speak for in the portal on a day."""
        held = models.Q(memberships__ended_on__isnull=True) | models.Q(memberships__ended_on__gt=on)
        return self.filter(held, memberships__user=user, memberships__started_on__lte=on).distinct()

    def with_role(self, *roles: str, on: date) -> "PartnerQuerySet":
        """Those who have one of `roles` on a day."""
        assigned = RoleAssignment.objects.on(on).filter(partner=models.OuterRef("pk"), role__in=roles)
        return self.filter(models.Exists(assigned))

    def cultuurmakers(self, *, on: date) -> "PartnerQuerySet":
        return self.with_role(*CULTUURMAKER_ROLES, on=on)


class Partner(models.Model):
    """A person or an organisation. A self-employed teacher is one partner, a person with a KvK number.

    `name`, `sort_name`, `name_text`, `filed_text`, `match_name` and `search_text` are written by `network.domain.partners`,
    `last_contact_at` by `network.domain.moments`; never by hand. A partner that was merged into another is gone from this
    table and whole in `Merge`, so no list has to leave him out.
    """

    uuid = models.UUIDField("uuid", default=uuid4, editable=False, unique=True)
    kind = models.CharField("soort", max_length=15, choices=PartnerKind.choices)
    name = models.CharField("naam", max_length=200)
    sort_name = models.CharField("sorteernaam", max_length=200, db_collation="und-x-icu")
    given_name = models.CharField("voornaam", max_length=80, blank=True)
    infix = models.CharField("tussenvoegsel", max_length=30, blank=True)
    family_name = models.CharField("achternaam", max_length=120, blank=True)
    initials = models.CharField("voorletters", max_length=20, blank=True)
    gender = models.CharField("aanspreken als", max_length=10, choices=Gender.choices, default=Gender.UNKNOWN)
    trade_name = models.CharField("handelsnaam", max_length=200, blank=True)
    disciplines = ArrayField(
        models.CharField(max_length=20, choices=Discipline.choices),
        verbose_name="disciplines",
        default=list,
        blank=True,
    )
    vat_status = models.CharField("btw-status", max_length=20, choices=VatStatus.choices, default=VatStatus.UNKNOWN)
    website = models.URLField("website", max_length=200, blank=True)
    name_text = models.TextField("gevouwen naam", editable=False, default="")
    filed_text = models.TextField("naam zoals opgeborgen", editable=False, default="")
    match_name = models.TextField("naam om te vergelijken", editable=False, default="")
    search_text = models.TextField("zoektekst", editable=False, default="")
    last_contact_at = models.DateTimeField("laatste contact", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("toegevoegd op", default=timezone.now, editable=False)

    objects = PartnerQuerySet.as_manager()

    class Meta:
        verbose_name = "partner"
        verbose_name_plural = "partners"
        indexes = [
            GinIndex(fields=["search_text"], opclasses=["gin_trgm_ops"], name="network_partner_search_trgm"),
            GinIndex(fields=["name_text"], opclasses=["gin_trgm_ops"], name="network_partner_name_trgm"),
            GinIndex(fields=["match_name"], opclasses=["gin_trgm_ops"], name="network_partner_match_trgm"),
            models.Index(fields=["name_text"], opclasses=["text_pattern_ops"], name="network_partner_name_begins"),
            models.Index(fields=["filed_text"], opclasses=["text_pattern_ops"], name="network_partner_filed_begins"),
            models.Index(fields=["sort_name", "id"], name="network_partner_sort"),
            models.Index(
                models.F("last_contact_at").asc(nulls_first=True),
                models.F("id").asc(),
                name="network_partner_contact_order",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="network_partner_has_name",
                violation_error_message="Vul een naam in.",
            ),
            models.CheckConstraint(
                condition=models.Q(kind=PartnerKind.PERSON) & ~models.Q(family_name="")
                | models.Q(kind=PartnerKind.ORGANISATION, given_name="", infix="", family_name=""),
                name="network_partner_name_fits_kind",
                violation_error_message="Een persoon heeft een achternaam, een organisatie heeft één naam.",
            ),
            models.CheckConstraint(
                condition=models.Q(disciplines__contained_by=Discipline.values),
                name="network_partner_disciplines_known",
                violation_error_message="Deze discipline bestaat niet.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("network:partner", args=[self.pk])

    @property
    def is_person(self) -> bool:
        return self.kind == PartnerKind.PERSON


class DatedQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows with `started_on` and `ended_on` (not included)."""

    def on(self, day: date) -> "DatedQuerySet[M]":
        """Those that hold on `day`; an unknown start has always held."""
        return self.filter(
            models.Q(ended_on__isnull=True) | models.Q(ended_on__gt=day),
            models.Q(started_on__isnull=True) | models.Q(started_on__lte=day),
        )


class RoleAssignment(models.Model):
    """A partner is something to the network, from a day until (not including) a day. Active is derived."""

    partner = models.ForeignKey(Partner, models.CASCADE, verbose_name="partner", related_name="role_assignments")
    role = models.CharField("rol", max_length=30, choices=PartnerRole.choices)
    started_on = models.DateField("vanaf", null=True, blank=True)
    ended_on = models.DateField("tot", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "rol in het netwerk"
        verbose_name_plural = "rollen in het netwerk"
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "role"],
                condition=models.Q(ended_on__isnull=True),
                name="network_role_open_once",
                violation_error_message="Deze partner heeft deze rol al.",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True)
                | models.Q(started_on__isnull=True)
                | models.Q(ended_on__gt=models.F("started_on")),
                name="network_role_ends_after_start",
                violation_error_message="Het einde moet na het begin liggen.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_role_display()


class Affiliation(models.Model):
    """`partner` stands to `organisation` as `kind`, from a day until (not including) a day. Stored once, shown from both sides."""

    partner = models.ForeignKey(Partner, models.CASCADE, verbose_name="partner", related_name="affiliations")
    organisation = models.ForeignKey(Partner, models.CASCADE, verbose_name="organisatie", related_name="affiliated")
    kind = models.CharField("soort", max_length=20, choices=AffiliationKind.choices)
    function = models.CharField("functie", max_length=120, blank=True)
    is_primary = models.BooleanField("eerste aanspreekpunt", default=False)
    started_on = models.DateField("vanaf", null=True, blank=True)
    ended_on = models.DateField("tot", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "verbinding"
        verbose_name_plural = "verbindingen"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(partner=models.F("organisation")),
                name="network_affiliation_not_with_self",
                violation_error_message="Een partner kan niet met zichzelf verbonden zijn.",
            ),
            models.UniqueConstraint(
                fields=["partner", "organisation", "kind"],
                condition=models.Q(ended_on__isnull=True),
                name="network_affiliation_open_once",
                violation_error_message="Deze verbinding bestaat al.",
            ),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(is_primary=True, ended_on__isnull=True),
                name="network_affiliation_one_primary",
                violation_error_message="Deze organisatie heeft al een eerste aanspreekpunt.",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True)
                | models.Q(started_on__isnull=True)
                | models.Q(ended_on__gt=models.F("started_on")),
                name="network_affiliation_ends_after_start",
                violation_error_message="Het einde moet na het begin liggen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.get_kind_display()} {self.organisation_id}"
