"""Everything about one agreement in one zip file: what was offered, signed, sealed and proven, to hand over or to keep."""

import csv
import hashlib
import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.db.models import Q

from contracts.domain import documents, evidence
from contracts.domain.snapshots import canonical
from contracts.models import Agreement, Document, PartnerProof, Signature
from fluxus.errors import Refusal
from fluxus.periods import dutch_date

UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
READ_ME = "LEESMIJ.TXT"


@dataclass(frozen=True)
class Part:
    """One file of the dossier; its content is fetched when it is its turn."""

    name: str
    what: str
    content: Callable[[], bytes]


class Outflow(io.RawIOBase):
    """What a zip file is written to when it goes straight on to somebody else."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.waiting.append(bytes(data))
        return len(data)

    def drain(self) -> bytes:
        """What was written since the last time."""
        data, self.waiting = b"".join(self.waiting), []
        return data


def filename(agreement: Agreement) -> str:
    return f"{safe(f'dossier-{agreement.number}')}.zip"


def packed(agreement: Agreement, *, at: datetime) -> Iterator[bytes]:
    """The zip of an issued agreement in pieces, one file in memory at a time; the last one names all with their SHA-256.

    A document that the archive lost or changed becomes a note that says so: the rest of the dossier still comes.
    """
    out, lines = Outflow(), []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for part in parts(agreement):
            name, content = fetched(part)
            lines.append(f"{name}\n    {part.what}\n    SHA-256 {hashlib.sha256(content).hexdigest()}")
            book.writestr(stamped(name, at), content)
            yield out.drain()
        book.writestr(stamped(READ_ME, at), read_me(agreement, lines, at).encode())
    yield out.drain()


def stamped(name: str, at: datetime) -> zipfile.ZipInfo:
    """A file of this moment, packed small."""
    info = zipfile.ZipInfo(name, date_time=at.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def fetched(part: Part) -> tuple[str, bytes]:
    try:
        return part.name, part.content()
    except Refusal as refusal:
        return f"{part.name}-ONTBREEKT.txt", f"{refusal.sentence}\n".encode()


def parts(agreement: Agreement) -> Iterator[Part]:
    """The files there are, in the order in which they came to be; names are letters, digits, dots and dashes only."""
    number = safe(str(agreement.number))
    for name, what, document in papers(agreement):
        yield Part(safe(f"{number}-{name}"), what, partial(documents.read, document))
    yield Part(f"{number}-inhoud.json", "De vastgelegde inhoud", lambda: canonical(agreement.snapshot or {}))
    yield Part(f"{number}-gebeurtenissen.json", "De keten van gebeurtenissen", lambda: events(agreement))
    yield Part(
        f"{number}-bewijzen.csv",
        "Wat de wederpartij liet zien: VOG, gedragscode, verzekering",
        lambda: proofs(agreement),
    )


def papers(agreement: Agreement) -> Iterator[tuple[str, str, Document]]:
    """Every document of this agreement: end of its name, what it is, and the row."""
    seal, paper = getattr(agreement, "seal", None), getattr(agreement, "paper_signature", None)
    order = getattr(agreement, "document_order", None)
    if order is not None and order.document:
        yield "aanbod.pdf", "Het document dat getekend is of zou worden", order.document
    if paper is not None:
        yield f"scan{suffix(paper.document)}", f"Op papier getekend op {dutch_date(paper.signed_on)}", paper.document
    if seal is not None and seal.document:
        yield "verzegeld.pdf", "Het verzegelde document", seal.document
    if seal is not None and seal.evidence:
        yield "bewijs.pdf", "Het bewijsrapport", seal.evidence
    drawn = Signature.objects.filter(request__agreement=agreement, image__isnull=False).select_related("image")
    for place, signature in enumerate(drawn.order_by("signed_at"), start=1):
        image: Any = signature.image
        yield f"handtekening-{place}{suffix(image)}", f"De getekende handtekening van {signature.name}", image


def suffix(document: Document) -> str:
    return {"application/pdf": ".pdf", "image/png": ".png", "image/jpeg": ".jpg"}.get(document.media_type, ".bin")


def events(agreement: Agreement) -> bytes:
    """The chain as it was hashed, so that anybody can count it again, and what a check of it gives now."""
    check = evidence.check(agreement)
    rows = agreement.events.order_by("position").values(
        "position", "kind", "happened_at", "happened_by", "data", "previous", "hash"
    )
    told = [
        {**row, "happened_at": row["happened_at"].astimezone(UTC).isoformat(timespec="microseconds")} for row in rows
    ]
    whole = {
        "agreement": agreement.pk,
        "number": agreement.number,
        "is_whole": check.is_whole,
        "faults": check.faults,
        "length": check.length,
        "head": check.head,
        "events": told,
    }
    return json.dumps(whole, ensure_ascii=False, indent=1).encode()


def proofs(agreement: Agreement) -> bytes:
    """The proofs that counted somewhere in the term of the agreement; the files themselves are never in a dossier."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["soort", "stand", "afgegeven op", "geldig tot en met", "profiel", "gecontroleerd op", "SHA-256"])
    counted = Q(ends_on__isnull=True) | Q(ends_on__gte=agreement.starts_on)
    found = PartnerProof.objects.filter(counted, partner=agreement.partner_id, starts_on__lte=agreement.ends_on)
    for proof in found.order_by("kind", "starts_on", "pk"):
        checked_on = proof.checked_at.date() if proof.checked_at else ""
        row = [proof.get_kind_display(), proof.get_status_display(), proof.starts_on, proof.ends_on or ""]
        writer.writerow([*row, plain(proof.profile), checked_on, proof.sha256])
    return out.getvalue().encode("utf-8-sig")


def plain(text: str) -> str:
    """Text that a spreadsheet shows instead of calculates."""
    return f"'{text}" if text.lstrip(" ")[:1] in {"=", "+", "-", "@", "\t"} else text


def read_me(agreement: Agreement, lines: list[str], at: datetime) -> str:
    """What is in the dossier, of which agreement, and until when it is kept."""
    kept = dutch_date(agreement.keep_until_on) if agreement.keep_until_on else ""
    changes = ", ".join(str(each.number) for each in agreement.amendments.exclude(number=None).order_by("number"))
    told = [
        f"Dossier van overeenkomst {agreement.number}",
        f"{agreement.subject}",
        f"Met {agreement.partner.name}",
        f"Stand: {agreement.get_status_display()}",
        f"Wijzigt: {agreement.amends}" if agreement.amends else "",
        f"Gewijzigd door: {changes}" if changes else "",
        f"Bewaren tot en met {kept}",
        f"Gemaakt op {at:%d-%m-%Y %H:%M}",
        "",
        *lines,
    ]
    return "\n".join(line for line in told if line or line is told[8]) + "\n"


def safe(name: str) -> str:
    """A name that every system takes: no accents, no spaces, no way up."""
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return UNSAFE.sub("-", ascii_only).strip(".-") or "bestand"
