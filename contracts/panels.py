"""Fragments for pages of other apps: navigation, start pages, the partner page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from contracts.domain import sending
from contracts.domain.drawing_up import amendments
from contracts.domain.drawing_up.agreements import agreeable
from contracts.domain.keeping.register import unsigned
from contracts.domain.purchasing.delivered import work_of
from contracts.domain.readiness import dba, proofs
from contracts.domain.settling.settlement import settled, total_open
from contracts.domain.signing import mandates
from contracts.enums import OPEN_REQUESTS, AgreementStatus, OrderStatus, ProofKind, PurchaseStatus
from contracts.models import (
    Agreement,
    BankTransaction,
    DocumentOrder,
    EInvoice,
    Invoice,
    PartnerProof,
    PurchaseInvoice,
    Seal,
    SignatureRequest,
)
from contracts.rules import (
    is_colleague,
    is_partner,
    may_check_proofs,
    may_draw_up,
    may_handle_money,
    may_see_amounts,
)
from fluxus.home import NavItem, StartPanel
from fluxus.periods import today
from network.domain.acting import current_partner
from network.models import Partner

SHOWN = 5
LATE_AFTER_DAYS = 7
UNSENT_OF_DAYS = 60
"""Invoices of before that are left in their own list."""
STUCK_AFTER_ATTEMPTS = 3


@dataclass(frozen=True)
class Todo:
    """So many agreements that wait for somebody, and where they are."""

    label: str
    count: int
    href: str


def navigation(request: HttpRequest) -> list[NavItem]:
    user: Any = request.user
    if may_see_amounts(user):
        return [
            NavItem("Contracten", reverse("contracts:agreements"), "sign", "o"),
            NavItem("Facturen", reverse("contracts:invoices"), "invoice", "f"),
        ]
    if is_partner(user) and not is_colleague(user):
        return [
            NavItem("Afspraken", reverse("contracts:my-agreements"), "sign", "o"),
            NavItem("Facturen", reverse("contracts:my-invoices"), "invoice", "f"),
        ]
    return []


def start(request: HttpRequest) -> StartPanel | None:
    """What waits for a colleague: signatures, letters without an answer, seals, changed plans, drafts, what failed."""
    user: Any = request.user
    if not may_see_amounts(user):
        return None
    failed = DocumentOrder.objects.filter(status=OrderStatus.FAILED).select_related("agreement", "invoice")
    context = {
        "todo": [item for item in waiting(user) if item.count],
        "failed": list(failed.order_by("-pk")[:SHOWN]),
        "wrong_einvoices": list(wrong_einvoices().order_by("-pk")[:SHOWN]),
        "seals": list(stuck_seals().order_by("-pk")[:SHOWN]),
        "agreements": list(Agreement.objects.drafts().select_related("partner").order_by("-pk")[:SHOWN]),
        "invoices": list(Invoice.objects.drafts().select_related("partner").order_by("-pk")[:SHOWN]),
    }
    if not any(context.values()):
        return None
    return StartPanel(
        "Contracten en facturen",
        "contracts/panels/start.html",
        context,
        href=reverse("contracts:agreements"),
        icon="sign",
    )


def waiting(user: Any) -> Iterator[Todo]:
    """Counts with the page that has them; only what this colleague may open."""
    register = reverse("contracts:agreements")
    yield Todo("te tekenen namens het huis", mandates.to_sign(user, today()).count(), reverse("contracts:countersign"))
    late = unsigned(Agreement.objects.all(), today(), days=LATE_AFTER_DAYS)
    label = f"langer dan {LATE_AFTER_DAYS} dagen niet getekend"
    yield Todo(label, late.count(), f"{register}?unsigned_for={LATE_AFTER_DAYS}")
    recent = Invoice.objects.filter(issued_on__gte=today() - timedelta(days=UNSENT_OF_DAYS))
    if unsent := sending.unsent(recent).count():
        label = f"{'factuur' if unsent == 1 else 'facturen'} niet verstuurd"
        yield Todo(label, unsent, reverse("contracts:invoices-unsent"))
    yield from money_waiting(user)
    if may_check_proofs(user):
        handed_in = PartnerProof.objects.waiting().count()
        label = f"{'bewijs' if handed_in == 1 else 'bewijzen'} om na te kijken"
        yield Todo(label, handed_in, reverse("contracts:proofs"))
    if may_draw_up(user):
        changed = amendments.changed(Agreement.objects.all()).count()
        yield Todo("waarvan de planning is veranderd", changed, reverse("contracts:amendments"))


def money_waiting(user: Any) -> Iterator[Todo]:
    """Invoices of cultuurmakers nobody looked at, and money of which nobody said what it is for."""
    handed_in = PurchaseInvoice.objects.filter(status=PurchaseStatus.SUBMITTED).count()
    label = f"{'factuur van een cultuurmaker' if handed_in == 1 else 'facturen van cultuurmakers'} om na te kijken"
    yield Todo(label, handed_in, reverse("contracts:purchases"))
    if may_handle_money(user):
        loose = BankTransaction.objects.to_settle().count()
        label = f"{'bedrag' if loose == 1 else 'bedragen'} op de bank om te koppelen"
        yield Todo(label, loose, reverse("contracts:bank"))


def wrong_einvoices() -> QuerySet[EInvoice]:
    """In which our checks found something, so that they went nowhere."""
    return EInvoice.objects.exclude(errors=[]).select_related("invoice__partner")


def stuck_seals() -> Any:
    """Signed by both, while the seal fails time after time."""
    failing = Seal.objects.filter(sealed_at__isnull=True, attempts__gte=STUCK_AFTER_ATTEMPTS)
    return failing.select_related("agreement")


def mijn(request: HttpRequest) -> StartPanel | None:
    """What somebody has to sign first; then the newest agreements and invoices of the partner he acts for."""
    partner = current_partner(user=request.user, session=request.session, on=today())
    if partner is None:
        return None
    shared = Agreement.objects.shared().filter(partner=partner).order_by("-pk")
    to_sign = list(shared.filter(status=AgreementStatus.SENT)[:SHOWN])
    context = {
        "to_sign": to_sign,
        "work_cents": sum(work.cents for work in work_of(partner, at=timezone.now())),
        "agreements": list(shared.exclude(status=AgreementStatus.SENT)[:SHOWN]),
        "invoices": list(Invoice.objects.issued().filter(partner=partner).order_by("-pk")[:SHOWN]),
    }
    if not any(context.values()):
        return None
    href = reverse("contracts:my-agreements")
    return StartPanel("Overeenkomsten en facturen", "contracts/panels/mijn.html", context, href=href, icon="sign")


def of_partner(request: HttpRequest, partner: Any) -> StartPanel | None:
    """That there are agreements, for every colleague; amounts, invoices and pages only for who may see amounts."""
    user: Any = request.user
    if not is_colleague(user):
        return None
    billed = Invoice.objects.filter(partner=partner) if may_see_amounts(user) else Invoice.objects.none()
    invoices = settled(billed.order_by("-pk")[:SHOWN], on=today())
    context = {
        "partner": partner,
        "agreements": list(with_turns(Agreement.objects.filter(partner=partner)).order_by("-pk")[:SHOWN]),
        "invoices": invoices,
        "open_cents": total_open(billed) if invoices else 0,
        "may_see_amounts": may_see_amounts(user),
        "may_draft": may_draw_up(user) and agreeable(partner).exists(),
    }
    if not (context["agreements"] or context["invoices"] or context["may_draft"]):
        return None
    return StartPanel("Overeenkomsten en facturen", "contracts/panels/of_partner.html", context, icon="sign")


def with_turns(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Each with `turns`: whom we wait for to sign now."""
    asked = SignatureRequest.objects.filter(status__in=OPEN_REQUESTS, sent_at__isnull=False).order_by("pk")
    return agreements.prefetch_related(Prefetch("requests", asked, to_attr="turns"))


