"""Labels: hung on partners and taken off, one or many at once, with a way back; renamed, merged and thrown away.

A label says what a partner does or wants to hear of. A target group that somebody belongs to (debts, care, descent) is a
trait that the AVG protects (art. 9 and decision "target groups"): it belongs to a question or project, never to a person.
Nobody can list all such words; those that come up are refused, the page explains the rest.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from fluxus.db import explain, lock
from fluxus.errors import Refusal
from fluxus.text import fold, tidy
from network.domain.timeline import record
from network.enums import EntryKind, PartnerKind
from network.models import Partner, PartnerTag, Segment, Tag, TagChange
from network.models.partners import PartnerQuerySet

LONGEST_NAME = 60
MOST_AT_ONCE = 10_000
# What somebody does may be named: 'werkt met mantelzorgers' is a profession, not a trait.
OF_WORK = ("werkt met ", "werkt voor ", "aanbod voor ", "docent ")
TRAITS = (
    "schuldsaner schuldhulp schulden mantelzorg bijstand uitkering minima armoede dakloos daklo thuislo vluchteling statushouder "
    "asielzoek allochto etnisch etnicit afkomst migratieachtergrond moslim islamiet katholiek gelovig geloof religie ziekte "
    "chronisch autis adhd dementie alzheimer parkinson handicap beperking psychisch psychiatr verslaaf verslaving depressi "
    "diagnose slechtziend slechthorend lhbt lgbt homosek lesbi transgender strafblad gedetineerd reclasser laaggeletterd vakbondslid"
).split()


@dataclass(frozen=True)
class Preview:
    """What hanging a label on, or taking it off, would come to."""

    partners: int
    already: int
    refused: int

    @property
    def changes(self) -> int:
        return self.partners - self.already - self.refused


def is_trait(name: str) -> bool:
    """Whether a label looks like a protected trait of a person."""
    folded = fold(name)
    return not folded.startswith(OF_WORK) and any(stem in folded for stem in TRAITS)


def refuse_trait(name: str) -> Refusal:
    return Refusal(
        f"‘{name}’ kan iets zeggen over iemands gezondheid, geloof, afkomst of geldzorgen. Dat bewaren we niet bij een mens "
        f"(AVG art. 9): zet de doelgroep bij de vraag of het project. Gaat het om iemands werk? Noem het dan ‘werkt met …’.",
        field="name",
        code="trait",
    )


def checked_name(name: str) -> str:
    name = tidy(name)
    if not name:
        raise Refusal("Geef het label een naam.", field="name", code="required")
    if len(name) > LONGEST_NAME:
        raise Refusal(f"Houd het label kort: hooguit {LONGEST_NAME} tekens.", field="name", code="long")
    return name


def known(name: str) -> Tag | None:
    """The label with this name, however it is capitalised."""
    return Tag.objects.filter(name__iexact=tidy(name)).first()


def made(name: str, by: Any) -> Tag:
    """The label with this name, made when there is none; locked until the end of this transaction."""
    name = checked_name(name)
    if known(name) is None:
        Tag.objects.bulk_create([Tag(name=name, created_by=by)], ignore_conflicts=True)
    return lock(Tag.objects.filter(name__iexact=name))[0]


@transaction.atomic
def add(*, partner: Partner, name: str, by: Any) -> Tag:
    """Hang a label on one partner, with a line on his timeline; nothing happens when he carries it.

    Refuses a trait that the AVG protects on a person.
    """
    if partner.is_person and is_trait(name):
        raise refuse_trait(tidy(name))
    tag = made(name, by)
    hang(tag, [partner.pk], by=by)
    return tag


@transaction.atomic
def take_off(*, partner: Partner, tag: Tag, by: Any) -> None:
    """Take a label off one partner, with a line on his timeline; nothing happens when he does not carry it."""
    drop(tag, [partner.pk], by=by)


def preview_adding(*, partners: PartnerQuerySet, name: str) -> Preview:
    """How many would get this label, how many carry it, and how many persons may not."""
    tag, total = known(name), partners.count()
    refused = partners.filter(kind=PartnerKind.PERSON).count() if is_trait(name) else 0
    already = PartnerTag.objects.filter(tag=tag, partner__in=partners) if tag else PartnerTag.objects.none()
    if refused:
        already = already.exclude(partner__kind=PartnerKind.PERSON)
    return Preview(partners=total, already=already.count(), refused=refused)


def preview_taking_off(*, partners: PartnerQuerySet, tag: Tag) -> Preview:
    """How many would lose this label, and how many do not carry it."""
    total = partners.count()
    return Preview(total, total - PartnerTag.objects.filter(tag=tag, partner__in=partners).count(), 0)


@transaction.atomic
def add_to_many(*, partners: PartnerQuerySet, name: str, by: Any) -> TagChange:
    """Hang a label on many at once; who carries it is left alone, and so are persons when it is a protected trait.

    The change can be undone. Refuses more than 10,000 partners, and when it would change nothing.
    """
    refuse_too_many(partners)
    tag = made(name, by)
    if is_trait(name):
        partners = partners.exclude(kind=PartnerKind.PERSON)
    return kept_change(tag, hang(tag, keys(partners), by=by), is_removal=False, by=by)


@transaction.atomic
def take_off_many(*, partners: PartnerQuerySet, tag: Tag, by: Any) -> TagChange:
    """Take a label off many at once; as `add_to_many`."""
    refuse_too_many(partners)
    tag = held(tag)
    return kept_change(tag, drop(tag, keys(partners), by=by), is_removal=True, by=by)


@transaction.atomic
def undo(*, change: TagChange, by: Any) -> int:
    """Turn a change back for everybody for whom nothing changed since; gives for how many. Refuses a second time."""
    change = lock(TagChange.objects.filter(pk=change.pk))[0]
    if change.undone_at is not None:
        raise Refusal("Dit is al teruggedraaid.", code="undone")
    tag = held(change.tag)
    here = keys(Partner.objects.filter(pk__in=change.partners))
    turned = hang(tag, here, by=by) if change.is_removal else drop(tag, here, by=by)
    change.undone_at, change.undone_by = timezone.now(), by
    change.save(update_fields=["undone_at", "undone_by"])
    return len(turned)


@transaction.atomic
def rename(*, tag: Tag, name: str, by: Any) -> Tag:
    """Another name for a label. Refuses the name of another label, and a protected trait when a person carries it."""
    tag, name = held(tag), checked_name(name)
    if is_trait(name) and carried_by_persons(tag):
        raise refuse_trait(name)
    tag.name = name
    try:
        with transaction.atomic():
            tag.save(update_fields=["name"])
    except IntegrityError as error:
        raise explain(Tag, error, field="name") from error
    return tag


@transaction.atomic
def merge(*, tag: Tag, into: Tag, by: Any) -> Tag:
    """Everybody with `tag` carries `into` from now on, once; saved lists follow; `tag` is gone."""
    if tag.pk == into.pk:
        raise Refusal("Kies een ander label om mee samen te voegen.", field="into")
    rows = {row.pk: row for row in lock(Tag.objects.filter(pk__in=[tag.pk, into.pk]))}
    if len(rows) < 2:
        raise Refusal("Dit label is er niet meer.", code="gone")
    if is_trait(rows[into.pk].name) and carried_by_persons(tag):
        raise refuse_trait(rows[into.pk].name)
    carriers = list(PartnerTag.objects.filter(tag=tag).values_list("partner_id", flat=True))
    hang(rows[into.pk], carriers, by=by)
    for segment in lock(lists_with(tag)):
        wanted = [into.pk if key == tag.pk else key for key in segment.filters["tags"]]
        segment.filters["tags"] = list(dict.fromkeys(wanted))
        segment.save(update_fields=["filters"])
    rows[tag.pk].delete()
    return rows[into.pk]


@transaction.atomic
def remove(*, tag: Tag, by: Any) -> int:
    """Throw a label away; gives how many carried it. Refuses as long as a saved list asks for it."""
    tag = held(tag)
    if used := lists_with(tag).select_related("created_by").order_by("name")[:3]:
        lists = ", ".join(called(segment, by) for segment in used)
        raise Refusal(f"Dit label staat nog in {lists}. Haal het daar eerst weg.", code="used")
    carriers = list(PartnerTag.objects.filter(tag=tag).values_list("partner_id", flat=True))
    drop(tag, carriers, by=by)
    tag.delete()
    return len(carriers)


def lists_with(tag: Tag) -> Any:
    """Saved lists that ask for a label."""
    return Segment.objects.filter(filters__tags__contains=[tag.pk])


def called(segment: Segment, by: Any) -> str:
    """A list by its name; what somebody keeps for himself by whose it is."""
    is_known = segment.is_shared or segment.created_by_id == by.pk
    return f"de lijst ‘{segment.name}’" if is_known else f"een eigen lijst van {segment.created_by}"


def held(tag: Tag) -> Tag:
    """The label as it is now, locked; Refusal when it is gone."""
    rows = lock(Tag.objects.filter(pk=tag.pk))
    if not rows:
        raise Refusal("Dit label is er niet meer.", code="gone")
    return rows[0]


def hang(tag: Tag, partners: Collection[int], *, by: Any) -> list[int]:
    """Hang a locked label on those who do not carry it, with a line on their timelines; gives their keys."""
    carrying = set(PartnerTag.objects.filter(tag=tag, partner__in=partners).values_list("partner_id", flat=True))
    new = [key for key in partners if key not in carrying]
    PartnerTag.objects.bulk_create((PartnerTag(tag=tag, partner_id=key) for key in new), ignore_conflicts=True)
    tell(new, f"Label erbij: {tag.name}", by)
    return new


def drop(tag: Tag, partners: Collection[int], *, by: Any) -> list[int]:
    """Take a label off those who carry it, with a line on their timelines; gives their keys."""
    links = PartnerTag.objects.filter(tag=tag, partner__in=partners)
    carrying = list(links.values_list("partner_id", flat=True))
    links.delete()
    tell(carrying, f"Label eraf: {tag.name}", by)
    return carrying


def tell(partners: list[int], title: str, by: Any) -> None:
    record(partners=[Partner(pk=key) for key in partners], kind=EntryKind.PARTNER, title=title, by=by)


def kept_change(tag: Tag, partners: list[int], *, is_removal: bool, by: Any) -> TagChange:
    if not partners:
        raise Refusal("Er verandert niets: niemand op deze lijst krijgt of verliest dit label.", code="nothing")
    return TagChange.objects.create(tag=tag, partners=partners, is_removal=is_removal, changed_by=by)


def keys(partners: PartnerQuerySet) -> list[int]:
    return list(partners.order_by("pk").values_list("pk", flat=True))


def refuse_too_many(partners: PartnerQuerySet) -> None:
    if partners.count() > MOST_AT_ONCE:
        raise Refusal("Labels hang je aan hooguit 10.000 partners tegelijk. Maak de lijst kleiner.", code="too-many")


def carried_by_persons(tag: Tag) -> bool:
    return PartnerTag.objects.filter(tag=tag, partner__kind=PartnerKind.PERSON).exists()
