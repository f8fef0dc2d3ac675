"""What is measured on a network of a hundred thousand partners: every row says how many queries it asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network.models import Partner, Tag, User, Wijk
from tests.bench.network import LONG_STORY

SEARCH_MS, PAGE_MS, LIST_MS = 60, 120, 120
# As people type: two and three letters, common words, whole and mangled names, numbers, places, typing errors.
TYPED = (
    *("ja", "de", "sa", "mu", "bo"),
    *("jan", "ber", "mol", "sch", "van", "kla", "ste"),
    *("school", "jansen", "stichting", "zaandam", "muziek", "de vries", "van den berg"),
    *(
        "sanne ber",
        "berg van der sanne",
        "v.d. meer",
        "vd berg",
        "jansen jan",
        "obs de kla",
        "juf sanne kla",
        "directeur weide",
    ),
    *("bjorn muller", "ozturk", "celik", "yilmaz"),
    *("06 1234", "0612345", "+31 6 12", "1234", "9000"),
    *("1506 ab", "1521", "veldweg 12", "post12.test"),
    *("jannsen", "brouwr", "waterbrog", "kamphius sanne", "sticting lange adem"),
)
LISTS = {
    "everybody": "",
    "of a wijk": "wijken={wijk}",
    "docent of a wijk": "roles=teacher&wijken={wijk}",
    "with a label": "tags={tag}",
    "school, silent": "roles=school&silence=12",
    "music, no e-mail": "disciplines=music&missing=email",
    "function directeur": "function=directeur",
    "text: jansen": "q=jansen",
    "text: de": "q=de",
    "text, role, wijk": "q=muz&roles=artist&wijken={wijk}",
}


@dataclass(frozen=True)
class Row:
    """One line of the table: acts are done in turn and measured each on its own."""

    name: str
    budget: float
    acts: tuple[Callable[[], object], ...]


def rows(client: Client) -> Iterator[Row]:
    client.force_login(User.objects.get(email="bureau@fluxus.test"))
    yield Row(
        "search as you type",
        SEARCH_MS,
        tuple(asks(client, reverse("network:search"), f"q={typed}", htmx=True) for typed in TYPED),
    )
    partner = Partner.objects.get(name=LONG_STORY)
    yield Row("partner page, 2,000 lines", PAGE_MS, (asks(client, partner.get_absolute_url()),))
    timeline = reverse("network:timeline", args=[partner.pk])
    middle = partner.timeline.order_by("-at", "-pk")[1000].pk
    yield Row("timeline, 1,000 lines back", PAGE_MS, (asks(client, timeline, f"voor={middle}", htmx=True),))
    yield Row("timeline, one kind", PAGE_MS, (asks(client, timeline, "soort=invoice", htmx=True),))
    known = {"wijk": Wijk.objects.order_by("code")[2].slug, "tag": Tag.objects.order_by("name")[3].pk}
    for name, query in LISTS.items():
        yield Row(f"list, {name}", LIST_MS, (asks(client, reverse("network:partners"), query.format(**known)),))


def asks(client: Client, path: str, query: str = "", *, htmx: bool = False) -> Callable[[], object]:
    headers = {"HTTP_HX_REQUEST": "true"} if htmx else {}

    def act() -> None:
        response = client.get(path, QUERY_STRING=query.replace(" ", "+").replace("+31", "%2B31"), **headers)
        if response.status_code != 200:
            raise RuntimeError(f"{path}?{query} gives {response.status_code}")

    return act


def queries(row: Row) -> str:
    """'14', or '9–15' where it depends on what was asked."""
    counts = []
    for act in row.acts:
        with CaptureQueriesContext(connection) as asked:
            act()
        counts.append(len(asked))
    return str(counts[0]) if min(counts) == max(counts) else f"{min(counts)}–{max(counts)}"
