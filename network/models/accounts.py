"""Who logs in, how he got in, and for whom he may speak."""

from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

from fluxus.db import paired
from network.enums import COLLEAGUE_ROLES, Role
from network.models.partners import DatedQuerySet


def role_names(roles: list[str]) -> str:
    """Roles as words, in the order of the enum."""
    return ", ".join(str(role.label) for role in Role if role in roles)


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(
            email, password, **{"is_staff": True, "is_superuser": True, "roles": [Role.ADMIN], "name": email, **fields}
        )

    def colleagues(self) -> models.QuerySet["User"]:
        return self.filter(is_active=True, roles__overlap=list(COLLEAGUE_ROLES))


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can log in. `is_staff` opens the Django admin, the roles open the house."""

    email = models.EmailField("e-mailadres", max_length=254, unique=True)
    name = models.CharField("naam", max_length=150)
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role.choices), verbose_name="rollen", default=list, blank=True
    )
    is_active = models.BooleanField("actief", default=True)
    is_staff = models.BooleanField("mag in het beheer", default=False)
    joined_at = models.DateTimeField("sinds", default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    class Meta:
        verbose_name = "gebruiker"
        verbose_name_plural = "gebruikers"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")),
                name="network_user_email_lower_case",
                violation_error_message="Schrijf het e-mailadres in kleine letters.",
            ),
            models.CheckConstraint(
                condition=models.Q(roles__contained_by=Role.values),
                name="network_user_roles_known",
                violation_error_message="Deze rol bestaat niet.",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    def has_role(self, *roles: str) -> bool:
        return self.is_active and (self.is_superuser or any(role in self.roles for role in roles))

    @property
    def is_colleague(self) -> bool:
        return self.has_role(*COLLEAGUE_ROLES)

    @property
    def role_names(self) -> str:
        """The roles in Dutch, 'beheer, financiën'."""
        return role_names(self.roles)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, at: datetime) -> "InvitationQuerySet":
        """Those that can still be accepted at a moment."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=at)


class Invitation(models.Model):
    """A letter that lets one colleague or partner in; only the hash of its token is kept."""

    email = models.EmailField("e-mailadres", max_length=254)
    name = models.CharField("naam", max_length=150)
    roles = ArrayField(models.CharField(max_length=20, choices=Role.choices), verbose_name="rollen", default=list)
    partner = models.ForeignKey(
        "network.Partner", models.CASCADE, verbose_name="namens", null=True, blank=True, related_name="invitations"
    )
    token_hash = models.CharField("hash van de sleutel", max_length=64, unique=True)
    invited_at = models.DateTimeField("uitgenodigd op")
    invited_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="uitgenodigd door", related_name="invitations_sent"
    )
    expires_at = models.DateTimeField("geldig tot")
    accepted_at = models.DateTimeField("aangenomen op", null=True, blank=True)
    accepted_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="aangenomen door", null=True, blank=True, related_name="invitations_accepted"
    )
    withdrawn_at = models.DateTimeField("ingetrokken op", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name="ingetrokken door",
        null=True,
        blank=True,
        related_name="invitations_withdrawn",
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = "uitnodiging"
        verbose_name_plural = "uitnodigingen"
        constraints = [
            paired("accepted_at", "accepted_by", name="network_invitation_accepted_by_someone"),
            paired("withdrawn_at", "withdrawn_by", name="network_invitation_withdrawn_by_someone"),
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="network_invitation_one_end",
                violation_error_message="Een uitnodiging is aangenomen of ingetrokken, niet allebei.",
            ),
            models.CheckConstraint(
                condition=models.Q(roles__contained_by=Role.values),
                name="network_invitation_roles_known",
                violation_error_message="Deze rol bestaat niet.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"

    @property
    def role_names(self) -> str:
        """The promised roles in Dutch."""
        return role_names(self.roles)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def waiting(self) -> "RegistrationQuerySet":
        """Those to decide on: the e-mail address was proven, nobody decided yet."""
        return self.filter(decided_at__isnull=True, user__is_active=True, user__emailaddress__verified=True).distinct()


class Registration(models.Model):
    """A cultuurmaker who registered himself and waits for the projectbureau."""

    user = models.OneToOneField(User, models.CASCADE, verbose_name="gebruiker", related_name="registration")
    message = models.TextField("wat wil je bij ons doen?", max_length=2000, blank=True)
    registered_at = models.DateTimeField("aangemeld op", default=timezone.now)
    decided_at = models.DateTimeField("besloten op", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="besloten door", null=True, blank=True, related_name="registrations_decided"
    )
    is_approved = models.BooleanField("toegelaten", null=True, blank=True)
    reason = models.TextField("reden van afwijzing", max_length=2000, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "aanmelding"
        verbose_name_plural = "aanmeldingen"
        constraints = [
            paired("decided_at", "decided_by", name="network_registration_decided_by_someone"),
            models.CheckConstraint(
                condition=models.Q(is_approved__isnull=True, decided_at__isnull=True)
                | models.Q(is_approved__isnull=False, decided_at__isnull=False),
                name="network_registration_outcome_when_decided",
                violation_error_message="Een besluit heeft een uitkomst en een moment.",
            ),
        ]

    def __str__(self) -> str:
        return f"Aanmelding van {self.user_id}"


class Membership(models.Model):
    """A user may act for a partner in the portal, from a day until (not including) a day."""

    user = models.ForeignKey(User, models.CASCADE, verbose_name="gebruiker", related_name="memberships")
    partner = models.ForeignKey("network.Partner", models.PROTECT, verbose_name="partner", related_name="memberships")
    started_on = models.DateField("vanaf")
    ended_on = models.DateField("tot", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = "toegang namens een partner"
        verbose_name_plural = "toegang namens partners"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "partner"],
                condition=models.Q(ended_on__isnull=True),
                name="network_membership_open_once",
                violation_error_message="Deze gebruiker heeft al toegang namens deze partner.",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gt=models.F("started_on")),
                name="network_membership_ends_after_start",
                violation_error_message="Het einde moet na het begin liggen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} namens {self.partner_id}"
