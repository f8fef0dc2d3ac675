"""The agreements of this year in the demo world: one in every state, made by the domain itself, with real documents."""

from datetime import date, datetime, time, timedelta
from typing import Any

from bookings.models import Booking
from contracts.domain import documents, runs
from contracts.domain.documents import Document
from contracts.domain.drawing_up import agreements, amendments, drafting, rentals
from contracts.domain.drawing_up.drafting import Appointment
from contracts.domain.keeping import register
from contracts.domain.readiness.readiness import NEEDED, readiness
from contracts.domain.sealing import seals
from contracts.domain.signing import acts, consent, links, mandates, requests
from contracts.domain.signing.visitors import Visitor
from contracts.domain.texts.editions import current
from contracts.enums import Bundling, ProvenBy, RunSource, SignatureMethod, SignerRole
from contracts.models import Agreement, Seal, SignatureRequest, WorkKind
from fluxus.demo import World
from fluxus.periods import AMSTERDAM, Period
from network.models import Partner
from programmes.domain import deliveries

PHONE = Visitor(
    "192.0.2.14", "Mozilla/5.0 (Linux; Android 15; Mobile) Firefox/140.0", "0" * 64, "Europe/Amsterdam", "wachtwoord"
)
DESK = Visitor("192.0.2.80", "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0", "1" * 64, "Europe/Amsterdam", "wachtwoord")
MANDATES = (("bureau", "hoofd projectbureau", 500_000), ("beheer", "directeur-bestuurder", None))
LISTS = (
    ("bureau", "Wacht op een handtekening", "status=sent", True),
    ("bureau", "Al een week niet getekend", "unsigned_for=7", False),
    ("financien", "Loopt af binnen een maand", "ends_within=30", True),
)


class Desk:
    """The projectbureau at work: what it draws up, sends and signs, at the moment the world is built."""

    def __init__(self, world: World) -> None:
        self.world, self.bureau, self.bilal = world, world.shared["bureau"], world.shared["bilal"]
        # by the clock of the evidence: what is issued now cannot be sent this morning
        self.at = datetime.now(AMSTERDAM)
        self.work_kind = WorkKind.objects.get(slug="workshopleider")
        found = Partner.objects.filter(pk__in=[maker.pk for maker in world.shared["cultuurmakers"]]).exclude(
            pk=self.bilal.pk
        )
        ready = (maker for maker in found.prefetch_related(*NEEDED).order_by("pk") if readiness(maker).is_ready)
        self.others = [next(ready) for _ in range(4)]
        self.days = 20

    def draft(self, partner: Partner, what: str, *, cents: int = 32_000) -> Agreement:
        """Two evenings of a workshop, some weeks from now."""
        self.days += 2
        first = self.world.today + timedelta(days=self.days)
        evenings = [Period.on(first + timedelta(weeks=week), time(19), time(21)) for week in range(2)]
        rows = [Appointment(evening, what, "De Fabriek, Zaandam", cents) for evening in evenings]
        return drafting.by_hand(
            partner=partner,
            lines=rows,
            subject=what,
            by=self.bureau,
            today=self.world.today,
            work_kind=self.work_kind,
            funding=self.world.shared["fundings"][1],
        )

    def issue(self, draft: Agreement) -> Agreement:
        return agreements.issue(agreement=draft, by=self.bureau, today=self.world.today)

    def sent(self, draft: Agreement) -> Agreement:
        """Drawn up, printed and sent."""
        issued = self.issue(draft)
        documents.make(document_order_id=issued.document_order.pk)
        return requests.send(agreement=Agreement.objects.get(pk=issued.pk), by=self.bureau, at=self.later())

    def later(self) -> datetime:
        """The next moment: nothing in a chain of evidence happens at the same time."""
        self.at = max(self.at + timedelta(seconds=1), datetime.now(AMSTERDAM))
        return self.at

    def on_paper(self, draft: Agreement, scan: Document) -> Agreement:
        issued = self.issue(draft)
        return requests.paper(
            agreement=issued, document=scan, signed_on=self.world.today, by=self.bureau, at=self.later()
        )

    def signed_by_bilal(self, agreement: Agreement) -> None:
        self.sign(asked(agreement, SignerRole.COUNTERPARTY), self.bilal.name, PHONE, self.world.shared["bilal_user"])

    def signed_by_house(self, agreement: Agreement) -> None:
        self.sign(asked(agreement, SignerRole.HOUSE), self.bureau.name, DESK, self.bureau)

    def sign(self, request: SignatureRequest, name: str, who: Visitor, by: Any) -> None:
        acts.open(request=request, who=who, at=self.later(), by=by)
        acts.read(request=request, sha256=request.document_id, who=who, at=self.later(), by=by)
        acts.sign(
            request=request,
            sha256=request.document_id,
            name=name,
            method=SignatureMethod.TYPED,
            consent_version=consent.VERSION,
            proven_by=ProvenBy.LOGIN,
            who=who,
            by=by,
            at=self.later(),
        )


def asked(agreement: Agreement, role: SignerRole) -> SignatureRequest:
    requested = SignatureRequest.objects.select_related("agreement__partner", "document")
    return requested.filter(agreement=agreement, role=role).latest("pk")


