"""Agreements about the Cultuurmenu: which visits can be agreed, a draft of them, and what becomes of a draft."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from contracts.domain.drawing_up.agreement_lines import VISITS, fitting, line_of, named
from contracts.domain.drawing_up.composing import compose, locked_draft, refuse_taken, unheld
from contracts.domain.drawing_up.issuing import issue
from contracts.models import Agreement, AgreementRun, TemplateVersion
from fluxus.db import lock
from fluxus.errors import Refusal
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import Partner
from programmes.models import Delivery

MOST_NAMED = 4

__all__ = ["agreeable", "discard", "draft", "issue", "subject"]


def agreeable(partner: Partner) -> Any:
    """Planned deliveries of a partner that no agreement holds yet, soonest first."""
    deliveries = Delivery.objects.standing().filter(activity__maker=partner)
    return unheld(deliveries).select_related("activity", "school").order_by("local_start", "pk")


def draft(
    *,
    partner: Partner,
    deliveries: Iterable[Delivery],
    by: Any,
    today: date,
    template_version: TemplateVersion | None = None,
    run: AgreementRun | None = None,
) -> Agreement:
    """A draft for these deliveries with a line on the timeline, in one transaction. A delivery is agreed once.

    Refuses when there is nothing to agree, when a delivery is not the partner's, is cancelled, or stands in another
    agreement.
    """
    with transaction.atomic():
        chosen = _held_visits(deliveries)
        _refuse_unfit(partner, chosen)
        return compose(
            partner=partner,
            lines=[line_of(each) for each in chosen],
            subject=subject(chosen),
            by=by,
            today=today,
            template_version=template_version,
            run=run,
            with_minors=True,
        )


def discard(*, agreement: Agreement, by: Any) -> None:
    """Throw a draft away; its deliveries are free for another agreement."""
    with transaction.atomic():
        held = locked_draft(agreement)
        partner, title = held.partner, f"Concept weggegooid: {held.subject}"
        held.delete()
        record(partners=[partner], kind=EntryKind.AGREEMENT, title=title, by=by)


def subject(deliveries: list[Delivery]) -> str:
    """What they are together: 'Cultuurmenu 2026-2027: Klankreis, Dans je dag, Stofgoed en nog 3 activiteiten'."""
    ordered = sorted(deliveries, key=lambda each: (each.local_start, each.pk))
    titles = list(dict.fromkeys(each.activity.title for each in ordered))
    if len(titles) > MOST_NAMED:
        titles[MOST_NAMED - 1 :] = [f"nog {len(titles) - MOST_NAMED + 1} activiteiten"]
    return fitting(f"Cultuurmenu {ordered[0].activity.school_year}: {named(titles)}")


def _held_visits(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """These visits, locked, with all that a line tells of them."""
    held = lock(Delivery.objects.filter(pk__in=[each.pk for each in deliveries]))
    visits = Delivery.objects.filter(pk__in=[each.pk for each in held])
    return list(visits.select_related(*VISITS[0]).prefetch_related(*VISITS[1]).order_by("local_start", "pk"))


def _refuse_unfit(partner: Partner, deliveries: list[Delivery]) -> None:
    if not deliveries:
        raise Refusal("Kies minstens één uitvoering.", field="deliveries")
    if any(each.activity.maker_id != partner.pk for each in deliveries):
        raise Refusal(f"Deze uitvoering is niet van {partner}.", field="deliveries")
    standing = Delivery.objects.standing().filter(pk__in=[each.pk for each in deliveries]).count()
    if standing != len(deliveries):
        raise Refusal("Een van deze uitvoeringen is net vervallen. Kies opnieuw.", field="deliveries")
    refuse_taken(deliveries, "delivery", "deliveries", "Een van deze uitvoeringen")
