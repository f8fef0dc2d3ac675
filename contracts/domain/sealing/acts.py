"""What each signature in a sealed document states, and how it looks on the page."""

from base64 import b64encode

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format

from contracts.domain import documents
from contracts.enums import SignerRole
from contracts.models import Agreement, Signature
from fluxus import pades, pdf

FIELDS = {SignerRole.COUNTERPARTY: ("Wederpartij", "teken-wederpartij"), SignerRole.HOUSE: ("Huis", "teken-huis")}
STYLE = "css/seal.css"


def signatures_of(agreement: Agreement) -> list[Signature]:
    """First the other party's, then the house's. ValueError unless both are there."""
    rows = Signature.objects.filter(request__agreement=agreement).select_related("request", "image", "mandate")
    by_role = {each.request.role: each for each in rows}
    missing = [role for role in FIELDS if role not in by_role]
    if missing:
        raise ValueError(f"not signed by {', '.join(missing)}")
    return [by_role[role] for role in FIELDS]


def act_of(signature: Signature, *, number: str) -> pades.Act:
    """The act of one person. The seal is the house's own; that this person signed is what it states."""
    field, anchor = FIELDS[SignerRole(signature.request.role)]
    moment = timezone.localtime(signature.signed_at)
    who = ", ".join(filter(None, [signature.name, signature.function]))
    how = signature.get_proven_by_display()
    return pades.Act(
        field=field,
        label=f"Handtekening van {who}. Getekend op {date_format(moment, 'j F Y, H:i:s')}, {how}.",
        name=signature.name,
        reason=f"{signature.name} tekende overeenkomst {number} op {moment:%d-%m-%Y %H:%M:%S}, {how}. "
        f"SHA-256 van wat is getekend: {signature.document_id}",
        anchor=anchor,
        picture=picture_of(signature),
    )


def picture_of(signature: Signature) -> bytes:
    """The box of a signature as a PDF of one page: the drawing or the typed name, who, and when."""
    image = ""
    if signature.image is not None:
        drawn = documents.read(signature.image)
        image = f"data:{signature.image.media_type};base64,{b64encode(drawn).decode()}"
    html = render_to_string("pdf/seal.html", {"signature": signature, "image": image})
    return pdf.render_pdf(html, identifier=signature.document_id.encode(), variant="pdf/a-3u", style=STYLE)