def proofs_of_partner(request: HttpRequest, partner: Any) -> StartPanel | None:
    """How far a cultuurmaker is with VOG, code of conduct, insurance and DBA check, for who checks them."""
    if not may_check_proofs(request.user) or not is_maker(partner):
        return None
    check = dba.latest(partner)
    context = {"partner": partner, "shelf": shelf(partner), "check": check, "asks_check": partner.is_person}
    href = reverse("contracts:proofs-of", args=[partner.pk])
    return StartPanel("Bewijzen", "contracts/panels/proofs.html", context, href=href, icon="check")


def my_proofs(request: HttpRequest) -> StartPanel | None:
    """The same for the cultuurmaker himself."""
    partner = current_partner(user=request.user, session=request.session, on=today())
    if partner is None or not is_maker(partner):
        return None
    context = {"shelf": shelf(partner)}
    return StartPanel(
        "Mijn bewijzen", "contracts/panels/proofs.html", context, href=reverse("contracts:my-proofs"), icon="check"
    )


def is_maker(partner: Partner) -> bool:
    return Partner.objects.cultuurmakers(on=today()).filter(pk=partner.pk).exists()


def shelf(partner: Partner) -> list[tuple[str, str, Any]]:
    """Of each kind of proof its name, what is missing today, and the one that counts."""
    prefetch_related_objects([partner], "proofs")
    return [
        (
            proofs.SHORT_NAMES[kind],
            proofs.lack(partner, kind, until=today()),
            proofs.standing(partner, kind, until=today()),
        )
        for kind in ProofKind
    ]
