"""Who is asked to sign which bytes, what he did, and the chain of events that proves it."""

from django.db import models
from django.utils import timezone

from contracts.enums import OPEN_REQUESTS, EventKind, ProvenBy, RequestStatus, SignatureMethod, SignerRole
from contracts.models.agreements import Agreement
from contracts.models.documents import Document
from fluxus.db import paired
from network.models import User


class Mandate(models.Model):
    """A colleague may sign for the house, from a day until (not including) a day, up to an amount per agreement."""

    user = models.ForeignKey(User, models.PROTECT, verbose_name="wie", related_name="mandates")
    function = models.CharField("functie", max_length=120)
    most_cents = models.PositiveIntegerField(
        "tot en met in centen", null=True, blank=True, help_text="Leeg: geen grens."
    )
    started_on = models.DateField("vanaf")
    ended_on = models.DateField("tot", null=True, blank=True)
    granted_at = models.DateTimeField("gegeven op", default=timezone.now)
    granted_by = models.ForeignKey(User, models.PROTECT, verbose_name="gegeven door", related_name="+")

    class Meta:
        verbose_name = "mandaat"
        verbose_name_plural = "mandaten"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gt=models.F("started_on")),
                name="contracts_mandate_ends_after_start",
                violation_error_message="Het einde moet na het begin liggen.",
            ),
            paired("granted_at", "granted_by", name="contracts_mandate_granted_by_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}, {self.function}"


class SignatureRequest(models.Model):
    """One signer of one agreement, and the bytes he is asked to sign (`document`).

    The other party comes first (`email` as invited); for the house, whoever holds a mandate. `next_reminder_at` empty:
    nobody is reminded any more. A code is kept as a hash and lives for minutes.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, verbose_name="overeenkomst", related_name="requests")
    role = models.CharField("rol", max_length=15, choices=SignerRole.choices)
    document = models.ForeignKey(Document, models.PROTECT, verbose_name="document", related_name="signature_requests")
    name = models.CharField("naam", max_length=200)
    email = models.EmailField("e-mailadres", max_length=254, blank=True)
    status = models.CharField("stand", max_length=10, choices=RequestStatus.choices, default=RequestStatus.PLANNED)
    reason = models.CharField("reden", max_length=500, blank=True)
    expires_at = models.DateTimeField("verloopt op")
    sent_at = models.DateTimeField("verstuurd op", null=True, blank=True)
    opened_at = models.DateTimeField("geopend op", null=True, blank=True)
    closed_at = models.DateTimeField("afgehandeld op", null=True, blank=True)
    next_reminder_at = models.DateTimeField("volgende herinnering", null=True, blank=True)
    reminders_sent = models.PositiveSmallIntegerField("herinneringen", default=0)
    has_bounced = models.BooleanField("uitnodiging kwam niet aan", default=False)
    code_hash = models.CharField("hash van de code", max_length=128, blank=True, editable=False)
    code_expires_at = models.DateTimeField("code verloopt op", null=True, blank=True, editable=False)
    code_tries = models.PositiveSmallIntegerField("keer geprobeerd", default=0, editable=False)

    class Meta:
        verbose_name = "verzoek om te tekenen"
        verbose_name_plural = "verzoeken om te tekenen"
        indexes = [
            models.Index(
                fields=["next_reminder_at"],
                condition=models.Q(next_reminder_at__isnull=False),
                name="contracts_request_to_remind",
            ),
            models.Index(
                fields=["expires_at"],
                condition=models.Q(status__in=[s.value for s in OPEN_REQUESTS]),
                name="contracts_request_open",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "role"],
                condition=models.Q(status__in=[*[s.value for s in OPEN_REQUESTS], RequestStatus.SIGNED]),
                name="contracts_request_one_per_role",
                violation_error_message="Deze partij is al gevraagd om te tekenen.",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[s.value for s in OPEN_REQUESTS], closed_at__isnull=True)
                | ~models.Q(status__in=[s.value for s in OPEN_REQUESTS])
                & models.Q(closed_at__isnull=False, next_reminder_at__isnull=True),
                name="contracts_request_closed_has_moment",
                violation_error_message="Een afgehandeld verzoek heeft een moment en geen herinneringen meer.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}, {self.get_role_display()}"


class SigningLink(models.Model):
    """A personal address to sign at. Only the hash of its token is kept; the token exists in the letter alone.

    Every letter (invitation, reminder) has a link of its own; all of them end with the request.
    """

    request = models.ForeignKey(SignatureRequest, models.CASCADE, verbose_name="verzoek", related_name="links")
    sha256 = models.CharField("hash van het adres", max_length=64, unique=True)
    made_at = models.DateTimeField("gemaakt op", default=timezone.now)

    class Meta:
        verbose_name = "tekenlink"
        verbose_name_plural = "tekenlinks"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sha256__regex=r"^[0-9a-f]{64}$"),
                name="contracts_link_hash_form",
                violation_error_message="Dit is geen SHA-256.",
            )
        ]

    def __str__(self) -> str:
        return f"link van verzoek {self.request_id}"


class Signature(models.Model):
    """A signature: who, over which bytes, with which sentence, and how he proved to be himself. Rows are only added."""

    request = models.OneToOneField(SignatureRequest, models.PROTECT, verbose_name="verzoek", related_name="signature")
    document = models.ForeignKey(Document, models.PROTECT, verbose_name="document", related_name="signatures")
    name = models.CharField("naam", max_length=200)
    function = models.CharField("functie", max_length=120, blank=True)
    method = models.CharField("manier", max_length=10, choices=SignatureMethod.choices)
    image = models.ForeignKey(
        Document, models.PROTECT, verbose_name="beeld", null=True, blank=True, related_name="drawn_signatures"
    )
    consent_version = models.PositiveSmallIntegerField("versie van de zin")
    consent = models.CharField("zin", max_length=500)
    proven_by = models.CharField("herkend met", max_length=10, choices=ProvenBy.choices)
    mandate = models.ForeignKey(
        Mandate, models.PROTECT, verbose_name="mandaat", null=True, blank=True, related_name="signatures"
    )
    signed_at = models.DateTimeField("getekend op")
    signed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="ingelogd als", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "handtekening"
        verbose_name_plural = "handtekeningen"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(proven_by=ProvenBy.CODE) | models.Q(signed_by__isnull=False),
                name="contracts_signature_login_has_user",
                violation_error_message="Wie met inloggen tekent, is iemand.",
            ),
            models.CheckConstraint(
                condition=models.Q(method=SignatureMethod.TYPED, image__isnull=True)
                | models.Q(method=SignatureMethod.DRAWN, image__isnull=False),
                name="contracts_signature_drawn_has_image",
                violation_error_message="Bij een getekende handtekening hoort het beeld.",
            ),
            paired("signed_at", "signed_by", name="contracts_signature_by_someone", optional_actor=True),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.signed_at}"


class AgreementEvent(models.Model):
    """One link of the evidence of an agreement. Rows are only added, in order, each with the hash of the one before.

    `hash` is the SHA-256 over agreement, position, kind, moment, actor, data and `previous` in canonical JSON
    (`contracts.domain.evidence`). The last position and hash also stand on the agreement, so that nothing can be cut off.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, verbose_name="overeenkomst", related_name="events")
    position = models.PositiveIntegerField("volgorde")
    kind = models.CharField("wat", max_length=15, choices=EventKind.choices)
    happened_at = models.DateTimeField("wanneer")
    happened_by = models.ForeignKey(User, models.PROTECT, verbose_name="door", null=True, blank=True, related_name="+")
    data = models.JSONField("gegevens", default=dict)
    previous = models.CharField("vorige hash", max_length=64, blank=True)
    hash = models.CharField("hash", max_length=64)

    class Meta:
        verbose_name = "gebeurtenis"
        verbose_name_plural = "gebeurtenissen"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "position"],
                name="contracts_event_once",
                violation_error_message="Deze gebeurtenis bestaat al.",
            ),
            models.CheckConstraint(
                condition=models.Q(hash__regex=r"^[0-9a-f]{64}$"),
                name="contracts_event_hash_form",
                violation_error_message="Dit is geen SHA-256.",
            ),
            paired("happened_at", "happened_by", name="contracts_event_by_someone", optional_actor=True),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id}.{self.position} {self.get_kind_display()}"
