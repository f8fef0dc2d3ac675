"""Staff chooses another btw rule for one tenant, and says why; and notes how a partner is billed."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from contracts.domain.einvoicing.refusing import refuse_unreachable
from contracts.enums import EInvoiceProfile
from contracts.models import BillingProfile, VatRule, VatSelection
from fluxus.db import explain, lock
from fluxus.errors import Refusal
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import Partner


def choose(*, partner: Partner, rule: VatRule, reason: str, valid_from: date, by: Any, at: datetime) -> VatSelection:
    """From a day on this rule holds for this tenant; an earlier choice for the same product ends then."""
    reason = reason.strip()
    if not reason:
        raise Refusal("Zeg waarom voor deze huurder een andere regel geldt.", field="reason", code="no_reason")
    if rule.valid_from > valid_from:
        raise Refusal("Deze regel bestaat op die dag nog niet.", field="valid_from", code="too_early")
    with transaction.atomic():
        lock(Partner.objects.filter(pk=partner.pk))
        held = VatSelection.objects.filter(partner=partner, rule__product=rule.product, ended_on__isnull=True)
        for earlier in held:
            if earlier.valid_from >= valid_from:
                raise Refusal("Er is al een latere keuze; beëindig die eerst.", field="valid_from", code="later")
            earlier.ended_on = valid_from
            earlier.save(update_fields=["ended_on"])
        made = VatSelection.objects.create(
            partner=partner, rule=rule, reason=reason, valid_from=valid_from, chosen_by=by, chosen_at=at
        )
        _tell(partner, f"Btw gekozen: {rule.name}", reason, by)
    return made


def end(*, selection: VatSelection, ended_on: date, by: Any) -> VatSelection:
    """The choice holds until that day; after it the rule for everybody does."""
    with transaction.atomic():
        held = lock(VatSelection.objects.filter(pk=selection.pk))[0]
        held.ended_on = ended_on
        try:
            with transaction.atomic():
                held.save(update_fields=["ended_on"])
        except IntegrityError as error:
            raise explain(VatSelection, error, field="ended_on") from error
        _tell(held.partner, f"Btw-keuze beëindigd: {held.rule.name}", held.reason, by)
    return held


def note_profile(*, partner: Partner, values: dict[str, Any], by: Any) -> BillingProfile:
    """Write how this partner is billed, the same values again harmless. Refuses what the database refuses."""
    with transaction.atomic():
        lock(Partner.objects.filter(pk=partner.pk))
        _refuse_chain(partner, values.get("payer"))
        profile_name = values.get("einvoice_profile", EInvoiceProfile.NONE)
        refuse_unreachable(partner=partner, oin=values.get("oin", ""), profile=profile_name)
        try:
            with transaction.atomic():
                profile, _ = BillingProfile.objects.update_or_create(partner=partner, defaults=values)
        except IntegrityError as error:
            raise explain(BillingProfile, error) from error
        _tell(partner, "Factuurgegevens gewijzigd", "", by)
    return profile


def _refuse_chain(partner: Partner, payer: Partner | None) -> None:
    """Who pays for another pays for himself, so that an invoice has one address."""
    if payer is None:
        return
    if BillingProfile.objects.filter(partner=payer, payer__isnull=False).exists():
        raise Refusal("Voor deze partner betaalt zelf al een ander.", field="payer", code="chain")
    if BillingProfile.objects.filter(payer=partner).exists():
        raise Refusal("Deze partner betaalt zelf voor een ander.", field="payer", code="chain")


def _tell(partner: Partner, title: str, detail: str, by: Any) -> None:
    record(partners=[partner], kind=EntryKind.INVOICE, title=title[:200], by=by, detail=detail)
