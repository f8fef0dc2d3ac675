"""One of everything in the network, with secrets that may only be read by some; for the tests of access."""

from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone

from network.domain import affiliations, merging, moments, school_files, tags, tasks, wijken
from network.domain.imports import choosing, running, uploading
from network.domain.imports.policies import Policy
from network.domain.invitations import invite
from network.domain.registrations import register
from network.enums import Confidentiality, IdentifierKind, MomentKind
from network.models import (
    ContactMoment,
    DuplicatePair,
    Identifier,
    Invitation,
    LocalNetwork,
    Membership,
    Merge,
    RegisterProposal,
    Registration,
    Segment,
    Tag,
    TagChange,
    User,
    Wijk,
)
from tests.cast import Cast, person
from tests.factories.network import make_organisation, make_person, make_teacher
from tests.house.addresses import Address

IBAN = "NL91ABNA0417164300"
KVK = "90001234"
SCHOOL = replace(school_files.read(wijken.DATA / "scholen_2024.csv")[0], site_code="99ZZ00")
WORDS = {
    Confidentiality.OPEN: "Zandloper",
    Confidentiality.TEAM: "Vuursteen",
    Confidentiality.PERSONAL: "Nachtvlinder",
}
AT = datetime(2026, 5, 4, 10, tzinfo=UTC)


class Scene:
    """`maker` has an IBAN, a KvK number, and a note of each level, of which the expert wrote the personal one."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.wijk = Wijk.objects.get(slug="poelenburg")
        self.maker = make_teacher("Zeger", "Zwaan")
        Identifier.objects.filter(partner=self.maker, kind=IdentifierKind.KVK).update(value=KVK)
        self.maker.addresses.update(wijk=self.wijk)
        self.other = make_person("Zeger", "Zwaann")
        self.body = make_organisation("Zwanenkoor", roles=("school",))
        Membership.objects.create(user=cast.admin, partner=cast.bilal_partner, started_on=date(2020, 1, 1))
        self.moments = {level: self.note(level) for level in WORDS}
        self.rows = self.make_rows(cast)

    def belong_to(self, user: User) -> None:
        """Lists and notes that only their maker may change are his."""
        Segment.objects.update(created_by=user)
        Tag.objects.update(created_by=user)
        ContactMoment.objects.filter(confidentiality=Confidentiality.OPEN).update(
            noted_by=user, noted_at=timezone.now()
        )

    def note(self, level: str) -> Any:
        """A note and the task that follows from it, both with the word of their level."""
        by = self.cast.expert if level == Confidentiality.PERSONAL else self.cast.bureau
        moment = moments.note(
            partners=[self.maker, self.body],
            kind=MomentKind.PHONE,
            summary=f"{WORDS[level]} besproken.",
            occurred_at=AT,
            by=by,
            wijk=self.wijk,
            confidentiality=level,
        )
        tasks.add(title=f"{WORDS[level]} nabellen", by=by, assigned_to=by, partner=self.maker, moment=moment)
        return moment

    def make_rows(self, cast: Cast) -> dict[str, Any]:
        """The row that an address is about, by the first word of its name."""
        tag = tags.add(partner=self.maker, name="Zaanfestival", by=cast.bureau)
        link = affiliations.affiliate(partner=self.maker, organisation=self.body, kind="member", by=cast.bureau)
        newcomer = person("aanmelder")
        register(user=newcomer, name="Aad Melder", message="Hallo", at=timezone.now())
        invite(email="nieuw@fluxus.test", name="Nina", roles=["expert"], by=cast.bureau, at=timezone.now())
        first, second = sorted([self.maker, self.other], key=lambda partner: partner.pk)
        batch = self.list_of(cast)
        return {
            "tag": tag,
            "affiliation": link,
            "role": self.maker.role_assignments.get(),
            "registration": Registration.objects.get(),
            "invitation": Invitation.objects.get(),
            "task": tasks.add(title="Bellen", by=cast.bureau, team="expert", partner=self.maker),
            "moment": self.moments[Confidentiality.OPEN],
            "segment": Segment.objects.create(name="Makers", created_by=cast.bureau),
            "tag-undo": TagChange.objects.create(
                tag=tag, is_removal=False, partners=[self.maker.pk], changed_by=cast.bureau
            ),
            "pair": DuplicatePair.objects.create(first=first, second=second, score=65, reasons=[["zelfde naam", 40]]),
            "merge": self.merged(cast),
            "import": batch,
            "import-choose": batch.rows.get(),
            "import-choose-many": batch,
            "proposal": RegisterProposal.objects.create(
                kind="new", site_code="99ZZ00", row=asdict(SCHOOL), source="DUO 2025", fingerprint="f"
            ),
            "network": self.network(cast),
        }

    def merged(self, cast: Cast) -> Merge:
        return merging.merge(winner=make_organisation(), loser=make_organisation(), by=cast.bureau, at=timezone.now())

    def list_of(self, cast: Cast) -> Any:
        """A list that was tried out, so that it has rows to choose on."""
        data = b"Voornaam;Achternaam;E-mail\nAnna;Prins;anna@voorbeeld.test\n"
        batch = uploading.receive(data=data, name="lijst.csv", by=cast.bureau, at=timezone.now())
        batch = choosing.choose_meanings(batch=batch, values={}, policy=Policy(), by=cast.bureau)
        return running.advance_here(import_id=batch.pk)

    def network(self, cast: Cast) -> LocalNetwork:
        network = LocalNetwork.objects.create(
            name="Wijkoverleg", kind="care", joined_on=date(2025, 1, 1), noted_by=cast.expert
        )
        network.wijken.add(self.wijk)
        return network

    def arguments(self, address: Address) -> dict[str, Any]:
        """What stands in the path of an address of the network."""
        name = address.name.removeprefix("network:")
        known: dict[str, Any] = {
            "slug": self.wijk.slug,
            "form": "csv",
            "token": "x",
            "first": self.maker.pk,
            "second": self.other.pk,
            "tag": self.rows["tag"].pk,
            "way": "mail",
            "row": self.maker.emails.get().pk,
            "line": 2,
            "pk": self.about(name).pk,
        }
        return {argument: known[argument] for argument in address.arguments}

    def about(self, name: str) -> Any:
        """The row whose key stands in the path: of the longest name that this name begins with, else the maker."""
        of_partner = {"affiliation-add", "merge-with", "tag-add"}
        fitting = [start for start in self.rows if name == start or name.startswith(f"{start}-")]
        return self.rows[max(fitting, key=len)] if fitting and name not in of_partner else self.maker
