"""What a next school register proposes: to look at, to take over or to leave."""

from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast
from network.domain import register as register_domain
from network.domain import register_decisions, school_files
from network.domain.schools import Outcome
from network.enums import ProposalKind, ProposalStatus
from network.forms.register import DecisionForm, RegisterForm
from network.models import RegisterProposal
from network.rules import may_import

PAGE = 50
MOST_REMARKS = 20


@allow(may_import)
def register(request: HttpRequest) -> HttpResponse:
    """The open proposals of one kind, with what we have and what the register says."""
    return shown(request, RegisterForm(), DecisionForm())


def shown(
    request: HttpRequest,
    form: RegisterForm,
    decision: DecisionForm,
    *,
    status: int = 200,
    outcome: Outcome | None = None,
) -> HttpResponse:
    kinds = open_kinds(request.GET.get("soort", ""))
    kind = next((row["kind"] for row in kinds if row["is_here"]), "")
    page, next_page = proposals_of(kind, request.GET.get("na", ""))
    context = {
        "form": form,
        "decision": decision,
        "kinds": kinds,
        "kind": kind,
        "proposals": page,
        "next_page": next_page,
        "outcome": outcome,
        "remarks": outcome.problems[:MOST_REMARKS] if outcome else [],
        "is_first": not register_decisions.newest_year(),
    }
    return respond(request, "network/register.html", context, status=status)


def open_kinds(asked: str) -> list[dict[str, Any]]:
    """Kinds of proposal with how many wait; the one asked for, else the first with any, is here."""
    waiting = RegisterProposal.objects.filter(status=ProposalStatus.OPEN).values_list("kind")
    counts = dict(waiting.annotate(number=Count("pk")).order_by())
    here = asked if asked in ProposalKind.values else next((kind for kind in ProposalKind if kind in counts), "")
    return [
        {
            "kind": kind.value,
            "label": str(kind.label).capitalize(),
            "count": counts.get(kind, 0),
            "is_here": kind == here,
        }
        for kind in ProposalKind
    ]


def proposals_of(kind: str, after: str) -> tuple[list[register_decisions.Present], int]:
    """Fifty proposals in the order of the register, and the key after which the next page begins."""
    waiting = RegisterProposal.objects.filter(status=ProposalStatus.OPEN, kind=kind)
    if after.isascii() and after.isdecimal() and len(after) < 19:
        waiting = waiting.filter(pk__gt=int(after))
    found = list(waiting.order_by("pk")[: PAGE + 1])
    page = found[:PAGE]
    return register_decisions.present(page), page[-1].pk if len(found) > PAGE else 0


@allow(may_import)
@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    """Read a register: the first one comes in, a next one gives proposals."""
    form = RegisterForm(request.POST, request.FILES)
    outcome = None
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            outcome = register_domain.take_in(
                rows=school_files.read_bytes(file.read()),
                source=school_files.source_of(file.name, form.cleaned_data["year"]),
                today=timezone.localdate(),
                by=request.user,
            )
        except Refusal as refusal:
            form.add_error("file", refusal.sentence)
    if outcome is None:
        return shown(request, form, DecisionForm(), status=422)
    return shown(request, RegisterForm(), DecisionForm(), outcome=outcome)


@allow(may_import)
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Take over or leave one proposal, or all that were on the page."""
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return shown(request, RegisterForm(), form, status=422)
    if form.takes:
        result = register_decisions.accept_many(
            choices=form.choices(),
            by=request.user,
            today=timezone.localdate(),
            closed_on=form.cleaned_data["closed_on"],
        )
    else:
        result = register_decisions.dismiss_many(choices=form.choices(), by=request.user)
    tell(request, result, "overgenomen" if form.takes else "niet overgenomen")
    return see_other(request, f"{reverse('network:register')}?soort={request.GET.get('soort', '')[:10]}")


def tell(request: HttpRequest, result: register_decisions.Decided, verb: str) -> None:
    if result.done:
        toast(request, f"{result.done} {'voorstel' if result.done == 1 else 'voorstellen'} {verb}.")
    for remark in result.remarks[:3]:
        toast(request, remark, kind="warning")
    if len(result.remarks) > 3:
        toast(request, f"En nog {len(result.remarks) - 3} andere opmerkingen.", kind="warning")
    if not result.done and not result.remarks:
        toast(request, "Er is niets gekozen.", kind="info")
