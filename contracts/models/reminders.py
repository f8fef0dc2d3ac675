"""Late payments: steps as data, letters as documents, pauses and payment plans."""

from typing import Any

from django.db import models
from django.urls import reverse
from django.utils import timezone

from contracts.enums import BuyerKind, PauseKind, ReminderKind
from contracts.models.invoices import Invoice
from fluxus.db import paired
from network.models import OutgoingMail, Partner, User
from network.rules import may_see_amounts


class ReminderStep(models.Model):
    """When which letter goes to whom: so many days after the due day, or after the letter before it.

    `with_costs`: collection costs by the statutory scale (Besluit vergoeding voor buitengerechtelijke incassokosten) are
    due. To a consumer only after a fourteen-day letter (BW 6:96 lid 6). `text` holds the words of the letter.
    """

    buyer_kind = models.CharField("voor", max_length=10, choices=BuyerKind.choices)
    position = models.PositiveSmallIntegerField("volgorde")
    kind = models.CharField("soort", max_length=10, choices=ReminderKind.choices)
    days_after = models.PositiveSmallIntegerField("dagen later")
    days_to_pay = models.PositiveSmallIntegerField("dagen om te betalen")
    with_costs = models.BooleanField("met incassokosten", default=False)
    subject = models.CharField("onderwerp", max_length=120)
    text = models.TextField(
        "tekst",
        max_length=3000,
        help_text="$bedrag, $datum en $kosten worden ingevuld: het openstaande bedrag, de laatste dag en de incassokosten.",
    )
    is_active = models.BooleanField("in gebruik", default=True)

    class Meta:
        verbose_name = "herinneringsstap"
        verbose_name_plural = "herinneringsstappen"
        constraints = [
            models.UniqueConstraint(
                fields=["buyer_kind", "position"],
                name="contracts_reminder_step_once",
                violation_error_message="Deze stap bestaat al.",
            ),
            models.CheckConstraint(
                # the term of a fourteen-day letter begins the day after it was received: never shorter than 15 days
                condition=~models.Q(kind=ReminderKind.NOTICE) | models.Q(days_to_pay__gte=15),
                name="contracts_reminder_notice_is_long_enough",
                violation_error_message="Een veertiendagenbrief geeft minstens 15 dagen, met de dag van ontvangst.",
            ),
            models.CheckConstraint(
                condition=~models.Q(buyer_kind=BuyerKind.CONSUMER, with_costs=True)
                | models.Q(kind=ReminderKind.HANDOVER),
                name="contracts_reminder_consumer_is_warned",
                violation_error_message="Een consument betaalt pas kosten na een veertiendagenbrief.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_buyer_kind_display()})"


class ReminderLetterQuerySet(models.QuerySet["ReminderLetter"]):
    def visible_to(self, user: Any) -> "ReminderLetterQuerySet":
        """Who may see amounts sees all; anybody else what was written to whom he acts for."""
        if may_see_amounts(user):
            return self
        return self.filter(partner__in=Partner.objects.acted_for_by(user, on=timezone.localdate()))


class ReminderLetter(models.Model):
    """One letter to one partner about what is late, frozen. Amounts are euro cents.

    `costs_cents` are collection costs that are due now; costs that are only announced stand in the snapshot. `mail` is
    the last time it was mailed; without one it goes by post, or waits for its PDF.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, verbose_name="aan", related_name="reminder_letters")
    step = models.ForeignKey(ReminderStep, models.PROTECT, verbose_name="stap", related_name="letters")
    written_on = models.DateField("datum")
    due_on = models.DateField("te betalen voor")
    open_cents = models.BigIntegerField("open bedrag in centen")
    costs_cents = models.PositiveIntegerField("incassokosten in centen", default=0)
    snapshot = models.JSONField("inhoud")
    data_hash = models.CharField("hash van de inhoud", max_length=64)
    mail = models.OneToOneField(
        OutgoingMail, models.PROTECT, verbose_name="mail", null=True, blank=True, related_name="reminder_letter"
    )
    written_at = models.DateTimeField("gemaakt op", default=timezone.now)
    written_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="gemaakt door", null=True, blank=True, related_name="+"
    )

    objects = ReminderLetterQuerySet.as_manager()

    class Meta:
        verbose_name = "herinneringsbrief"
        verbose_name_plural = "herinneringsbrieven"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(due_on__gt=models.F("written_on"), open_cents__gt=0),
                name="contracts_reminder_letter_asks_something",
                violation_error_message="Een brief vraagt een bedrag, met tijd om te betalen.",
            ),
            models.CheckConstraint(
                condition=models.Q(data_hash__regex=r"^[0-9a-f]{64}$"),
                name="contracts_reminder_letter_has_hash",
                violation_error_message="Bij een vastgelegde inhoud hoort een hash.",
            ),
            paired("written_at", "written_by", name="contracts_reminder_written_by_someone", optional_actor=True),
        ]

    def __str__(self) -> str:
        return f"{self.step}, {self.written_on}"

    def get_absolute_url(self) -> str:
        return reverse("contracts:reminder-letter", args=[self.pk])


class ReminderLine(models.Model):
    """One invoice in a letter, with what was open that day. Each invoice goes through a step once."""

    letter = models.ForeignKey(ReminderLetter, models.PROTECT, verbose_name="brief", related_name="lines")
    invoice = models.ForeignKey(Invoice, models.PROTECT, verbose_name="factuur", related_name="reminder_lines")
    step = models.ForeignKey(ReminderStep, models.PROTECT, verbose_name="stap", related_name="+")
    open_cents = models.BigIntegerField("open bedrag in centen")

    class Meta:
        verbose_name = "factuur in een herinnering"
        verbose_name_plural = "facturen in herinneringen"
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "invoice"],
                name="contracts_reminder_line_once",
                violation_error_message="Deze factuur staat al in de brief.",
            ),
            models.UniqueConstraint(
                fields=["invoice", "step"],
                name="contracts_reminder_invoice_step_once",
                violation_error_message="Voor deze factuur is deze stap al gezet.",
            ),
            models.CheckConstraint(
                condition=models.Q(open_cents__gt=0),
                name="contracts_reminder_line_is_open",
                violation_error_message="Van deze factuur staat niets open.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter_id}: {self.invoice_id}"


class ReminderPause(models.Model):
    """No reminders for now: about one invoice, or about everything of a partner, with the reason."""

    partner = models.ForeignKey(Partner, models.PROTECT, verbose_name="partner", related_name="reminder_pauses")
    invoice = models.ForeignKey(
        Invoice, models.PROTECT, verbose_name="factuur", null=True, blank=True, related_name="reminder_pauses"
    )
    kind = models.CharField("soort", max_length=10, choices=PauseKind.choices)
    reason = models.CharField("waarom", max_length=300)
    until_on = models.DateField("tot en met", null=True, blank=True)
    paused_at = models.DateTimeField("gepauzeerd op", default=timezone.now)
    paused_by = models.ForeignKey(User, models.PROTECT, verbose_name="gepauzeerd door", related_name="+")
    lifted_at = models.DateTimeField("opgeheven op", null=True, blank=True)
    lifted_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="opgeheven door", null=True, blank=True, related_name="+"
    )
    lift_reason = models.CharField("waarom opgeheven", max_length=300, blank=True)

    class Meta:
        verbose_name = "pauze in herinneren"
        verbose_name_plural = "pauzes in herinneren"
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="contracts_pause_has_reason",
                violation_error_message="Zeg waarom er geen herinneringen gaan.",
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True) | ~models.Q(lift_reason=""),
                name="contracts_pause_lifted_has_reason",
                violation_error_message="Zeg waarom de pauze voorbij is.",
            ),
            paired("paused_at", "paused_by", name="contracts_pause_paused_by_someone"),
            paired("lifted_at", "lifted_by", name="contracts_pause_lifted_by_someone"),
        ]

    def __str__(self) -> str:
        return self.reason


class PaymentTerm(models.Model):
    """One term of a payment plan; the plan is a pause of kind `plan`. Euro cents."""

    pause = models.ForeignKey(ReminderPause, models.PROTECT, verbose_name="betalingsregeling", related_name="terms")
    due_on = models.DateField("te betalen voor")
    amount_cents = models.PositiveBigIntegerField("bedrag in centen")

    class Meta:
        verbose_name = "termijn van een betalingsregeling"
        verbose_name_plural = "termijnen van betalingsregelingen"
        constraints = [
            models.UniqueConstraint(
                fields=["pause", "due_on"],
                name="contracts_term_once_a_day",
                violation_error_message="Op deze dag is al een termijn.",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_cents__gt=0),
                name="contracts_term_is_something",
                violation_error_message="Een termijn heeft een bedrag.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due_on}: {self.amount_cents}"
