"""Who stands to whom: works at, sits on the board of, is a member of."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from fluxus.db import explain, lock
from fluxus.errors import Refusal
from fluxus.text import tidy
from network.domain.search_text import refresh
from network.domain.timeline import record
from network.enums import AffiliationKind, EntryKind, PartnerKind
from network.models import Affiliation, Partner


@transaction.atomic
def affiliate(
    *,
    partner: Partner,
    organisation: Partner,
    kind: str,
    by: Any,
    function: str = "",
    from_day: date | None = None,
    is_primary: bool = False,
) -> Affiliation:
    """`partner` stands to `organisation` as `kind` from a day (None: nobody knows); one line on both timelines.

    Refuses a person as organisation, a partner with himself, and what is already so. Who becomes the first to speak to
    takes the place of who was.
    """
    if organisation.kind != PartnerKind.ORGANISATION:
        raise Refusal("Kies een organisatie.", field="organisation")
    link = Affiliation(
        partner=partner,
        organisation=organisation,
        kind=kind,
        function=tidy(function),
        started_on=from_day,
        is_primary=is_primary,
    )
    if is_primary:
        make_room(organisation)
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError as error:
        raise explain(Affiliation, error, field="organisation") from error
    refresh(partner)
    tell(link, f"{partner.name} {AffiliationKind(kind).label} {organisation.name}", detail=link.function, by=by)
    return link


@transaction.atomic
def end(*, affiliation: Affiliation, on: date, by: Any) -> Affiliation:
    """The affiliation holds until (not including) `on`. Never invents or overwrites an end."""
    link = held(affiliation)
    if link.ended_on:
        raise Refusal("Deze verbinding is al beëindigd.", field="ended_on", code="ended")
    if link.started_on and on <= link.started_on:
        raise Refusal("Het einde moet na het begin liggen.", field="ended_on")
    link.ended_on = on
    link.save(update_fields=["ended_on"])
    refresh(link.partner)
    tell(link, f"Beëindigd: {sentence(link)}", by=by)
    return link


@transaction.atomic
def change(*, affiliation: Affiliation, by: Any, function: str, started_on: date | None = None) -> Affiliation:
    """Another function, or the beginning that nobody knew. A beginning that is known stays."""
    link = held(affiliation)
    function = tidy(function)
    if started_on and link.started_on and started_on != link.started_on:
        raise Refusal(f"Het begin is al bekend: {link.started_on:%d-%m-%Y}.", field="started_on")
    if started_on and link.ended_on and started_on >= link.ended_on:
        raise Refusal("Het begin moet voor het einde liggen.", field="started_on")
    begins = bool(started_on and not link.started_on)
    if function == link.function and not begins:
        return link
    link.function, link.started_on = function, link.started_on or started_on
    link.save(update_fields=["function", "started_on"])
    refresh(link.partner)
    tell(link, f"Verbinding bijgewerkt: {sentence(link)}", detail=function, by=by)
    return link


@transaction.atomic
def make_primary(*, affiliation: Affiliation, by: Any, today: date) -> Affiliation:
    """The first to speak to at the organisation from now on, in the place of who was. Refuses who is gone."""
    link = held(affiliation)
    if link.ended_on and link.ended_on <= today:
        raise Refusal("Deze verbinding is al beëindigd.", code="ended")
    if link.is_primary:
        raise Refusal(f"{link.partner.name} is al het eerste aanspreekpunt.", code="primary")
    make_room(link.organisation)
    link.is_primary = True
    link.save(update_fields=["is_primary"])
    tell(link, f"{link.partner.name} is nu het eerste aanspreekpunt van {link.organisation.name}", by=by)
    return link


def make_room(organisation: Partner) -> None:
    """Nobody is first at the organisation for a moment; rivals wait for this transaction."""
    lock(Partner.objects.filter(pk=organisation.pk))
    organisation.affiliated.filter(is_primary=True).update(is_primary=False)


def held(affiliation: Affiliation) -> Affiliation:
    """The affiliation as it is now, locked. The organisation first, as everybody who makes room does."""
    lock(Partner.objects.filter(pk=affiliation.organisation_id))
    rows = lock(Affiliation.objects.filter(pk=affiliation.pk))
    if not rows:
        raise Refusal("Deze verbinding is er niet meer.", code="gone")
    return rows[0]


def sentence(link: Affiliation) -> str:
    """'Lieke Smit contactpersoon van De Oceaan'."""
    return f"{link.partner.name} {link.get_kind_display()} {link.organisation.name}"


def tell(link: Affiliation, title: str, *, by: Any, detail: str = "") -> None:
    record(partners=[link.partner, link.organisation], kind=EntryKind.PARTNER, title=title, detail=detail, by=by)
