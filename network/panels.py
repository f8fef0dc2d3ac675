"""Fragments for pages of other apps: navigation, start pages."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from fluxus.home import NavItem, StartPanel
from network.domain.acting import current_partner
from network.domain.wijk_facts import facts
from network.enums import MailStatus, ProposalKind, ProposalStatus
from network.models import ContactMoment, OutgoingMail, RegisterProposal, Registration, Task, Wijk, WijkAccount
from network.rules import is_colleague, is_partner, may_import, may_keep_tasks, may_manage_access, may_read_notes

SHOWN = 5
MOST_TASKS = 8


def navigation(request: HttpRequest) -> list[NavItem]:
    """Colleagues get the network, and who manages access its desk; partners get their start page."""
    user: Any = request.user
    if not user.is_authenticated:
        return []
    if is_colleague(user):
        items = [
            NavItem("Vandaag", reverse("network:werk"), "home", "v"),
            NavItem("Taken", reverse("network:tasks"), "task", "k"),
            NavItem("Netwerk", reverse("network:partners"), "people", "n"),
            NavItem("Wijken", reverse("network:wijken"), "map", "w"),
        ]
        return [*items, NavItem("Toegang", reverse("network:access"), "key", "t")] if may_manage_access(user) else items
    return [NavItem("Start", reverse("network:mijn"), "home", "v")] if is_partner(user) else []


def registrations(request: HttpRequest) -> StartPanel | None:
    """Cultuurmakers who wait to be let in, for who decides that."""
    if not may_manage_access(request.user):
        return None
    waiting = Registration.objects.waiting().select_related("user").order_by("registered_at")
    count = waiting.count()
    if not count:
        return None
    return StartPanel(
        title="Wachten op toegang",
        template="network/panels/registrations.html",
        context={"shown": waiting[:SHOWN]},
        href=reverse("network:access"),
        count=count,
        icon="key",
    )


def letters(request: HttpRequest) -> StartPanel | None:
    """Letters that could not be sent, for who can repair the address."""
    if not may_manage_access(request.user):
        return None
    failed = OutgoingMail.objects.filter(status=MailStatus.FAILED).order_by("-queued_at")
    count = failed.count()
    if not count:
        return None
    return StartPanel(
        title="Brieven die niet aankwamen",
        template="network/panels/letters.html",
        context={"shown": failed[:SHOWN]},
        href=reverse("admin:network_outgoingmail_changelist") if request.user.is_staff else "",
        count=count,
        icon="mail",
    )


def my_tasks(request: HttpRequest) -> StartPanel | None:
    """What waits for this colleague, the late first, and how much his team has to take."""
    if not may_keep_tasks(request.user):
        return None
    visible = Task.objects.visible_to(request.user)
    mine = visible.open().of(request.user)
    return StartPanel(
        title="Mijn taken",
        template="network/panels/tasks.html",
        context={
            "tasks": list(mine.for_rows().in_order()[:MOST_TASKS]),
            "to_take": visible.to_take(request.user).count(),
            "today": timezone.localdate(),
        },
        href=reverse("network:tasks"),
        count=mine.count(),
        icon="task",
    )


def register_proposals(request: HttpRequest) -> StartPanel | None:
    """What a school register proposes, for who may take it over."""
    if not may_import(request.user):
        return None
    waiting = RegisterProposal.objects.filter(status=ProposalStatus.OPEN).values_list("kind")
    counts = dict(waiting.annotate(number=Count("pk")).order_by())
    if not counts:
        return None
    return StartPanel(
        title="Voorstellen uit het scholenregister",
        template="network/panels/register.html",
        context={"kinds": [(kind.value, kind.label, counts[kind]) for kind in ProposalKind if kind in counts]},
        href=reverse("network:register"),
        count=sum(counts.values()),
        icon="school",
    )


def my_wijken(request: HttpRequest) -> StartPanel | None:
    """The wijken this colleague answers for: what is late there, and how many partners nobody spoke to."""
    today = timezone.localdate()
    held = dict(WijkAccount.objects.on(today).filter(user=request.user).values_list("wijk", "is_primary"))
    if not held:
        return None
    wijken = Wijk.objects.filter(pk__in=held).defer("boundary").order_by("name")
    rows = [(row, not held[row.wijk.pk]) for row in facts(wijken=wijken, user=request.user, on=today)]
    return StartPanel(
        title="Jouw wijken",
        template="network/panels/wijken.html",
        context={"rows": rows},
        href=reverse("network:wijken"),
        icon="map",
    )


def latest_moments(request: HttpRequest) -> StartPanel | None:
    """The latest contact with the network that this colleague may see."""
    if not may_read_notes(request.user):
        return None
    moments = ContactMoment.objects.visible_to(request.user).select_related("noted_by").prefetch_related("partners")
    return StartPanel(
        title="Laatste contactmomenten",
        template="network/panels/moments.html",
        context={"moments": moments.order_by("-occurred_at", "-pk")[:SHOWN]},
        href=reverse("network:moments"),
        icon="phone",
    )


def mijn(request: HttpRequest) -> StartPanel | None:
    """What we know of the partner somebody acts for."""
    partner = current_partner(user=request.user, session=request.session, on=timezone.localdate())
    if partner is None:
        return None
    context = {
        "partner": partner,
        "email": partner.emails.order_by("-is_primary").first(),
        "phone": partner.phones.order_by("-is_primary").first(),
        "address": partner.addresses.first(),
    }
    return StartPanel(title="Mijn gegevens", template="network/panels/mine.html", context=context, icon="person")
