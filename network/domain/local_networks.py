"""Networks of others in a wijk that FluXus joins, and leaves again."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction

from fluxus.db import lock
from fluxus.errors import Refusal
from fluxus.text import tidy
from network.domain.timeline import record
from network.enums import EntryKind, LocalNetworkKind
from network.models import LocalNetwork, Partner, Wijk

PER_AREA = 4
"""Networks to take part in per gebied: jaarplan 2024, section 3.1, "verbreding van netwerken: vier nieuwe netwerken per
gebied (wijkteams, zorg, kinderopvang)". The plan does not say what a gebied is; we count per wijk, the smallest area that
has an accounthouder."""
LONGEST_NAME = 120


@transaction.atomic
def join(
    *, name: str, kind: str, wijken: Iterable[Wijk], joined_on: date, by: Any, organiser: Partner | None = None
) -> LocalNetwork:
    """Take part in a network from a day, in one wijk or more; a line on the timeline of who runs it.

    Refuses one without name or wijk, and a name that already stands open in one of these wijken.
    """
    name, areas = tidy(name), list({wijk.pk: wijk for wijk in wijken}.values())
    if not name or len(name) > LONGEST_NAME:
        raise Refusal("Geef het netwerk een naam.", field="name")
    if kind not in LocalNetworkKind.values:
        raise Refusal("Kies een soort netwerk.", field="kind")
    if not areas:
        raise Refusal("Kies minstens één wijk.", field="wijken")
    lock(Wijk.objects.filter(pk__in=[wijk.pk for wijk in areas]))
    if LocalNetwork.objects.filter(name__iexact=name, wijken__in=areas, left_on=None).exists():
        raise Refusal(f"“{name}” staat al bij deze wijk.", field="name", code="known")
    network = LocalNetwork.objects.create(name=name, kind=kind, organiser=organiser, joined_on=joined_on, noted_by=by)
    network.wijken.set(areas)
    if organiser:
        record(partners=[organiser], kind=EntryKind.PARTNER, title=f"Trekker van netwerk: {name}", by=by)
    return network


@transaction.atomic
def leave(*, network: LocalNetwork, on: date, by: Any) -> LocalNetwork:
    """Take part until (not including) a day. Refuses a day before the first, and a network that was left already."""
    (network,) = lock(LocalNetwork.objects.filter(pk=network.pk)) or [network]
    if network.left_on is not None:
        raise Refusal(f"Dit netwerk is al gestopt op {network.left_on:%d-%m-%Y}.", field="left_on", code="left")
    if on <= network.joined_on:
        raise Refusal(f"We doen mee sinds {network.joined_on:%d-%m-%Y}. Kies een latere dag.", field="left_on")
    network.left_on = on
    network.save(update_fields=["left_on"])
    if network.organiser:
        record(partners=[network.organiser], kind=EntryKind.PARTNER, title=f"Netwerk gestopt: {network.name}", by=by)
    return network