def build_this_year(world: World) -> None:
    """In every state an agreement can be in, a hire, a run, a change of plans, and who may sign for the house."""
    give_mandates(world)
    keep_lists(world)
    desk = Desk(world)
    unsigned(desk)
    at_the_signers(desk)
    in_force(desk)
    ended(desk)
    hire(desk)
    from_the_menu(desk)


def give_mandates(world: World) -> None:
    """The projectbureau up to an amount, the director without one; each by the other."""
    first = date(world.today.year, 1, 1)
    givers = {"bureau": "beheer", "beheer": "bureau"}
    for who, function, cents in MANDATES:
        mandates.grant(
            user=world.shared[who],
            function=function,
            most_cents=cents,
            started_on=first,
            ended_on=None,
            by=world.shared[givers[who]],
            at=datetime.combine(first, time(9), AMSTERDAM),
        )


def keep_lists(world: World) -> None:
    for who, name, query, is_shared in LISTS:
        register.keep_view(name=name, query=query, is_shared=is_shared, by=world.shared[who])


def unsigned(desk: Desk) -> None:
    """A draft, and one that was drawn up but not sent yet."""
    desk.draft(desk.others[0], "Workshop linoleumdruk")
    desk.issue(desk.draft(desk.others[1], "Workshop schrijven voor theater"))


def at_the_signers(desk: Desk) -> None:
    """For Bilal to sign on his phone, for somebody else by the link in his letter, and two for the house to countersign."""
    desk.sent(desk.draft(desk.bilal, "Workshop ritme voor teams"))
    by_link = desk.sent(desk.draft(desk.others[0], "Workshop zeefdruk met de buurt"))
    links.fresh(asked(by_link, SignerRole.COUNTERPARTY).pk, desk.later())
    desk.signed_by_bilal(desk.sent(desk.draft(desk.bilal, "Samba in de straat")))


def in_force(desk: Desk) -> None:
    """Signed by both: one sealed, one whose seal the worker makes, one on paper."""
    both = [desk.sent(desk.draft(desk.bilal, what)) for what in ("Avond van de trommel", "Ritme in het park")]
    for agreement in both:
        desk.signed_by_bilal(agreement)
        desk.signed_by_house(agreement)
    seals.make(seal_id=Seal.objects.get(agreement=both[0]).pk, at=desk.later())
    desk.on_paper(desk.draft(desk.others[2], "Muurschildering met de buurt"), desk.world.shared["scan"])


def ended(desk: Desk) -> None:
    """Every way in which an agreement stops."""
    declined = desk.sent(desk.draft(desk.bilal, "Slagwerk op het plein"))
    reason = "Deze avonden speel ik al ergens anders."
    bilal_user = desk.world.shared["bilal_user"]
    acts.decline(
        request=asked(declined, SignerRole.COUNTERPARTY), reason=reason, who=PHONE, by=bilal_user, at=desk.later()
    )
    expired = desk.sent(desk.draft(desk.others[3], "Workshop podcast maken"))
    SignatureRequest.objects.filter(agreement=expired).update(expires_at=desk.later())
    requests.expire(at=desk.later())
    withdrawn = desk.issue(desk.draft(desk.others[1], "Workshop straatdans"))
    requests.withdraw(agreement=withdrawn, reason="Te weinig aanmeldingen.", by=desk.bureau, at=desk.later())
    scan = desk.world.shared["scan"]
    stopped = desk.on_paper(desk.draft(desk.others[2], "Tekenen langs de Zaan"), scan)
    requests.terminate(
        agreement=stopped, reason="In overleg gestopt.", on=desk.world.today, by=desk.bureau, at=desk.later()
    )
    old = desk.on_paper(desk.draft(desk.others[3], "Verhalen op de markt"), scan)
    new = amendments.amend(agreement=old, by=desk.bureau, today=desk.world.today)
    desk.on_paper(new, scan)


def hire(desk: Desk) -> None:
    """The choir hires its room for the coming weeks."""
    choir = desk.world.shared["koor"]
    ahead = datetime.combine(desk.world.today + timedelta(days=1), time())
    bookings = Booking.objects.standing().filter(partner=choir, local_start__gte=ahead, price_cents__gt=0)
    few = list(bookings.order_by("local_start", "pk")[:8])
    if few and readiness(choir, template_version=rentals.rental_text()).is_ready:
        drafted = rentals.from_bookings(partner=choir, bookings=few, by=desk.bureau, today=desk.world.today)
        desk.sent(drafted)


def from_the_menu(desk: Desk) -> None:
    """A small run for one maker; then a school cancels a visit, so that the planning is no longer what was agreed."""
    run = runs.start(
        source=RunSource.SELECTION,
        bundling=Bundling.PARTNER,
        criteria={"partners": [desk.bilal.pk]},
        title="Lessen van Bilal",
        template_version=current(),
        sends_letters=False,
        by=desk.bureau,
        at=desk.later(),
    )
    runs.advance_here(run_id=run.pk)
    agreed = run.agreements.first()
    line = agreed and agreed.lines.filter(local_start__gt=desk.at.replace(tzinfo=None)).order_by("local_start").last()
    if line and line.delivery:
        deliveries.cancel(delivery=line.delivery, reason="De school heeft een studiedag.", by=desk.bureau)
