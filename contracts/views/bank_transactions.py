"""One transaction of the bank: what it could be for, and saying so."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from contracts.domain.settling import allocating, matching
from contracts.domain.settling.allocating import Part
from contracts.domain.settling.returns import reason as return_reason
from contracts.domain.settling.settlement import open_cents
from contracts.forms.bank import ReasonForm, SplitForm
from contracts.models import Allocation, BankTransaction
from contracts.rules import may_handle_money
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import respond, safe_next, see_other, toast


@require_safe
@allow(may_handle_money)
def transaction(request: HttpRequest, pk: int) -> HttpResponse:
    """What the bank says, our proposals with their reasons, and what was decided."""
    return show(request, find(request, pk))


@require_POST
@allow(may_handle_money)
def take_proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Do as a proposal says; one that no longer holds is shown anew."""
    bank = find(request, pk)
    wanted = next((each for each in matching.proposals(bank) if each.key == request.POST.get("key")), None)
    if wanted is None:
        toast(request, "Dit voorstel klopt niet meer. Kijk wat er nu staat.", kind="warning")
        return see_other(request, bank.get_absolute_url())
    reason = " ".join(wanted.reasons)
    allocating.allocate(bank=bank, parts=wanted.parts, by=request.user, at=timezone.now(), reason=reason)
    toast(request, "De bankboeking is gekoppeld.")
    return see_other(request, safe_next(request, bank.get_absolute_url()))


@require_POST
@allow(may_handle_money)
def split(request: HttpRequest, pk: int) -> HttpResponse:
    """Divide the amount by hand."""
    bank = find(request, pk)
    form = SplitForm(request.POST)
    if form.is_valid():
        try:
            parts = divided(bank, form.cleaned_data["lines"])
            may_exceed = form.cleaned_data["may_exceed"]
            allocating.allocate(bank=bank, parts=parts, by=request.user, at=timezone.now(), may_exceed=may_exceed)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "De bankboeking is gekoppeld.")
            return see_other(request, bank.get_absolute_url())
    return show(request, bank, split_form=form, status=422)


def divided(bank: BankTransaction, lines: list[tuple[Any, int | None]]) -> list[Part]:
    """Amounts with the sign of the money; without one a line takes what is open, as far as the money goes."""
    sign = 1 if bank.amount_cents > 0 else -1
    left = abs(allocating.left_of(bank)) - sum(cents or 0 for _, cents in lines)
    parts = []
    for subject, cents in lines:
        taken = min(abs(open_cents(subject)) or left, max(left, 0)) if cents is None else cents
        left -= taken if cents is None else 0
        parts.append(Part(subject, sign * taken))
    return parts


@require_POST
@allow(may_handle_money)
def lay_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """For no invoice at all."""
    bank = find(request, pk)
    form = ReasonForm(request.POST)
    if form.is_valid():
        allocating.lay_aside(bank=bank, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        toast(request, "Deze bankboeking is opzij gelegd.")
        return see_other(request, bank.get_absolute_url())
    return show(request, bank, aside_form=form, status=422)


@require_POST
@allow(may_handle_money)
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Back on the list."""
    bank = find(request, pk)
    allocating.take_up(bank=bank)
    toast(request, "Deze bankboeking staat weer op de lijst.")
    return see_other(request, bank.get_absolute_url())


@require_POST
@allow(may_handle_money)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one allocation back."""
    found = get_object_or_404(
        Allocation.objects.visible_to(request.user).select_related("transaction", "invoice", "purchase", "credit_note"),
        pk=pk,
    )
    home = found.transaction or found.invoice or found.purchase
    form = ReasonForm(request.POST)
    if not form.is_valid():
        toast(request, "Zeg kort waarom je de koppeling terugneemt.", kind="error")
        return see_other(request, home.get_absolute_url())
    allocating.undo(allocation=found, by=request.user, at=timezone.now(), reason=form.cleaned_data["reason"])
    toast(request, "De koppeling is teruggenomen.")
    return see_other(request, home.get_absolute_url())


def find(request: HttpRequest, pk: int) -> BankTransaction:
    found = BankTransaction.objects.visible_to(request.user).with_left().select_related("statement__file", "aside_by")
    return get_object_or_404(found, pk=pk)


def show(
    request: HttpRequest,
    bank: Any,
    *,
    split_form: SplitForm | None = None,
    aside_form: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    is_open = bank.left != 0 and bank.aside_at is None
    allocations = bank.allocations.select_related(
        "invoice__partner", "purchase__partner", "allocated_by", "reverses", "reversed_by"
    )
    context = {
        "bank": bank,
        "is_open": is_open,
        "proposals": matching.proposals(bank) if is_open else [],
        "remarks": matching.remarks(bank) if is_open else [],
        "allocations": allocations.order_by("pk"),
        "return_reason": return_reason(bank.return_code) if bank.return_code else "",
        "split_form": split_form or SplitForm(),
        "aside_form": aside_form or ReasonForm(),
        "undo_form": ReasonForm(auto_id="undo_%s"),
    }
    return respond(request, "contracts/bank/transaction.html", context, status=status)
