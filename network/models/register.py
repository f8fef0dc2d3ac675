"""What a next school register says that differs from what we have: proposals, never silent changes."""

from django.db import models
from django.utils import timezone

from fluxus.db import paired
from network.enums import ProposalKind, ProposalStatus
from network.models.accounts import User
from network.models.partners import Partner


class RegisterProposal(models.Model):
    """One difference between a register and the network, to take over or not. The same difference is proposed once."""

    kind = models.CharField("soort", max_length=10, choices=ProposalKind.choices)
    site_code = models.CharField("vestigingscode", max_length=6)
    partner = models.ForeignKey(
        Partner, models.CASCADE, verbose_name="school", null=True, blank=True, related_name="register_proposals"
    )
    row = models.JSONField("wat het register zegt")
    differences = models.JSONField("verschillen", default=list)
    source = models.CharField("bron", max_length=120)
    fingerprint = models.CharField("vingerafdruk", max_length=64, unique=True)
    status = models.CharField("stand", max_length=10, choices=ProposalStatus.choices, default=ProposalStatus.OPEN)
    found_at = models.DateTimeField("gevonden op", default=timezone.now)
    decided_at = models.DateTimeField("besloten op", null=True, blank=True)
    decided_by = models.ForeignKey(
        User, models.PROTECT, verbose_name="besloten door", null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "voorstel uit het register"
        verbose_name_plural = "voorstellen uit het register"
        constraints = [paired("decided_at", "decided_by", name="network_proposal_decided_by_somebody")]

    def __str__(self) -> str:
        return f"{self.site_code} {self.get_kind_display()}"
