"""Letters leave through an outbox: written in the transaction that causes them, sent by the worker."""

from datetime import datetime, timedelta
from functools import reduce
from operator import or_

from django.db import models
from django.utils import timezone

from network.enums import MailStatus
from network.models.partners import Partner


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def waiting(self) -> "OutgoingMailQuerySet":
        """Not sent yet and not given up."""
        return self.filter(status=MailStatus.QUEUED)

    def overdue(self, at: datetime) -> "OutgoingMailQuerySet":
        """Waiting too long: the nudge was lost, or an attempt failed. Waits 1, 4, 16, 64 and 256 minutes in all."""
        late = [models.Q(attempts=n, queued_at__lt=at - timedelta(minutes=4**n)) for n in range(5)]
        return self.waiting().filter(reduce(or_, late))


class OutgoingMail(models.Model):
    """One letter to one address. `key` keeps the same letter from being queued twice.

    The text of a secret letter (a code, the key of an invitation) is wiped as soon as it has been sent. Better is a text with
    a marker `[[name:number]]`, named in `secrets` as 'name:number': what takes its place is made at the moment of sending
    (`settings.MAIL_SECRETS`) and stands in the letter alone. `attachments` are files in the storage that already exist:
    `name`, `storage_name` and `media_type` of each.
    """

    key = models.CharField("sleutel", max_length=120, unique=True)
    to = models.EmailField("aan", max_length=254)
    partner = models.ForeignKey(
        Partner, models.SET_NULL, verbose_name="partner", null=True, blank=True, related_name="letters"
    )
    subject = models.CharField("onderwerp", max_length=200)
    body = models.TextField("tekst")
    is_secret = models.BooleanField("tekst wissen na versturen", default=False)
    secrets = models.JSONField("in te vullen bij versturen", default=list, blank=True)
    attachments = models.JSONField("bijlagen", default=list, blank=True)
    status = models.CharField("stand", max_length=10, choices=MailStatus.choices, default=MailStatus.QUEUED)
    attempts = models.PositiveSmallIntegerField("pogingen", default=0)
    last_error = models.TextField("laatste fout", blank=True)
    queued_at = models.DateTimeField("klaargezet op", default=timezone.now)
    sent_at = models.DateTimeField("verstuurd op", null=True, blank=True)

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        verbose_name = "uitgaande brief"
        verbose_name_plural = "uitgaande brieven"
        indexes = [
            models.Index(
                fields=["queued_at"], condition=models.Q(status=MailStatus.QUEUED), name="network_mail_waiting"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status=MailStatus.SENT, sent_at__isnull=False)
                | ~models.Q(status=MailStatus.SENT) & models.Q(sent_at__isnull=True),
                name="network_mail_sent_has_moment",
                violation_error_message="Een verstuurde brief heeft een moment van versturen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"
