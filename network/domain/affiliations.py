"""Who stands to whom: works at, sits on the board of, is a member of."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from fluxus.db import explain
from fluxus.errors import Refusal
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
    """`partner` stands to `organisation` as `kind` from a day; one line on both timelines.

    Refuses a person as organisation, a partner with himself, and what is already so.
    """
    if organisation.kind != PartnerKind.ORGANISATION:
        raise Refusal("Kies een organisatie.", field="organisation")
    link = Affiliation(
        partner=partner,
        organisation=organisation,
        kind=kind,
        function=function,
        started_on=from_day,
        is_primary=is_primary,
    )
    try:
        with transaction.atomic():
            link.save()
    except IntegrityError as error:
        raise explain(Affiliation, error, field="organisation") from error
    title = f"{partner.name} {AffiliationKind(kind).label} {organisation.name}"
    record(partners=[partner, organisation], kind=EntryKind.PARTNER, title=title, detail=function, by=by)
    return link


@transaction.atomic
def end(*, affiliation: Affiliation, on: date, by: Any) -> Affiliation:
    """The affiliation holds until (not including) `on`. Never invents or overwrites an end."""
    if affiliation.ended_on:
        raise Refusal("Deze verbinding is al beëindigd.", field="ended_on")
    if affiliation.started_on and on <= affiliation.started_on:
        raise Refusal("Het einde moet na het begin liggen.", field="ended_on")
    affiliation.ended_on = on
    affiliation.save(update_fields=["ended_on"])
    title = f"Beëindigd: {affiliation.partner.name} {affiliation.get_kind_display()} {affiliation.organisation.name}"
    record(partners=[affiliation.partner, affiliation.organisation], kind=EntryKind.PARTNER, title=title, by=by)
    return affiliation
