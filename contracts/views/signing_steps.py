"""The steps of a signer, the same for who comes by the link in his letter and for who is logged in.

What is done already stands in the session: recognised when, and which bytes were read. Whatever the session says, the
domain judges once more at the signature itself.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from contracts.domain import documents
from contracts.domain.printing import in_words, printable, spelled_out, with_dates
from contracts.domain.signing import acts, consent
from contracts.domain.signing.codes import PROVES_FOR
from contracts.enums import ProvenBy, SignatureMethod
from contracts.forms.signing import DeclineForm, ReadForm, SignForm, of_today
from contracts.models import Agreement, SignatureRequest
from contracts.views.visitors import visitor
from fluxus.errors import Refusal
from fluxus.web import respond, see_other, toast
from network.models import User

SESSION_KEY = "signing"
PRIVATE = {"Cache-Control": "private, no-store", "X-Robots-Tag": "noindex"}


@dataclass(frozen=True)
class Door:
    """One way in to one request to sign. `args` are those of its addresses, `name` is how they begin."""

    asked: SignatureRequest
    name: str
    args: tuple[Any, ...]
    proven_by: ProvenBy
    by: User | None = None

    @property
    def layout(self) -> str:
        return "base.html" if self.by else "layout/public.html"

    @property
    def page_url(self) -> str:
        return self.url("")

    @property
    def read_url(self) -> str:
        return self.url("read")

    @property
    def put_url(self) -> str:
        return self.url("put")

    @property
    def decline_url(self) -> str:
        return self.url("decline")

    @property
    def document_url(self) -> str:
        return self.url("document")

    def url(self, step: str) -> str:
        return reverse("-".join(filter(None, (f"contracts:{self.name}", step))), args=self.args)


def remembered(request: HttpRequest, door: Door) -> dict[str, str]:
    """What this session did for this request; empty when it was not recognised, or too long ago."""
    kept: dict[str, str] = request.session.get(SESSION_KEY, {}).get(str(door.asked.pk), {})
    if kept.get("by") != door.proven_by or kept.get("user", "") != str(door.by.pk if door.by else ""):
        return {}
    return kept if timezone.now() - datetime.fromisoformat(kept["at"]) < PROVES_FOR else {}


def remember(request: HttpRequest, door: Door, **done: str) -> None:
    """Add to what this session did. The key of the session stays: the domain knows by it who gave the right code."""
    kept = remembered(request, door)
    if not kept:
        user = str(door.by.pk if door.by else "")
        kept = {"at": timezone.now().isoformat(), "by": str(door.proven_by), "user": user}
    everything = request.session.get(SESSION_KEY, {})
    request.session[SESSION_KEY] = {**everything, str(door.asked.pk): {**kept, **done}}


def page(request: HttpRequest, door: Door) -> HttpResponse:
    """Reading, or signing once these bytes were read."""
    has_read = remembered(request, door).get("read") == door.asked.document_id
    return show_sign(request, door) if has_read and "lees" not in request.GET else show_text(request, door)


def show_text(request: HttpRequest, door: Door, *, refusal: Refusal | None = None) -> HttpResponse:
    """The frozen content as a page that a screen reader and a phone can read; the PDF beside it."""
    context = {
        "door": door,
        "asked": door.asked,
        "agreement": door.asked.agreement,
        **readable(door.asked.agreement),
        "form": ReadForm(initial={"sha256": door.asked.document_id}),
        "refusal": refusal,
    }
    return private(respond(request, "contracts/signing/read.html", context, status=409 if refusal else 200))


def readable(agreement: Agreement) -> dict[str, Any]:
    """What was frozen, with dates as dates. Refuses a content that is not the one that was frozen."""
    try:
        frozen = printable(agreement).snapshot
    except ValueError as error:
        raise Refusal(
            "De inhoud van deze overeenkomst is beschadigd. Bel het projectbureau.", code="damaged"
        ) from error
    return {"doc": spelled_out(with_dates(frozen)), **in_words(frozen)}


def note_read(request: HttpRequest, door: Door) -> HttpResponse:
    """The end of the text was reached, and the next step asked for."""
    form = ReadForm(request.POST)
    if not form.is_valid():
        return show_text(request, door, refusal=Refusal("De pagina is niet volledig geladen. Lees hem nog eens."))
    sha256 = form.cleaned_data["sha256"]
    who = visitor(request, timezone=form.cleaned_data["timezone"])
    try:
        acts.read(request=door.asked, sha256=sha256, who=who, by=door.by, at=timezone.now())
    except Refusal as refusal:
        return show_text(request, door, refusal=refusal)
    remember(request, door, read=sha256)
    return see_other(request, door.page_url)


def show_sign(request: HttpRequest, door: Door, *, form: SignForm | None = None, status: int = 200) -> HttpResponse:
    context = {
        "door": door,
        "asked": door.asked,
        "agreement": door.asked.agreement,
        "form": form or sign_form(door),
    }
    return private(respond(request, "contracts/signing/sign.html", context, status=status))


def sign_form(door: Door, data: Any = None) -> SignForm:
    """With the sentence of today."""
    initial = {"name": door.asked.name, "sha256": door.asked.document_id, "consent_version": consent.VERSION}
    return SignForm(data, sentence=consent.sentence(consent.VERSION), initial=initial)


def put(request: HttpRequest, door: Door) -> HttpResponse:
    """The signature itself."""
    if not remembered(request, door).get("read"):
        toast(request, "Lees eerst de overeenkomst.", kind="warning")
        return see_other(request, door.page_url)
    form = sign_form(door, of_today(request.POST))
    if not form.is_valid():
        return show_sign(request, door, form=form, status=422)
    asked = form.cleaned_data
    try:
        acts.sign(
            request=door.asked,
            sha256=asked["sha256"],
            name=asked["name"],
            method=SignatureMethod(asked["method"]),
            image=asked["image"],
            consent_version=asked["consent_version"],
            proven_by=door.proven_by,
            who=visitor(request, timezone=asked["timezone"]),
            by=door.by,
            at=timezone.now(),
        )
    except Refusal as refusal:
        form.refuse(refusal)
        return show_sign(request, door, form=form, status=409)
    return see_other(request, door.page_url)


def decline(request: HttpRequest, door: Door) -> HttpResponse:
    """Not signing, with the reason why."""
    form = DeclineForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            asked = form.cleaned_data
            who = visitor(request, timezone=asked["timezone"])
            try:
                acts.decline(request=door.asked, reason=asked["reason"], who=who, at=timezone.now(), by=door.by)
            except Refusal as refusal:
                form.refuse(refusal)
                status = 409
            else:
                return see_other(request, door.page_url)
    context = {"door": door, "asked": door.asked, "agreement": door.asked.agreement, "form": form}
    return private(respond(request, "contracts/signing/decline.html", context, status=status))


def document(request: HttpRequest, door: Door) -> HttpResponse:
    """The very bytes that are signed. That they were fetched is evidence, noted once a session: see ADR 0015."""
    content = documents.read(door.asked.document)
    if request.method == "GET" and door.asked.closed_at is None and "fetched" not in remembered(request, door):
        sha256 = door.asked.document_id
        acts.downloaded(request=door.asked, sha256=sha256, who=visitor(request), by=door.by, at=timezone.now())
        remember(request, door, fetched=sha256)
    disposition = f'inline; filename="{door.asked.document.filename}"'
    headers = {"Content-Disposition": disposition, "X-Content-Type-Options": "nosniff", **PRIVATE}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def show_closed(request: HttpRequest, door: Door, *, is_known: bool) -> HttpResponse:
    """Signed, declined, withdrawn or too late; who is known in this session may open what he signed."""
    agreement = door.asked.agreement
    context = {
        "door": door,
        "asked": door.asked,
        "agreement": agreement,
        "is_known": is_known,
        "successor": successor_of(agreement) if is_known else None,
        "signature": getattr(door.asked, "signature", None),
    }
    return private(respond(request, "contracts/signing/closed.html", context))


def successor_of(agreement: Agreement) -> Agreement | None:
    """The amendment that came in its place, once it was sent."""
    return agreement.amendments.shared().order_by("-pk").first()


def private(response: HttpResponse) -> HttpResponse:
    """Kept by no cache and found by no search engine."""
    for name, value in PRIVATE.items():
        response.headers[name] = value
    return response
