"""Every list asks the database the same number of questions for 1 and for 30 rows."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bookings.domain import personal_feeds
from bookings.models import Room
from contracts.domain.drawing_up import agreements
from contracts.domain.texts.editions import current
from contracts.enums import AgreementStatus, Bundling, ItemStatus, RunSource, RunStatus
from contracts.models import Agreement, AgreementRun, RunItem
from fluxus.periods import Period, today
from network.domain import exports, merging, school_files, segments, tags, tasks, wijken
from network.domain.imports import uploading
from network.enums import Role
from network.models import DuplicatePair, Membership, RegisterProposal
from programmes.enums import CourseStatus
from tests.cast import Cast
from tests.factories import bookings, contracts, invoice_runs, money, network, programmes
from tests.house.addresses import own

FEW, MANY = 1, 30
REGISTER = school_files.read(wijken.DATA / "scholen_2024.csv")


@dataclass(frozen=True)
class List:
    """A page, who looks at it, and what adds one row to it."""

    name: str
    add: Callable[["Scene"], Any]
    arguments: Callable[["Scene"], list[Any]] = lambda scene: []
    query: str = ""
    visitor: str = "bureau"


class Scene:
    """What the rows hang on; made once per test, before the first row."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.count = 0
        self.building = bookings.make_building("Telhuis")
        self.room = bookings.make_room("Telkamer", building=self.building)
        bookings.make_tariffs()
        self.school = network.make_school("Telschool")
        # Bilal speaks for one partner, who has all that a document needs
        self.maker = network.make_teacher("Bilal", "Tel")
        Membership.objects.filter(user=cast.bilal).update(partner=self.maker)
        self.activity = programmes.make_activity(self.maker)
        self.wijk = network.make_wijk("Telwijk")
        contracts.make_house()

    def booking(self, *, room: Room | None = None) -> Any:
        """One more booking for Bilal in the coming weeks, two hours apart from the others."""
        self.count += 1
        day, slot = divmod(self.count, 6)
        start = datetime.combine(today() + timedelta(days=2 + day), time(9 + 2 * slot))
        at = datetime.now().astimezone()
        period = Period(start, start + timedelta(hours=2))
        partner, by = self.maker, self.cast.bureau
        return bookings.make_booking(room=room or self.room, partner=partner, by=by, period=period, at=at)

    def roommate(self) -> Any:
        """One more room with a booking at the same time."""
        self.count += 1
        room = bookings.make_room(f"Kamer {self.count}", building=self.building)
        start = datetime.combine(today() + timedelta(days=2), time(19))
        period, at = Period(start, start + timedelta(hours=2)), datetime.now().astimezone()
        return bookings.make_booking(room=room, partner=self.maker, by=self.cast.bureau, period=period, at=at)

    def feed(self) -> str:
        """The token of Bilal's calendar."""
        return personal_feeds.token(personal_feeds.make(partner=self.maker, by=self.cast.bilal, today=today()))

    def delivery(self) -> Any:
        return programmes.make_delivery(self.activity, [programmes.make_group(self.school)])

    def course(self, status: str) -> Any:
        return programmes.make_course(self.maker, status=status, by=self.cast.bureau)

    def name(self, word: str) -> str:
        self.count += 1
        return f"{word} {self.count}"

    def segment(self) -> Any:
        """One more list, of a colleague."""
        filters = {"roles": ["teacher"], "silence": 6}
        names = {"name": self.name("Lijst"), "filters": filters, "columns": ["account", "organisation"]}
        return segments.keep(**names, is_shared=True, by=self.cast.expert)

    def export(self) -> Any:
        what = {"name": "Scholen", "filters": {}, "columns": ["name"], "form": "csv", "rows": 1}
        return exports.write_down(**what, by=self.cast.finance)

    def task(self) -> Any:
        """One more task from a conversation, with a partner and a wijk."""
        moment = network.make_moment(self.maker, self.cast.bureau)
        about = {"partner": self.maker, "wijk": self.wijk, "moment": moment}
        return tasks.add(title=self.name("Bellen"), assigned_to=self.cast.bureau, by=self.cast.expert, **about)

    def moment(self) -> Any:
        """One more conversation, with two partners and a colleague."""
        moment = network.make_moment(self.maker, self.cast.expert, wijk=self.wijk)
        moment.partners.add(network.make_teacher())
        moment.colleagues.add(network.make_user("", Role.EXPERT))
        return moment

    def pair(self) -> Any:
        """Two more who may be one."""
        first, second = network.make_teacher(), network.make_teacher()
        what = {"score": 65, "reasons": [["dezelfde naam", 40], ["hetzelfde telefoonnummer", 35]]}
        return DuplicatePair.objects.create(first=first, second=second, **what)

    def merge(self) -> Any:
        first, second = network.make_organisation(), network.make_organisation()
        return merging.merge(winner=first, loser=second, by=self.cast.bureau, at=timezone.now())

    def batch(self) -> Any:
        """One more list that was brought in."""
        data = f"Voornaam;Achternaam\nSanne;{self.name('Tel')}\n".encode()
        return uploading.receive(data=data, name=self.name("lijst"), by=self.cast.bureau, at=timezone.now())

    def proposal(self) -> Any:
        """One more pupil count that differs."""
        change = {"key": "pupils", "label": "leerlingen", "old": "240", "new": "250", "mark": "250"}
        return RegisterProposal.objects.create(
            kind="changed",
            site_code=(school := network.make_school()).school.site_code,
            partner=school,
            row=asdict(REGISTER[0]),
            differences=[change],
            source="DUO, scholen_2025.csv",
            fingerprint=self.name("f"),
        )


