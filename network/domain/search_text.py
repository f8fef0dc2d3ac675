"""The texts by which a partner is found: his name as said and as filed, and all that people know him by."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils import timezone

from fluxus.text import fold
from network.domain.names import comparable
from network.domain.typed import filed
from network.enums import Discipline, IdentifierKind, PartnerRole, SchoolSector
from network.models import (
    Address,
    Affiliation,
    EmailAddress,
    Identifier,
    Partner,
    PhoneNumber,
    RoleAssignment,
    SchoolProfile,
)

SEARCHABLE = (IdentifierKind.KVK, IdentifierKind.BTW, IdentifierKind.BRIN, IdentifierKind.BOARD)
WRITTEN = ("name_text", "filed_text", "match_name", "search_text")
BATCH = 2000

# What stands in a name, and by which other words people ask for the same; a form may lead to the next.
OTHER_WORDS = (
    ("openbare basisschool", "obs"),
    ("protestants christelijke basisschool", "pcbs"),
    ("christelijke basisschool", "cbs"),
    ("chr basisschool", "cbs"),
    ("interconfessionele basisschool", "icbs"),
    ("rooms katholieke basisschool", "rkbs"),
    ("rk basisschool", "rkbs"),
    ("katholieke basisschool", "kbs"),
    ("speciaal basisonderwijs", "sbo"),
    ("integraal kindcentrum", "ikc"),
    ("kinderdagverblijf", "kdv"),
    ("buitenschoolse opvang", "bso"),
    ("basisschool", "bs"),
    ("stichting", "stg"),
    ("vereniging", "ver"),
)
SCHOOL_WORDS = {
    "Openbaar": "openbare basisschool obs",
    "Rooms-Katholiek": "rooms katholieke basisschool rkbs",
    "Protestants-Christelijk": "christelijke basisschool cbs pcbs",
    "Interconfessioneel": "interconfessionele basisschool icbs",
    "Islamitisch": "islamitische basisschool",
}


@dataclass
class Known:
    """What is known of one partner, outside his own row, in the words that people look for."""

    roles: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    ties: list[str] = field(default_factory=list)


def compose(
    partner: Partner,
    *,
    roles: Iterable[str] = (),
    places: Iterable[str] = (),
    emails: Iterable[str] = (),
    phones: Iterable[str] = (),
    numbers: Iterable[str] = (),
    ties: Iterable[str] = (),
) -> str:
    """The name first. `phones` are E.164; digits stand in it as dialled at home and from abroad.

    `ties` are the organisations of a partner with his function there, so that he is found by their names too.
    """
    digits = [form for e164 in phones for form in (e164.removeprefix("+"), e164.replace("+31", "0", 1))]
    words = [
        partner.name,
        partner.trade_name,
        initials(partner),
        other_words(f"{partner.name} {partner.trade_name}"),
        *places,
        *(str(PartnerRole(role).label) for role in roles),
        *(str(Discipline(discipline).label) for discipline in partner.disciplines),
        *emails,
        *digits,
        *numbers,
        *ties,
    ]
    return " ".join(folded for folded in map(fold, words) if folded)


def initials(partner: Partner) -> str:
    """Both ways of typing them: 'j p jp'."""
    letters = fold(partner.initials).split() or [word[0] for word in fold(partner.given_name).split()]
    return f"{' '.join(letters)} {''.join(letters)}" if len(letters) > 1 else ""


def other_words(name: str) -> str:
    """The short forms of what stands long in a name and the other way round: 'OBS De Delta' → 'openbare basisschool bs'."""
    text, added = f" {fold(name)} ", []
    for long, short in OTHER_WORDS:
        if f" {long} " in text and f" {short} " not in text:
            added.append(short)
        elif f" {short} " in text and f" {long} " not in text:
            added.append(long)
        else:
            continue
        text += f"{added[-1]} "
    return " ".join(added)


def places_of(address: Address | None) -> list[str]:
    """The words of an address that people look for."""
    if address is None:
        return []
    house = f"{address.street} {address.house_number}{address.suffix}"
    return [address.postcode, address.city, house, address.wijk.name if address.wijk else ""]


def write_names(partner: Partner) -> None:
    """Write the forms of the name by which a partner is found and compared."""
    partner.name_text = fold(f"{partner.name} {partner.trade_name}")
    partner.filed_text = filed(partner.sort_name)
    partner.match_name = comparable(partner.name, is_person=partner.is_person)


def refresh(partner: Partner) -> None:
    """Write the texts anew from what is in the database."""
    write_texts(partner, known_of([partner.pk])[partner.pk])
    partner.save(update_fields=WRITTEN)


def refresh_people(organisation: Partner) -> int:
    """After an organisation got another name: the texts of all who are tied to it. Gives how many changed."""
    tied = Q(affiliations__organisation=organisation) | Q(school__board=organisation)
    return refresh_all(Partner.objects.filter(tied).distinct())


def refresh_all(partners: Iterable[Partner]) -> int:
    """Write the texts of many anew, a few queries for each two thousand. Gives how many changed."""
    waiting, count = list(partners), 0
    for start in range(0, len(waiting), BATCH):
        batch = waiting[start : start + BATCH]
        known = known_of([partner.pk for partner in batch])
        changed = [partner for partner in batch if write_texts(partner, known[partner.pk])]
        Partner.objects.bulk_update(changed, WRITTEN, batch_size=500)
        count += len(changed)
    return count


def refresh_everybody() -> int:
    """All texts by the rules of today, a batch at a time; what is right is not written. Gives how many changed."""
    count, last = 0, 0
    while batch := list(Partner.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        count, last = count + refresh_all(batch), batch[-1].pk
    return count


def write_texts(partner: Partner, known: Known) -> bool:
    """Set the texts without saving. True when one of them changed."""
    before = [getattr(partner, name) for name in WRITTEN]
    write_names(partner)
    partner.search_text = compose(
        partner,
        roles=known.roles,
        places=known.places,
        emails=known.emails,
        phones=known.phones,
        numbers=known.numbers,
        ties=known.ties,
    )
    return before != [getattr(partner, name) for name in WRITTEN]


def known_of(pks: list[int]) -> defaultdict[int, Known]:
    """By partner, in as many queries for one as for thousands. What has ended is left out."""
    known: defaultdict[int, Known] = defaultdict(Known)
    roles = RoleAssignment.objects.filter(not_over(), partner__in=pks).order_by("role")
    for pk, role in roles.values_list("partner", "role"):
        known[pk].roles.append(role)
    for address in (
        Address.objects.filter(partner__in=pks).select_related("wijk").defer("wijk__boundary").order_by("pk")
    ):
        known[address.partner_id].places += places_of(address)
    for pk, mail in EmailAddress.objects.filter(partner__in=pks).order_by("pk").values_list("partner", "address"):
        known[pk].emails.append(mail)
    for pk, phone in PhoneNumber.objects.filter(partner__in=pks).order_by("pk").values_list("partner", "e164"):
        known[pk].phones.append(phone)
    numbers = Identifier.objects.filter(partner__in=pks, kind__in=SEARCHABLE).order_by("pk")
    for pk, number in numbers.values_list("partner", "value"):
        known[pk].numbers.append(number)
    add_ties(known, pks)
    return known


def not_over() -> Q:
    """What holds, or still will; the nightly round leaves out what ended meanwhile."""
    return Q(ended_on=None) | Q(ended_on__gt=timezone.localdate())


def add_ties(known: defaultdict[int, Known], pks: list[int]) -> None:
    """The organisations a partner belongs to, with what he does there; of a school its board and what kind it is."""
    links = Affiliation.objects.filter(not_over(), partner__in=pks).order_by("pk")
    for pk, function, name in links.values_list("partner", "function", "organisation__name"):
        known[pk].ties += [function, name]
    schools = SchoolProfile.objects.filter(partner__in=pks)
    for pk, sector, denomination, board in schools.values_list("partner", "sector", "denomination", "board__name"):
        kind = SCHOOL_WORDS.get(denomination, "basisschool bs") if sector == SchoolSector.PO else ""
        known[pk].ties += [kind, board or ""]
