"""One debtor: what is late and what happens next, letters, pauses and a payment plan; and one letter."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from contracts.domain.printing import Printable
from contracts.domain.reminding import agree, bill_costs, kept, lift, pause, pausing, plan, send_again
from contracts.domain.reminding.composing import freeze
from contracts.domain.reminding.costs import costs_invoice
from contracts.domain.reminding.planning import buyer_kind
from contracts.domain.settling.settlement import total_open
from contracts.domain.snapshots import fingerprint, house_on
from contracts.enums import PauseKind
from contracts.forms.reminding import LiftForm, PauseForm, PlanForm, SendAgainForm
from contracts.models import Invoice, ReminderLetter, ReminderPause
from contracts.rules import may_bill, may_handle_money, may_open_documents, may_see_amounts
from contracts.views import documents
from fluxus import pdf
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import today
from fluxus.web import respond, see_other, toast
from network.models import Partner

LETTERS = 50


@require_safe
@allow(may_see_amounts)
def debtor(request: HttpRequest, pk: int) -> HttpResponse:
    """What is late, which step comes next, and what holds it up."""
    return show(request, find(request, pk))


@require_POST
@allow(may_bill)
def start_pause(request: HttpRequest, pk: int) -> HttpResponse:
    """No reminders for now."""
    partner = find(request, pk)
    form = PauseForm(request.POST, partner=partner)
    if form.is_valid():
        try:
            pause(partner=partner, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "De pauze is ingegaan.")
            return see_other(request, address(partner))
    return show(request, partner, pause_form=form, status=422)


@require_POST
@allow(may_handle_money)
def start_plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Pay what is late in terms."""
    partner = find(request, pk)
    form = PlanForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        owed = pausing.late_cents(partner, on=today())
        terms = pausing.spread(cents=owed, times=data["times"], first_on=data["first_on"])
        try:
            agree(partner=partner, terms=terms, reason=data["reason"], by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "De betalingsregeling is vastgelegd.")
            return see_other(request, address(partner))
    return show(request, partner, plan_form=form, status=422)


@require_POST
@allow(may_bill)
def end_pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind again."""
    partners = Partner.objects.visible_to(request.user)
    found = get_object_or_404(ReminderPause.objects.filter(partner__in=partners).select_related("partner"), pk=pk)
    form = LiftForm(request.POST)
    if not form.is_valid():
        return show(request, found.partner, lift_form=form, lifting=found.pk, status=422)
    lift(pause=found, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
    toast(request, "De pauze is opgeheven. Er mogen weer herinneringen gaan.")
    return see_other(request, address(found.partner))


@require_safe
@allow(may_see_amounts)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter of today as it would be; nothing is kept."""
    case = next(iter(plan(on=today(), partner_ids=[find(request, pk).pk])), None)
    if case is None or case.step is None:
        toast(request, "Er is nu geen brief voor deze partner.", kind="info")
        return see_other(request, reverse("contracts:debtor", args=[pk]))
    snapshot = freeze(case, house=house_on(today()))
    paper = Printable(snapshot, "pdf/reminder.html", "voorbeeld.pdf", fingerprint(snapshot).encode())
    content = pdf.render_pdf(paper.html(), identifier=paper.identifier, attachments=[])
    headers = {"Content-Disposition": 'inline; filename="voorbeeld.pdf"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_safe
@allow(may_see_amounts)
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter: what it asked, its PDF, and what became of its mail."""
    return show_letter(request, find_letter(request, pk))


@require_safe
@allow(may_open_documents)
def letter_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """The letter itself, for colleagues and for whoever it was written to."""
    return documents.serve(request, find_letter(request, pk))


@require_safe
@allow(may_open_documents)
def letter_progress(request: HttpRequest, pk: int) -> HttpResponse:
    return documents.tell(request, find_letter(request, pk))


@require_POST
@allow(may_handle_money)
def send_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Mail it once more."""
    found = find_letter(request, pk)
    form = SendAgainForm(request.POST)
    if form.is_valid():
        try:
            send_again(letter=found, to=form.cleaned_data["to"], at=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            toast(request, "De brief gaat opnieuw op de mail.")
            return see_other(request, found.get_absolute_url())
    return show_letter(request, found, form=form, status=422)


@require_POST
@allow(may_handle_money)
def costs(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the costs of a letter on an invoice; once, then on to that one."""
    found = find_letter(request, pk)
    try:
        invoice = bill_costs(letter=found, by=request.user, today=today())
    except Refusal as refusal:
        toast(request, refusal.sentence, kind="warning")
        return see_other(request, found.get_absolute_url())
    return see_other(request, invoice.get_absolute_url())


def find(request: HttpRequest, pk: int) -> Partner:
    found = Partner.objects.visible_to(request.user).select_related("billing_profile")
    return get_object_or_404(found.prefetch_related("identifiers"), pk=pk)


def find_letter(request: HttpRequest, pk: int) -> ReminderLetter:
    found = ReminderLetter.objects.visible_to(request.user)
    found = found.select_related("partner", "step", "mail", "written_by", "document_order__document")
    return get_object_or_404(found, pk=pk)


def address(partner: Partner) -> str:
    return reverse("contracts:debtor", args=[partner.pk])


def show(request: HttpRequest, partner: Partner, *, status: int = 200, **forms: Any) -> HttpResponse:
    case = next(iter(plan(on=today(), partner_ids=[partner.pk])), None)
    pauses: list[Any] = list(
        partner.reminder_pauses.select_related("invoice", "paused_by", "lifted_by").order_by("-pk")
    )
    for each in pauses:
        each.is_running = each.lifted_at is None and (each.until_on is None or each.until_on >= today())
        each.kept = kept(each, on=today()) if each.kind == PauseKind.PLAN else None
    has_plan = "plan_form" not in forms and any(each.kept and each.is_running for each in pauses)
    context = {
        "partner": partner,
        "case": case,
        "kind": buyer_kind(partner),
        "pauses": pauses,
        "letters": partner.reminder_letters.select_related("step", "mail").order_by("-pk")[:LETTERS],
        "open_cents": total_open(Invoice.objects.filter(partner=partner)),
        "pause_form": PauseForm(partner=partner),
        "plan_form": PlanForm(),
        "lift_form": LiftForm(),
        "may_plan": may_handle_money(request.user) and case is not None and not has_plan,
        **forms,
    }
    return respond(request, "contracts/reminding/debtor.html", context, status=status)


def show_letter(
    request: HttpRequest, found: ReminderLetter, *, form: SendAgainForm | None = None, status: int = 200
) -> HttpResponse:
    billed = costs_invoice(found)
    may_write = may_handle_money(request.user)
    context = {
        "letter": found,
        "doc": found.snapshot,
        "lines": found.lines.select_related("invoice", "step").order_by("pk"),
        "form": form or SendAgainForm(initial={"to": found.mail.to if found.mail else found.snapshot["to"]}),
        "may_write": may_write,
        "billed": billed,
        "may_bill_costs": may_write and found.costs_cents > 0 and billed is None,
        **documents.progress_of(request, found),
    }
    return respond(request, "contracts/reminding/letter.html", context, status=status)