def agreement(scene: Scene) -> Any:
    return contracts.make_agreement(scene.cast.bureau, partner=scene.maker)


def sent(scene: Scene) -> Any:
    """One that its other party sees."""
    made = agreement(scene)
    Agreement.objects.filter(pk=made.pk).update(status=AgreementStatus.SENT)
    return made


def invoice(scene: Scene) -> Any:
    return contracts.make_invoice(scene.cast.bureau, partner=scene.maker)


def vat_choice(scene: Scene) -> Any:
    return contracts.make_vat_choice(scene.cast.finance, network.make_teacher())


def run(scene: Scene) -> Any:
    """One more run with one visit."""
    return contracts.make_run(scene.cast.bureau)


def invoice_run(scene: Scene) -> Any:
    """One more run that is over, with one partner."""
    over = {"status": RunStatus.FINISHED, "finished_at": timezone.now()}
    return invoice_runs.make_invoice_run(scene.cast.finance, **over)


def bank_order(scene: Scene) -> Any:
    return money.make_order(scene.cast.finance, (money.make_claim(scene.cast.finance), 100))


def collectable(scene: Scene) -> Any:
    """One more open invoice of somebody with a mandate."""
    contracts.make_house()
    claim = money.make_claim(scene.cast.finance)
    return money.make_mandate(scene.cast.bilal, claim.partner)


def rent(scene: Scene) -> Any:
    return invoice_runs.make_rent(scene.cast.finance)


def run_of_all(scene: Scene) -> list[Any]:
    """The one run of the scene, with its number in its path."""
    found = AgreementRun.objects.first() or AgreementRun.objects.create(
        source=RunSource.MENU,
        bundling=Bundling.SCHOOL,
        criteria={},
        title="Telrun",
        template_version=current(),
        issued_on=today(),
        started_by=scene.cast.bureau,
    )
    return [found.pk]


def made_and_stuck(scene: Scene) -> None:
    """One more agreement of the run, and one more that could not be drawn up."""
    [key] = run_of_all(scene)
    made = contracts.make_draft_agreement(scene.cast.bureau, partner=scene.maker)
    made.run_id = key
    made.save()
    made = agreements.issue(agreement=made, by=scene.cast.bureau, today=today())
    position = 2 * RunItem.objects.filter(run=key).count() + 1
    of_run = {"run_id": key, "sources": []}
    done = {"status": ItemStatus.MADE, "agreement": made}
    missing = {"status": ItemStatus.BLOCKED, "message": "Zet het IBAN erbij."}
    RunItem.objects.create(**of_run, **done, partner=scene.maker, position=position)
    RunItem.objects.create(**of_run, **missing, partner=network.make_teacher(), position=position + 1)


