"""A network of a hundred thousand partners on top of the `house` world, always the same, written with COPY."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import count
from random import Random

from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model

from fluxus.text import fold
from network.domain.moments import headline
from network.domain.names import person_name, sort_name, split_name
from network.domain.search_text import BATCH, known_of, write_texts
from network.enums import CULTUURMAKER_ROLES, AffiliationKind, Discipline, PartnerKind, PartnerRole
from network.models import (
    Address,
    Affiliation,
    ContactMoment,
    ContactMomentPartner,
    EmailAddress,
    Identifier,
    Partner,
    PartnerTag,
    PhoneNumber,
    RoleAssignment,
    SchoolProfile,
    Tag,
    Task,
    TimelineEntry,
    User,
    Wijk,
)
from tests.bench import words

PARTNERS = 100_000
ORGANISATIONS = 24_000
SCHOOLS = 4_000
MOMENTS = 60_000
TASKS = 6_000
LONG_STORY = "Stichting De Lange Adem"
LONG_LINES = 2_000
TODAY = date(2026, 9, 1)
NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
FIRST_PK = 1_000_000
BODY_ROLES = [
    PartnerRole.CULTURAL_ORGANISATION,
    PartnerRole.AMATEUR_ASSOCIATION,
    PartnerRole.SOCIAL_ORGANISATION,
    PartnerRole.COMMUNITY_CENTRE,
    PartnerRole.CARE,
    PartnerRole.CHILDCARE,
]


class Builder:
    """Draws everything from one seeded source and keeps what is still to be written, table by table."""

    def __init__(self) -> None:
        self.random = Random(148)
        self.pks = count(FIRST_PK)
        self.wijken = list(Wijk.objects.defer("boundary").order_by("code"))
        self.colleagues = list(User.objects.colleagues().order_by("pk"))
        self.families = families()
        self.rows: dict[type[Model], list[Model]] = {}

    def keep[M: Model](self, row: M) -> M:
        row.pk = row.pk or next(self.pks)
        self.rows.setdefault(type(row), []).append(row)
        return row

    def write(self) -> list[type[Model]]:
        for model, rows in self.rows.items():
            copy(model, rows)
        return list(self.rows)

    # who

    def organisation(self, number: int) -> Partner:
        is_school = number < SCHOOLS
        pattern = self.random.choice(words.SCHOOLS if is_school else words.BODIES)
        name = pattern.format(self.random.choice(self.families[1]))
        if number == SCHOOLS:
            name = LONG_STORY
        partner = self.keep(Partner(kind=PartnerKind.ORGANISATION, name=name, sort_name=name))
        self.role(partner, PartnerRole.SCHOOL if is_school else self.random.choice(BODY_ROLES))
        if is_school:
            self.school(partner, number)
        self.reach(partner, mailbox="info", domain=f"{fold(name).replace(' ', '-')[:40]}.test")
        return partner

    def school(self, partner: Partner, number: int) -> None:
        code = f"{number % 100:02d}Z{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number // 100 % 26]}{50 + number // 2600}"
        denomination = self.random.choice(["Openbaar", "Openbaar", "Rooms-Katholiek", "Protestants-Christelijk", ""])
        pupils = self.random.randrange(80, 500)
        self.keep(
            SchoolProfile(
                partner=partner,
                site_code=code,
                sector="po",
                denomination=denomination,
                pupils=pupils,
                pupils_counted_on=TODAY,
                source="bench",
            )
        )
        self.keep(Identifier(partner=partner, kind="brin", value=code))

    def person(self, organisations: list[Partner]) -> Partner:
        given, surname = self.random.choice(words.GIVEN), self.surname()
        _given, infix, family = split_name(f"X {surname}")
        parts = {"given_name": given, "infix": infix, "family_name": family}
        partner = Partner(kind=PartnerKind.PERSON, name=person_name(**parts), sort_name=sort_name(**parts), **parts)
        if self.random.random() < 0.1:
            partner.trade_name = f"{family} {self.random.choice(['Muziek', 'Theater', 'Kunst', 'Ontwerp'])}"
        self.keep(partner)
        if self.random.random() < 0.35:
            partner.disciplines = [self.random.choice(Discipline.values)]
            self.role(partner, self.random.choice(CULTUURMAKER_ROLES))
            self.keep(Identifier(partner=partner, kind="kvk", value=f"9{partner.pk % 10_000_000:07d}"))
        if self.random.random() < 0.6:
            self.tie(partner, self.random.choice(organisations))
        self.reach(partner, mailbox=fold(partner.name).replace(" ", "."), domain=f"post{partner.pk % 400}.test")
        return partner

    def surname(self) -> str:
        """Half of all people share the common names, the first of them the most."""
        common, rare = self.families
        if self.random.random() < 0.5:
            return common[min(int(self.random.expovariate(1 / 30)), len(common) - 1)]
        return self.random.choice(rare)

    # what belongs to them

    def role(self, partner: Partner, role: str) -> None:
        ended = TODAY - timedelta(days=self.random.randrange(900)) if self.random.random() < 0.25 else None
        started = date(2010, 1, 1) + timedelta(days=self.random.randrange(4000))
        self.keep(RoleAssignment(partner=partner, role=role, started_on=started, ended_on=ended))

    def tie(self, partner: Partner, organisation: Partner) -> None:
        function, kind = self.random.choice(words.FUNCTIONS), self.random.choice(AffiliationKind.values[:4])
        ended = TODAY - timedelta(days=30) if self.random.random() < 0.2 else None
        started = date(2015, 1, 1) + timedelta(days=self.random.randrange(3000))
        self.keep(
            Affiliation(
                partner=partner,
                organisation=organisation,
                kind=kind,
                function=function,
                started_on=started,
                ended_on=ended,
            )
        )

    def reach(self, partner: Partner, *, mailbox: str, domain: str) -> None:
        wijk = self.random.choice(self.wijken)
        postcode = (
            f"15{self.random.randrange(1, 70):02d}{self.random.choice('ABCDEHJKLM')}{self.random.choice('ABCDEGHJKL')}"
        )
        street = f"{self.random.choice(words.STEMS)}{self.random.choice(words.STREETS)}"
        self.keep(
            Address(
                partner=partner,
                street=street,
                house_number=self.random.randrange(1, 240),
                postcode=postcode,
                city=self.random.choice(["Zaandam", "Zaandam", "Zaandam", "Krommenie", "Wormerveer", "Assendelft"]),
                wijk=wijk,
            )
        )
        self.keep(EmailAddress(partner=partner, address=f"{mailbox}@{domain}"))
        if self.random.random() < 0.85:
            digits = (
                f"6{self.random.randrange(10**8):08d}" if partner.is_person else f"75{self.random.randrange(10**7):07d}"
            )
            self.keep(PhoneNumber(partner=partner, number=f"0{digits[:1]} {digits[1:]}", e164=f"+31{digits}"))
        self.line(partner, "partner", NOON - timedelta(days=self.random.randrange(1500)), "Toegevoegd aan het netwerk")

    # what happened

    def line(self, partner: Partner, kind: str, at: datetime, title: str, **more: object) -> None:
        by = self.random.choice(self.colleagues)
        self.keep(TimelineEntry(partner=partner, kind=kind, at=at, by=by, title=title, **more))

    def moment(self, partner: Partner) -> None:
        kind, summary = self.random.choice(words.NOTES)
        at = NOON - timedelta(minutes=self.random.randrange(60 * 24 * 1200))
        level = self.random.choices(["open", "team", "personal"], [90, 7, 3])[0]
        noted = self.keep(
            ContactMoment(
                kind=kind,
                occurred_at=at,
                summary=summary,
                noted_by=self.random.choice(self.colleagues),
                confidentiality=level,
            )
        )
        self.keep(ContactMomentPartner(moment=noted, partner=partner))
        partner.last_contact_at = max(partner.last_contact_at or at, at)
        self.line(partner, "contact", at, headline(kind, summary), detail=summary, moment=noted, confidentiality=level)

    def task(self, partner: Partner, number: int) -> None:
        colleague, due = self.random.choice(self.colleagues), TODAY + timedelta(days=self.random.randrange(-200, 200))
        done = {"done_at": NOON, "done_by": colleague} if number % 2 else {}
        self.keep(
            Task(
                title=f"Terugbellen over {self.random.choice(['de zaal', 'het concert', 'de les'])}",
                due_on=due,
                assigned_to=colleague,
                partner=partner,
                created_by=colleague,
                **done,
            )
        )

    def long_story(self, partner: Partner) -> None:
        """The partner with two thousand lines: contact, rooms, invoices."""
        others = [
            ("booking", "Geboekt: Studio 1", None),
            ("invoice", "Factuur uitgegeven", 12_500),
            ("task", "Taak gedaan", None),
        ]
        for number in range(LONG_LINES - 1):
            if number % 2:
                self.moment(partner)
            else:
                kind, title, cents = others[number // 2 % 3]
                self.line(partner, kind, NOON - timedelta(hours=number * 7), title, amount_cents=cents)


def families() -> tuple[list[str], list[str]]:
    """The common surnames, and over a thousand that are put together from two words."""
    return [name.strip() for name in words.COMMON], [f"{stem}{end}" for stem in words.STEMS for end in words.ENDINGS]


def copy(model: type[Model], rows: Iterable[Model]) -> None:
    """Write rows that have their primary key, as fast as PostgreSQL takes them."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor, cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as lines:
        for row in rows:
            lines.write_row([getattr(row, field.attname) for field in fields])


