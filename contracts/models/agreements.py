"""Agreements with partners. A draft has no number; from the moment it is issued its content does not change."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from bookings.models import Booking
from contracts.enums import (
    AT_THE_SIGNERS,
    IN_FORCE,
    NO_LONGER,
    AgreementKind,
    AgreementStatus,
    Bundling,
    ItemStatus,
    RunSource,
    RunStatus,
)
from contracts.models.documents import Document
from contracts.models.pay import Funding, RateTable, WorkKind
from contracts.models.templates import TemplateVersion
from fluxus.db import paired
from fluxus.periods import Period, WallClockField
from fluxus.text import fold
from network.enums import Discipline
from network.models import Partner, User, Wijk
from network.rules import may_see_amounts
from programmes.models import CourseDate, Delivery


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: Any) -> "AgreementQuerySet":
        """Who may see amounts sees all; anybody else, colleague or not, what was sent to whom he acts for."""
        if may_see_amounts(user):
            return self
        own = Partner.objects.acted_for_by(user, on=timezone.localdate())
        return self.filter(partner__in=own).shared()

    def issued(self) -> "AgreementQuerySet":
        """With a number and a frozen content, whatever became of it."""
        return self.exclude(status=AgreementStatus.DRAFT)

    def shared(self) -> "AgreementQuerySet":
        """What the other party may see: all that was sent, or signed on paper; not what was taken back before that."""
        taken_back = Agreement.objects.filter(status=AgreementStatus.WITHDRAWN, requests__isnull=True)
        unseen = [AgreementStatus.DRAFT, AgreementStatus.ISSUED]
        return self.exclude(status__in=unseen).exclude(pk__in=taken_back.values("pk"))

    def drafts(self) -> "AgreementQuerySet":
        return self.filter(status=AgreementStatus.DRAFT)

    def at_the_signers(self) -> "AgreementQuerySet":
        return self.filter(status__in=AT_THE_SIGNERS)

    def in_force(self) -> "AgreementQuerySet":
        """Signed by both, whether sealed yet or not."""
        return self.filter(status__in=IN_FORCE)

    def once(self) -> "AgreementQuerySet":
        """Each piece of work once: an amendment counts when what it amends has ended."""
        return self.exclude(models.Q(amends__isnull=False) & ~models.Q(amends__status__in=NO_LONGER))

    def matching(self, query: str) -> "AgreementQuerySet":
        """With this in the number, the subject or the name of the partner."""
        if not query:
            return self
        named = models.Q(partner__search_text__contains=fold(query)) if fold(query) else models.Q()
        return self.filter(models.Q(number__icontains=query) | models.Q(subject__icontains=query) | named)


class AgreementRun(models.Model):
    """Many agreements drawn up in one go: chosen, looked at beforehand, started, and finished whatever happens.

    `criteria` says what was chosen (school year, season, partners …), `items` are its queue.
    """

    source = models.CharField("waarvoor", max_length=10, choices=RunSource.choices)
    bundling = models.CharField("bundelen", max_length=10, choices=Bundling.choices)
    criteria = models.JSONField("keuze", default=dict)
    title = models.CharField("naam", max_length=160)
    template_version = models.ForeignKey(TemplateVersion, models.PROTECT, verbose_name="model", related_name="runs")
    issued_on = models.DateField("datum op de overeenkomsten")
    sends_letters = models.BooleanField("meteen versturen om te tekenen", default=True)
    status = models.CharField("stand", max_length=10, choices=RunStatus.choices, default=RunStatus.RUNNING)
    request_token = models.UUIDField("aanvraag", null=True, blank=True, unique=True, editable=False)
    started_at = models.DateTimeField("gestart op", default=timezone.now)
    started_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="gestart door", null=True, blank=True, related_name="+"
    )
    finished_at = models.DateTimeField("klaar op", null=True, blank=True)

    class Meta:
        verbose_name = "run"
        verbose_name_plural = "runs"
        constraints = [
            paired("started_at", "started_by", name="contracts_run_started_by_someone", optional_actor=True),
            models.CheckConstraint(
                condition=models.Q(status=RunStatus.RUNNING, finished_at__isnull=True)
                | ~models.Q(status=RunStatus.RUNNING) & models.Q(finished_at__isnull=False),
                name="contracts_run_finished_has_moment",
                violation_error_message="Een run die klaar is, heeft een moment waarop.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("contracts:run", args=[self.pk])


class Agreement(models.Model):
    """An overeenkomst van opdracht (BW 7:400) with a cultuurmaker, or the hire of a room for a season.

    Issuing gives it a number ('OVO-2026-0001') and freezes `snapshot`: parties, dates, fee and articles as they read
    that day; `data_hash` is the SHA-256 of its canonical JSON. After that only `status` moves on, along the ways that
    the database knows, and `chain_length` and `chain_head`, the end of its evidence. Amounts are net euro cents; rates
    are cents per hour.

    A change is a new agreement that `amends` this one; it takes over once it is signed.
    """

    kind = models.CharField("soort", max_length=10, choices=AgreementKind.choices, default=AgreementKind.OVO)
    partner = models.ForeignKey(Partner, models.PROTECT, verbose_name="wederpartij", related_name="agreements")
    template_version = models.ForeignKey(
        TemplateVersion, models.PROTECT, verbose_name="model", related_name="agreements"
    )
    amends = models.ForeignKey(
        "self", models.PROTECT, verbose_name="wijzigt", null=True, blank=True, related_name="amendments"
    )
    run = models.ForeignKey(
        AgreementRun, models.PROTECT, verbose_name="run", null=True, blank=True, related_name="agreements"
    )
    subject = models.CharField("opdracht", max_length=200)
    remarks = models.TextField("bijzondere afspraken", max_length=2000, blank=True)
    starts_on = models.DateField("eerste dag")
    ends_on = models.DateField("laatste dag")
    fee_cents = models.PositiveIntegerField("bedrag in centen")
    travel_cents = models.PositiveIntegerField("reiskosten in centen", default=0)
    with_minors = models.BooleanField("met minderjarigen", default=False)
    work_kind = models.ForeignKey(
        WorkKind, models.PROTECT, verbose_name="soort werk", null=True, blank=True, related_name="agreements"
    )
    rate_table = models.ForeignKey(
        RateTable, models.PROTECT, verbose_name="tarieftabel", null=True, blank=True, related_name="agreements"
    )
    paid_minutes = models.PositiveIntegerField(
        "betaalde minuten", default=0, help_text="Met voorbereiding; hieruit volgt het uurtarief."
    )
    agreed_hourly_cents = models.PositiveIntegerField("afgesproken per uur in centen", null=True, blank=True)
    advised_hourly_cents = models.PositiveIntegerField("geadviseerd per uur in centen", null=True, blank=True)
    pay_explanation = models.CharField("uitleg bij een lager tarief", max_length=300, blank=True)
    funding = models.ForeignKey(
        Funding, models.PROTECT, verbose_name="financiering", null=True, blank=True, related_name="agreements"
    )
    status = models.CharField("stand", max_length=15, choices=AgreementStatus.choices, default=AgreementStatus.DRAFT)
    status_reason = models.CharField("reden", max_length=500, blank=True)
    number = models.CharField("nummer", max_length=20, null=True, blank=True, unique=True)
    issued_on = models.DateField("datum", null=True, blank=True)
    keep_until_on = models.DateField("bewaren tot en met", null=True, blank=True)
    snapshot = models.JSONField("inhoud", null=True, blank=True)
    data_hash = models.CharField("hash van de inhoud", max_length=64, blank=True)
    chain_length = models.PositiveIntegerField("gebeurtenissen", default=0, editable=False)
    chain_head = models.CharField("laatste hash", max_length=64, blank=True, editable=False)
    drafted_at = models.DateTimeField("opgezet op", default=timezone.now)
    drafted_by = models.ForeignKey(User, models.PROTECT, verbose_name="opgezet door", related_name="+")
    issued_at = models.DateTimeField("opgesteld op", null=True, blank=True)
    issued_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="opgesteld door", null=True, blank=True, related_name="+"
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "overeenkomst"
        verbose_name_plural = "overeenkomsten"
        indexes = [
            models.Index(fields=["status", "ends_on"], name="contracts_agreement_by_status"),
            models.Index(fields=["ends_on"], name="contracts_agreement_by_end"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    status=AgreementStatus.DRAFT, number__isnull=True, snapshot__isnull=True, issued_at__isnull=True
                )
                | ~models.Q(status=AgreementStatus.DRAFT)
                & models.Q(
                    number__isnull=False,
                    snapshot__isnull=False,
                    issued_at__isnull=False,
                    issued_on__isnull=False,
                    keep_until_on__isnull=False,
                ),
                name="contracts_agreement_issued_is_complete",
                violation_error_message=(
                    "Een opgestelde overeenkomst heeft een nummer, een datum, een bewaartermijn en een vastgelegde inhoud."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="contracts_agreement_ends_after_start",
                violation_error_message="Het einde moet na het begin liggen.",
            ),
            models.CheckConstraint(
                condition=models.Q(status=AgreementStatus.DRAFT, data_hash="")
                | models.Q(data_hash__regex=r"^[0-9a-f]{64}$"),
                name="contracts_agreement_issued_has_hash",
                violation_error_message="Bij een vastgelegde inhoud hoort een hash.",
            ),
            models.CheckConstraint(
                condition=models.Q(advised_hourly_cents__isnull=True)
                | models.Q(agreed_hourly_cents__gte=models.F("advised_hourly_cents"))
                | ~models.Q(pay_explanation="")
                | models.Q(status=AgreementStatus.DRAFT),
                name="contracts_agreement_low_pay_is_explained",
                violation_error_message="Een tarief onder het advies vraagt om uitleg.",
            ),
            models.UniqueConstraint(
                fields=["amends"],
                condition=models.Q(amends__isnull=False) & ~models.Q(status__in=[s.value for s in NO_LONGER]),
                name="contracts_agreement_one_amendment_at_a_time",
                violation_error_message="Voor deze overeenkomst loopt al een wijziging.",
            ),
            paired("drafted_at", "drafted_by", name="contracts_agreement_drafted_by_someone"),
            paired("issued_at", "issued_by", name="contracts_agreement_issued_by_someone"),
        ]

    def __str__(self) -> str:
        return self.number or f"concept {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("contracts:agreement", args=[self.pk])


class AgreementLine(models.Model):
    """One appointment in an agreement, copied from the planning: when, what, where and for how much.

    It may point to where it came from: a delivery, a lesson of a course or a booking. While the line `holds`, no other
    agreement can have the same one; an amendment takes the hold over, and what ends lets go.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, verbose_name="overeenkomst", related_name="lines")
    position = models.PositiveSmallIntegerField("volgorde")
    delivery = models.ForeignKey(
        Delivery, models.PROTECT, verbose_name="uitvoering", null=True, blank=True, related_name="agreement_lines"
    )
    course_date = models.ForeignKey(
        CourseDate, models.PROTECT, verbose_name="lesdag", null=True, blank=True, related_name="agreement_lines"
    )
    booking = models.ForeignKey(
        Booking, models.PROTECT, verbose_name="boeking", null=True, blank=True, related_name="agreement_lines"
    )
    holds = models.BooleanField("houdt vast", default=True)
    local_start = WallClockField("begin")
    local_end = WallClockField("einde")
    what = models.CharField("wat", max_length=160)
    where = models.CharField("waar", max_length=240, blank=True)
    detail = models.CharField("voor wie", max_length=240, blank=True)
    fee_cents = models.PositiveIntegerField("bedrag in centen")
    discipline = models.CharField("discipline", max_length=20, choices=Discipline.choices, blank=True)
    wijk = models.ForeignKey(
        Wijk, models.PROTECT, verbose_name="wijk", null=True, blank=True, related_name="agreement_lines"
    )

    class Meta:
        verbose_name = "regel van een overeenkomst"
        verbose_name_plural = "regels van overeenkomsten"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "position"],
                name="contracts_agreement_position_once",
                violation_error_message="Deze regel bestaat al.",
            ),
            models.UniqueConstraint(
                fields=["delivery"],
                condition=models.Q(holds=True, delivery__isnull=False),
                name="contracts_delivery_agreed_once",
                violation_error_message="Deze uitvoering staat al in een overeenkomst.",
            ),
            models.UniqueConstraint(
                fields=["course_date"],
                condition=models.Q(holds=True, course_date__isnull=False),
                name="contracts_lesson_agreed_once",
                violation_error_message="Deze les staat al in een overeenkomst.",
            ),
            models.UniqueConstraint(
                fields=["booking"],
                condition=models.Q(holds=True, booking__isnull=False),
                name="contracts_booking_agreed_once",
                violation_error_message="Deze boeking staat al in een overeenkomst.",
            ),
            models.CheckConstraint(
                condition=models.Q(delivery__isnull=True, course_date__isnull=True)
                | models.Q(delivery__isnull=True, booking__isnull=True)
                | models.Q(course_date__isnull=True, booking__isnull=True),
                name="contracts_agreement_line_one_origin",
                violation_error_message="Een regel komt uit één planning.",
            ),
            models.CheckConstraint(
                condition=models.Q(local_end__gt=models.F("local_start")),
                name="contracts_agreement_line_ends_after_start",
                violation_error_message="Het einde moet na het begin liggen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what}, {self.period}"

    @property
    def period(self) -> Period:
        return Period(self.local_start, self.local_end)


class RunItem(models.Model):
    """One agreement that a run is to make. The row is the queue: who takes it locks it, and it is made once."""

    run = models.ForeignKey(AgreementRun, models.PROTECT, verbose_name="run", related_name="items")
    position = models.PositiveIntegerField("volgorde")
    partner = models.ForeignKey(Partner, models.PROTECT, verbose_name="wederpartij", related_name="run_items")
    sources = models.JSONField("planning", help_text="Nummers van uitvoeringen of boekingen.")
    status = models.CharField("stand", max_length=10, choices=ItemStatus.choices, default=ItemStatus.WAITING)
    message = models.TextField("waarom", blank=True)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    agreement = models.OneToOneField(
        Agreement, models.PROTECT, verbose_name="overeenkomst", null=True, blank=True, related_name="run_item"
    )

    class Meta:
        verbose_name = "regel van een run"
        verbose_name_plural = "regels van runs"
        indexes = [
            models.Index(fields=["run", "position"], condition=models.Q(status="waiting"), name="contracts_run_waiting")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "position"],
                name="contracts_run_item_once",
                violation_error_message="Deze regel bestaat al.",
            ),
            models.CheckConstraint(
                condition=models.Q(status=ItemStatus.MADE, agreement__isnull=False)
                | ~models.Q(status=ItemStatus.MADE) & models.Q(agreement__isnull=True),
                name="contracts_run_item_made_has_agreement",
                violation_error_message="Wat gemaakt is, heeft een overeenkomst.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}.{self.position}"


class PaperSignature(models.Model):
    """Signed on paper: the scan of both signatures, in the archive."""

    agreement = models.OneToOneField(
        Agreement, models.PROTECT, verbose_name="overeenkomst", related_name="paper_signature"
    )
    document = models.ForeignKey(Document, models.PROTECT, verbose_name="scan", related_name="+")
    signed_on = models.DateField("getekend op")
    noted_at = models.DateTimeField("vastgelegd op", default=timezone.now)
    noted_by = models.ForeignKey(User, models.PROTECT, verbose_name="vastgelegd door", related_name="+")

    class Meta:
        verbose_name = "handtekening op papier"
        verbose_name_plural = "handtekeningen op papier"
        constraints = [paired("noted_at", "noted_by", name="contracts_paper_noted_by_someone")]

    def __str__(self) -> str:
        return f"{self.agreement_id}, {self.signed_on}"


class RegisterView(models.Model):
    """A saved look at the register: a name for a set of filters."""

    owner = models.ForeignKey(User, models.CASCADE, verbose_name="van", related_name="register_views")
    name = models.CharField("naam", max_length=60)
    query = models.CharField("filters", max_length=500)
    is_shared = models.BooleanField("voor iedereen", default=False)

    class Meta:
        verbose_name = "bewaarde lijst"
        verbose_name_plural = "bewaarde lijsten"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="contracts_register_view_once",
                violation_error_message="Je hebt al een lijst met deze naam.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