LISTS = [
    List("network:partners", lambda scene: network.make_teacher()),
    List("network:segments", Scene.segment),
    List("network:segment", lambda scene: network.make_teacher(), lambda scene: [scene.segment().pk]),
    List("network:tags", lambda scene: tags.add(partner=scene.school, name=scene.name("Label"), by=scene.cast.bureau)),
    List("network:tasks", Scene.task),
    List("network:moments", Scene.moment),
    List("network:duplicates", Scene.pair),
    List("network:merges", Scene.merge),
    List("network:imports", Scene.batch),
    List("network:register", Scene.proposal),
    List("network:exports", Scene.export, visitor="admin"),
    List(
        "network:partner-options",
        lambda scene: network.make_teacher("Zeger"),
        query="?q=zeger&field=partner&partner=zeger",
    ),
    List("network:search", lambda scene: network.make_teacher("Zeger"), query="?q=zeger"),
    List(
        "network:partner",
        lambda scene: [network.make_entry(scene.school), network.make_moment(scene.school, scene.cast.bureau)],
        lambda scene: [scene.school.pk],
    ),
    List(
        "network:timeline",
        lambda scene: network.make_entry(scene.school, by=scene.cast.expert),
        lambda scene: [scene.school.pk],
    ),
    List("network:wijken", lambda scene: network.make_wijk()),
    List("network:wijk", lambda scene: network.make_school(wijk=scene.wijk), lambda scene: [scene.wijk.slug]),
    List("network:access", lambda scene: network.make_user("", Role.EXPERT)),
    List("network:werk", lambda scene: [scene.booking(), scene.delivery(), scene.course(CourseStatus.SUBMITTED)]),
    List(
        "network:mijn",
        lambda scene: [scene.booking(), scene.delivery(), scene.course(CourseStatus.DRAFT)],
        visitor="bilal",
    ),
    List("bookings:board", Scene.roommate, query=f"?dag={today() + timedelta(days=2)}"),
    List("bookings:board", Scene.roommate, query=f"?dag={today() + timedelta(days=2)}&beeld=week"),
    List("bookings:board", Scene.booking, query=f"?dag={today() + timedelta(days=2)}&beeld=week&weergave=lijst"),
    List("bookings:room", Scene.booking, lambda scene: [scene.room.slug]),
    List("bookings:room-calendar", Scene.booking, lambda scene: [scene.room.slug]),
    List("bookings:my-season", Scene.booking, visitor="bilal"),
    List("bookings:personal-calendar", Scene.booking, lambda scene: [scene.feed()], visitor=""),
    List("programmes:menu", lambda scene: programmes.make_activity(school_year=scene.activity.school_year)),
    List("programmes:activity", Scene.delivery, lambda scene: [scene.activity.pk]),
    List("programmes:maker-menu", Scene.delivery, lambda scene: [scene.maker.pk]),
    List(
        "programmes:school-groups", lambda scene: programmes.make_group(scene.school), lambda scene: [scene.school.pk]
    ),
    List("programmes:courses", lambda scene: scene.course(CourseStatus.PUBLISHED), visitor=""),
    List("programmes:courses-feed", lambda scene: scene.course(CourseStatus.PUBLISHED), visitor=""),
    List("programmes:my-courses", lambda scene: scene.course(CourseStatus.DRAFT), visitor="bilal"),
    List("programmes:course-review", lambda scene: scene.course(CourseStatus.SUBMITTED)),
    List("programmes:course-review", lambda scene: scene.course(CourseStatus.PUBLISHED)),
    List("contracts:agreements", agreement),
    List("contracts:invoices", invoice),
    List("contracts:vat-rules", vat_choice),
    List("contracts:agreements", agreement, query="?status=issued&kind=ovo&discipline=music"),
    List("contracts:runs", run),
    List("contracts:run", made_and_stuck, run_of_all),
    List("contracts:my-agreements", sent, visitor="bilal"),
    List("contracts:my-invoices", invoice, visitor="bilal"),
    List("contracts:invoice-runs", invoice_run),
    List("contracts:invoice-run-new", rent, query="?month=2026-10"),
    List("contracts:invoices-unsent", invoice),
    List("contracts:bank-orders", bank_order, visitor="finance"),
    List("contracts:bank-order-collect", collectable, visitor="finance"),
    List("contracts:mandates", collectable, visitor="finance"),
]


def questions(client: Client, path: str) -> tuple[list[str], int]:
    """The queries of one visit and the length of the page, after a first one that fills what is only filled once."""
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        page = client.get(path)
    return [query["sql"] for query in asked], len(page.content)


@pytest.mark.parametrize("page", LISTS, ids=lambda page: f"{page.name}{page.query}")
def test_lists_ask_no_more_for_many_than_for_one(page: List, cast: Cast) -> None:
    scene, client = Scene(cast), Client()
    if page.visitor:
        client.force_login(getattr(cast, page.visitor))
    for _ in range(FEW):
        page.add(scene)
    path = reverse(page.name, args=page.arguments(scene)) + page.query
    few, short = questions(client, path)
    for _ in range(MANY - FEW):
        page.add(scene)
    many, long = questions(client, path)
    assert long != short, "the rows are not on the page"
    assert len(many) <= len(few), more_often(few, many)  # who finds few looks once more for typing errors


def more_often(few: list[str], many: list[str]) -> str:
    """The queries that were asked more often with more rows."""
    shapes = [sql[:150] for sql in many]
    rising = {sql for sql in shapes if shapes.count(sql) > [each[:150] for each in few].count(sql)}
    return "\n".join(f"{shapes.count(sql)}× {sql}" for sql in sorted(rising))


def test_every_list_of_the_table_exists() -> None:
    assert {page.name for page in LISTS} <= {address.name for address in own()}


def test_a_question_per_row_is_seen(cast: Cast) -> None:
    assert more_often(["SELECT 1"], ["SELECT 1", "SELECT 2", "SELECT 2"]) == "2× SELECT 2"
