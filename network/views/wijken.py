"""The wijken of Zaanstad: the map, what is there, and who answers for it."""

from typing import Any

from django.db.models import Count, Prefetch, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast
from network.domain import maps
from network.domain import wijken as wijken_domain
from network.enums import PartnerRole
from network.forms.wijken import AppointForm
from network.models import Partner, RoleAssignment, SchoolProfile, Wijk, WijkAccount
from network.rules import is_colleague, is_projectbureau

LEVELS = 4


@allow(is_colleague)
def index(request: HttpRequest) -> HttpResponse:
    """All wijken on a map, darker where we know more partners, and the same figures in a table."""
    today = timezone.localdate()
    accounts = WijkAccount.objects.on(today).select_related("user").order_by("-is_primary", "user__name")
    wijken = list(
        Wijk.objects.visible_to(request.user)
        .annotate(partner_count=Count("addresses__partner", distinct=True))
        .prefetch_related(Prefetch("accounts", accounts, to_attr="present_accounts"))
        .order_by("name")
    )
    pupils = pupils_per_wijk()
    for wijk in wijken:
        wijk.schools, wijk.pupils = pupils.get(wijk.pk, (0, 0))
    return respond(request, "network/wijken.html", {"wijken": wijken, "map": drawn(wijken), "levels": legend(wijken)})


def pupils_per_wijk() -> dict[int, tuple[int, int]]:
    """Schools and pupils by key of the wijk."""
    rows = SchoolProfile.objects.filter(partner__addresses__wijk__isnull=False).values("partner__addresses__wijk")
    counted = rows.annotate(schools=Count("pk"), total=Sum("pupils")).order_by()
    return {row["partner__addresses__wijk"]: (row["schools"], row["total"] or 0) for row in counted}


def drawn(wijken: list[Any], here: Wijk | None = None) -> dict[str, Any]:
    """The map for the template. With `here` that wijk stands out, else each has the shade of its number of partners."""
    frame = maps.frame_of([here], air=0.3) if here else maps.frame_of(wijken)
    shapes = [maps.shape(wijk, frame) for wijk in wijken]
    most = max((getattr(wijk, "partner_count", 0) for wijk in wijken), default=0)
    return {
        "width": maps.WIDTH,
        "height": frame.height,
        "frame": frame,
        "shapes": [(shape, css_class(shape.wijk, here, most)) for shape in shapes],
    }


def css_class(wijk: Any, here: Wijk | None, most: int) -> str:
    if here is not None:
        return "wijk--here" if wijk.pk == here.pk else ""
    return f"wijk--level-{level(wijk.partner_count, most)}" if wijk.partner_count else ""


def level(partners: int, most: int) -> int:
    """1 (few) to 4 (many) of the largest number there is."""
    return min(LEVELS, 1 + partners * LEVELS // (most + 1))


def legend(wijken: list[Any]) -> list[tuple[int, int, int]]:
    """Level, from, to: what the shades mean."""
    most = max((wijk.partner_count for wijk in wijken), default=0)
    groups: dict[int, list[int]] = {}
    for number in range(1, most + 1):
        groups.setdefault(level(number, most), []).append(number)
    return [(key, numbers[0], numbers[-1]) for key, numbers in groups.items()]


@allow(is_colleague)
def wijk(request: HttpRequest, slug: str) -> HttpResponse:
    """One wijk: key figures, accounthouder, schools with pupils, and partners by role."""
    found = get_object_or_404(Wijk.objects.visible_to(request.user), slug=slug)
    form = AppointForm() if is_projectbureau(request.user) else None
    return respond(request, "network/wijk.html", wijk_context(request, found, form))


def wijk_context(request: HttpRequest, wijk: Wijk, form: AppointForm | None) -> dict[str, Any]:
    today = timezone.localdate()
    everywhere = list(Wijk.objects.visible_to(request.user).order_by("name"))
    drawing = drawn(everywhere, here=wijk)
    schools = list(
        SchoolProfile.objects.filter(partner__addresses__wijk=wijk)
        .select_related("partner", "board")
        .prefetch_related("partner__addresses")
        .order_by("partner__sort_name")
    )
    accounts = list(wijk.accounts.select_related("user").order_by("ended_on", "-is_primary", "-started_on"))
    return {
        "wijk": wijk,
        "map": drawing,
        "dots": dots(schools, drawing["frame"]),
        "figures": wijken_domain.key_figures().get(wijk.code, {}),
        "schools": schools,
        "pupils": sum(school.pupils or 0 for school in schools),
        "groups": partners_by_role(wijk),
        "accounts": [account for account in accounts if account.ended_on is None or account.ended_on > today],
        "past_accounts": [account for account in accounts if account.ended_on and account.ended_on <= today],
        "form": form,
    }


def dots(schools: list[SchoolProfile], frame: maps.Frame) -> list[tuple[float, float, str]]:
    """Where the schools stand on the map."""
    places = [(school, address) for school in schools for address in school.partner.addresses.all() if address.latitude]
    return [(*frame.point(address.longitude, address.latitude), school.partner.name) for school, address in places]


def partners_by_role(wijk: Wijk) -> list[tuple[str, list[Partner]]]:
    """Partners of a wijk under each of their present roles, schools apart."""
    assignments = (
        RoleAssignment.objects.on(timezone.localdate())
        .filter(partner__addresses__wijk=wijk)
        .exclude(role=PartnerRole.SCHOOL)
        .select_related("partner")
        .order_by("partner__sort_name", "partner__pk")
    )
    groups: dict[str, list[Partner]] = {}
    for row in assignments:
        groups.setdefault(row.role, []).append(row.partner)
    return [(str(role.label).capitalize(), groups[role]) for role in PartnerRole if role in groups]


@allow(is_projectbureau)
def appoint(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a colleague accounthouder of a wijk."""
    found = get_object_or_404(Wijk.objects.visible_to(request.user), slug=slug)
    form = AppointForm(request.POST or None)
    if form.is_valid():
        try:
            wijken_domain.appoint(wijk=found, by=request.user, **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, f"{form.cleaned_data['user']} is accounthouder van {found.name}.")
            return see_other(request, found.get_absolute_url())
    status = 422 if form.is_bound else 200
    return respond(request, "network/wijk.html", wijk_context(request, found, form), status=status)