def build() -> None:
    """Everything in one transaction: there is a whole network of this size or none."""
    builder = Builder()
    with transaction.atomic():
        partners = make_partners(builder)
        make_history(builder, partners)
        tags = make_tags(builder)
        for partner in builder.random.sample(partners, PARTNERS // 4):
            builder.keep(PartnerTag(tag=builder.random.choice(tags), partner=partner))
        # what hangs on partners first: their search texts are made from it, and foreign keys wait for the end
        builder.rows.pop(Partner)
        written = builder.write()
        write_all_texts(partners)
        copy(Partner, partners)
        reset_sequences([Partner, *written])


def make_partners(builder: Builder) -> list[Partner]:
    """As many as are still missing after the house world."""
    organisations = [builder.organisation(number) for number in range(ORGANISATIONS)]
    missing = PARTNERS - Partner.objects.count() - ORGANISATIONS
    return organisations + [builder.person(organisations) for _ in range(missing)]


def make_tags(builder: Builder) -> list[Tag]:
    """The labels of the house world with ours beside them."""
    known = list(Tag.objects.order_by("pk"))
    names = {tag.name.lower() for tag in known}
    new = [Tag(name=name, created_by=builder.colleagues[0]) for name in words.TAGS if name.lower() not in names]
    return known + [builder.keep(tag) for tag in new]


def make_history(builder: Builder, partners: list[Partner]) -> None:
    for _ in range(MOMENTS):
        builder.moment(builder.random.choice(partners))
    for number in range(TASKS):
        builder.task(builder.random.choice(partners), number)
    builder.long_story(partners[SCHOOLS])


def write_all_texts(partners: list[Partner]) -> None:
    for start in range(0, len(partners), BATCH):
        batch = partners[start : start + BATCH]
        known = known_of([partner.pk for partner in batch])
        for partner in batch:
            write_texts(partner, known[partner.pk])


def reset_sequences(models: list[type[Model]]) -> None:
    """What is added later gets the next number."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
