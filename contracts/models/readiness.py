"""What a partner shows before he works here, and how much his work looks like employment."""

from datetime import date
from typing import Any

from django.db import models
from django.utils import timezone

from contracts.enums import AnswerKind, ProofKind, ProofStatus, Risk
from contracts.models.clauses import ClauseVersion
from fluxus.db import paired
from network.models import Partner, User
from network.rules import is_projectbureau

SHORT_NAMES: dict[str, str] = {
    ProofKind.VOG: "VOG",
    ProofKind.CODE_OF_CONDUCT: "Gedragscode",
    ProofKind.INSURANCE: "Verzekering",
}


class PartnerProofQuerySet(models.QuerySet["PartnerProof"]):
    def visible_to(self, user: Any) -> "PartnerProofQuerySet":
        """The projectbureau checks them all; anybody else, colleague or not, sees those of whom he acts for."""
        if is_projectbureau(user):
            return self
        return self.filter(partner__in=Partner.objects.acted_for_by(user, on=timezone.localdate()))

    def waiting(self) -> "PartnerProofQuerySet":
        """Handed in, and not looked at yet."""
        return self.filter(status=ProofStatus.PENDING)

    def ending(self, *, after: date, until: date) -> "PartnerProofQuerySet":
        """In order now, and not for long."""
        return self.filter(status=ProofStatus.ACCEPTED, ends_on__gte=after, ends_on__lte=until)


class PartnerProof(models.Model):
    """A VOG or insurance that a partner handed in, or the version of the code of conduct that he agreed to.

    The file lies in private storage; that of a VOG is wiped as soon as a colleague has seen it (AVG, art. 5 lid 1 onder c:
    dataminimalisatie), `sha256` and the dates stay. `ends_on` is the last day it counts.
    """

    partner = models.ForeignKey(Partner, models.CASCADE, verbose_name="partner", related_name="proofs")
    kind = models.CharField("soort", max_length=20, choices=ProofKind.choices)
    starts_on = models.DateField("afgegeven op")
    ends_on = models.DateField("geldig tot en met", null=True, blank=True)
    profile = models.CharField("screeningsprofiel", max_length=120, blank=True)
    clause_version = models.ForeignKey(
        ClauseVersion, models.PROTECT, verbose_name="tekst", null=True, blank=True, related_name="acceptances"
    )
    storage_name = models.CharField("bestand", max_length=200, blank=True, editable=False)
    filename = models.CharField("bestandsnaam", max_length=120, blank=True)
    media_type = models.CharField("bestandssoort", max_length=60, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)
    status = models.CharField("stand", max_length=10, choices=ProofStatus.choices, default=ProofStatus.PENDING)
    remark = models.CharField("opmerking", max_length=300, blank=True)
    handed_in_at = models.DateTimeField("ingeleverd op", default=timezone.now)
    handed_in_by = models.ForeignKey(User, models.PROTECT, verbose_name="ingeleverd door", related_name="+")
    checked_at = models.DateTimeField("gecontroleerd op", null=True, blank=True)
    checked_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="gecontroleerd door", null=True, blank=True, related_name="+"
    )

    objects = PartnerProofQuerySet.as_manager()

    class Meta:
        verbose_name = "bewijs van een partner"
        verbose_name_plural = "bewijzen van partners"
        indexes = [models.Index(fields=["partner", "kind"], name="contracts_proof_of_partner")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=models.F("starts_on")),
                name="contracts_proof_ends_after_start",
                violation_error_message="De einddatum ligt voor de datum van afgifte.",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=ProofKind.CODE_OF_CONDUCT) | models.Q(clause_version__isnull=False),
                name="contracts_proof_conduct_has_text",
                violation_error_message="Instemmen gaat over een vaste tekst.",
            ),
            paired("handed_in_at", "handed_in_by", name="contracts_proof_handed_in_by_someone"),
            paired("checked_at", "checked_by", name="contracts_proof_checked_by_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} van {self.partner_id}"

    @property
    def short_name(self) -> str:
        """For a column or a title of a few words."""
        return SHORT_NAMES[self.kind]


class Questionnaire(models.Model):
    """The questions of the DBA check at one time; once published they never change."""

    version = models.PositiveSmallIntegerField("versie", unique=True)
    title = models.CharField("titel", max_length=120)
    intro = models.TextField("inleiding", max_length=1000, blank=True)
    published_at = models.DateTimeField("gepubliceerd op", null=True, blank=True)
    published_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="gepubliceerd door", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "vragenlijst DBA"
        verbose_name_plural = "vragenlijsten DBA"
        constraints = [
            paired(
                "published_at", "published_by", name="contracts_questionnaire_published_by_someone", optional_actor=True
            )
        ]

    def __str__(self) -> str:
        return f"{self.title} (versie {self.version})"


class Question(models.Model):
    """One question. `risky_answer` ('ja', 'nee') adds `weight`; `key` keeps its meaning over versions."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, verbose_name="lijst", related_name="questions")
    position = models.PositiveSmallIntegerField("volgorde")
    key = models.SlugField("sleutel", max_length=40)
    text = models.CharField("vraag", max_length=300)
    help_text = models.CharField("uitleg", max_length=300, blank=True)
    kind = models.CharField("soort antwoord", max_length=10, choices=AnswerKind.choices, default=AnswerKind.YES_NO)
    risky_answer = models.CharField("antwoord dat telt", max_length=5, blank=True)
    weight = models.PositiveSmallIntegerField("gewicht", default=1)

    class Meta:
        verbose_name = "vraag"
        verbose_name_plural = "vragen"
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "position"],
                name="contracts_question_position_once",
                violation_error_message="Deze vraag bestaat al.",
            ),
            models.UniqueConstraint(
                fields=["questionnaire", "key"],
                name="contracts_question_key_once",
                violation_error_message="Deze sleutel bestaat al.",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class DbaCheck(models.Model):
    """The answers about one partner on one day, with what followed from them. Kept as it was given (trigger)."""

    partner = models.ForeignKey(Partner, models.PROTECT, verbose_name="partner", related_name="dba_checks")
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, verbose_name="lijst", related_name="checks")
    answers = models.JSONField("antwoorden")
    hours_per_week = models.DecimalField("uren per week", max_digits=4, decimal_places=1)
    clients = models.PositiveSmallIntegerField("andere opdrachtgevers")
    hourly_cents = models.PositiveIntegerField("uurtarief in centen")
    presumption_cents = models.PositiveIntegerField("grens van het rechtsvermoeden in centen", null=True, blank=True)
    risk = models.CharField("uitkomst", max_length=10, choices=Risk.choices)
    findings = models.JSONField("toelichting", default=list)
    remark = models.TextField("opmerking", max_length=1000, blank=True)
    answered_at = models.DateTimeField("ingevuld op", default=timezone.now)
    answered_by = models.ForeignKey(User, models.PROTECT, verbose_name="ingevuld door", related_name="+")

    class Meta:
        verbose_name = "DBA-check"
        verbose_name_plural = "DBA-checks"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hours_per_week__gte=0, hours_per_week__lte=80),
                name="contracts_dba_hours_plausible",
                violation_error_message="Vul 0 tot 80 uur per week in.",
            ),
            paired("answered_at", "answered_by", name="contracts_dba_answered_by_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.partner_id}: {self.get_risk_display()}"
