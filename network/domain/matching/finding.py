"""Whom a new name may turn out to be, for one at the door or for thousands in a file."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models.functions import Lower

from network.domain import identifiers
from network.domain.details import Details
from network.domain.matching.facts import facts_of, place
from network.domain.matching.likeness import PersonName
from network.domain.matching.scoring import SUGGEST, Evidence, Facts, Key, compare, score
from network.domain.names import comparable
from network.enums import PartnerKind
from network.models import Address, Affiliation, EmailAddress, Identifier, Partner, PhoneNumber

SHARED_BY_MANY = 8
"""More partners than this with the same phone or address say nothing about any of them."""
MOST_SHOWN = 5

type Blocks = dict[Key, set[int]]
"""Whom each value leads to."""


@dataclass(frozen=True, kw_only=True)
class Probe:
    """Somebody of whom we know this much. Phones as E.164, numbers normalised, postcode as '1506EK'."""

    kind: str
    name: str
    trade_name: str = ""
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    identifiers: Mapping[str, str] = field(default_factory=dict)
    postcode: str = ""
    house_number: int | None = None
    organisation: str = ""

    def facts(self) -> Facts:
        is_person = self.kind == PartnerKind.PERSON
        return Facts(
            kind=self.kind,
            person=PersonName.typed(self.name) if is_person else None,
            match_name=comparable(self.name, is_person=is_person),
            names=tuple(comparable(name) for name in (self.name, self.trade_name) if name),
            keys=self.keys(),
            postcodes=frozenset({self.postcode} - {""}),
            organisations=frozenset({comparable(self.organisation)} - {""}),
        )

    def keys(self) -> frozenset[Key]:
        found = {("email", email.strip().lower()) for email in self.emails}
        found |= {("phone", phone) for phone in self.phones} | set(self.identifiers.items())
        if self.postcode and self.house_number:
            found.add(place(self.postcode, self.house_number))
        return frozenset((kind, value) for kind, value in found if value)


@dataclass(frozen=True)
class Candidate:
    """A partner we already have, with the points and what they are for."""

    partner: Partner
    score: int
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...] = ()


def candidates_for(probes: Sequence[Probe], *, exclude: Collection[int] = ()) -> list[list[Candidate]]:
    """For each probe the partners it may be, best first and at most five; eleven queries however many probes.

    Only those with SUGGEST points or more; `exclude` are keys of partners that are left out.
    """
    return candidates_among([probe.facts() for probe in probes], exclude=exclude)


def candidates_among(wanted: Sequence[Facts], *, exclude: Collection[int] = ()) -> list[list[Candidate]]:
    """As `candidates_for`, of what is compared itself."""
    blocks, common = without_common(blocks_for(wanted))
    pks = set().union(*blocks.values()) - set(exclude)
    partners = Partner.objects.in_bulk(pks)
    known = facts_of(partners.values())
    return [
        best(
            [
                Candidate(partners[pk], score(evidence), tuple(piece.reason for piece in evidence), evidence)
                for pk in whom(facts, blocks) & known.keys()
                if (evidence := compare(facts, known[pk], common=common))
            ]
        )
        for facts in wanted
    ]


def known_like(*, kind: str, name: str, details: Details) -> list[Candidate]:
    """Whom a new partner with these checked details may be."""
    address = details.get("address")
    phone = details.get("phone")
    probe = Probe(
        kind=kind,
        name=name,
        trade_name=details.get("trade_name", ""),
        emails=(details.get("email", ""),),
        phones=(identifiers.phone(phone),) if phone else (),
        identifiers=details.get("identifiers", {}),
        postcode=address.postcode if address else "",
        house_number=address.house_number if address else None,
    )
    return candidates_for([probe])[0]


def best(candidates: list[Candidate]) -> list[Candidate]:
    """Those that may be suggested, most points first."""
    worthy = [candidate for candidate in candidates if candidate.score >= SUGGEST]
    return sorted(worthy, key=lambda candidate: (-candidate.score, candidate.partner.pk))[:MOST_SHOWN]


def whom(facts: Facts, blocks: Blocks) -> set[int]:
    """Everybody with whom these facts share anything that could give points enough."""
    keys = facts.keys | {("postcode", code) for code in facts.postcodes} | name_keys(facts)
    return set().union(*(blocks.get(key, set()) for key in keys))


def name_keys(facts: Facts) -> set[Key]:
    """The own name at an organisation."""
    return {("place of work", f"{facts.match_name} · {other}") for other in facts.organisations}


def without_common(blocks: Blocks) -> tuple[Blocks, frozenset[Key]]:
    """Apart: the values that too many share to say anything."""
    common = frozenset(
        key for key, pks in blocks.items() if len(pks) > SHARED_BY_MANY and key[0] not in {"postcode", "place of work"}
    )
    return {key: pks for key, pks in blocks.items() if key not in common}, common


def blocks_for(wanted: Sequence[Facts]) -> Blocks:
    """Who has any of the values that these facts name; five queries."""
    values: dict[str, set[str]] = defaultdict(set)
    for facts in wanted:
        for kind, value in facts.keys:
            values[kind].add(value)
    blocks: Blocks = defaultdict(set)
    emails = EmailAddress.objects.annotate(lower=Lower("address")).filter(lower__in=values.pop("email", ()))
    for pk, value in emails.values_list("partner", "lower"):
        blocks["email", value].add(pk)
    for pk, value in PhoneNumber.objects.filter(e164__in=values.pop("phone", ())).values_list("partner", "e164"):
        blocks["phone", value].add(pk)
    values.pop("place", None)
    add_places(blocks, wanted)
    add_places_of_work(blocks, wanted)
    add_numbers(blocks, values)
    return blocks


def add_numbers(blocks: Blocks, values: Mapping[str, set[str]]) -> None:
    numbers = Identifier.objects.filter(value__in=set().union(*values.values()))
    for pk, kind, value in numbers.values_list("partner", "kind", "value"):
        blocks[kind, value].add(pk)


def add_places(blocks: Blocks, wanted: Sequence[Facts]) -> None:
    postcodes = {code for facts in wanted for code in facts.postcodes}
    rows = Address.objects.filter(postcode__in=postcodes).values_list("partner", "postcode", "house_number")
    for pk, postcode, house_number in rows:
        blocks[place(postcode, house_number)].add(pk)
        blocks["postcode", postcode].add(pk)


def add_places_of_work(blocks: Blocks, wanted: Sequence[Facts]) -> None:
    """Namesakes at the organisation that is named."""
    working = [facts for facts in wanted if facts.organisations]
    links = Affiliation.objects.filter(
        partner__match_name__in={facts.match_name for facts in working},
        organisation__match_name__in={name for facts in working for name in facts.organisations},
    )
    for pk, name, other in links.values_list("partner", "partner__match_name", "organisation__match_name"):
        blocks["place of work", f"{name} · {other}"].add(pk)
