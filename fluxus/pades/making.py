"""Putting signatures and time stamps behind a PDF."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

from fluxus.pades.apart import apart
from fluxus.pades.fields import add_fields
from fluxus.pades.keys import Key

TSA_SECONDS = 10
DIGEST = "sha256"


class NoTimestamp(OSError):
    """The time-stamping service did not answer, or not with a time stamp."""


@dataclass(frozen=True)
class Act:
    """One signature to put in the document, and the act of a person that it states.

    It stands where the document has an element with id `anchor`, looking like the one page of the PDF `picture`;
    without such an element it is invisible. `label` is read out by screen readers, `reason` stands in the signature.
    """

    field: str
    label: str
    name: str
    reason: str
    anchor: str = ""
    picture: bytes = b""


@dataclass(frozen=True)
class Sealed:
    content: bytes
    timestamped_at: datetime | None
    """The time in the last time stamp, None when there is none."""


@apart
def seal(content: bytes, *, key: Key, acts: Sequence[Act], tsa_url: str = "") -> Sealed:
    """The PDF with one PAdES signature per act (B-B; with `tsa_url` B-T). NoTimestamp when that service fails."""
    stamper = _Stamper(tsa_url) if tsa_url else None
    content = add_fields(content, acts)
    for act in acts:
        content = _sign(content, key=key, act=act, stamper=stamper)
    return Sealed(content, stamper.last_time if stamper else None)


@apart
def timestamp(content: bytes, *, tsa_url: str) -> Sealed:
    """The PDF with a document time stamp over everything in it (EN 319 142-1: raises B-B to B-T). NoTimestamp."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfTimeStamper
    from pyhanko.sign.timestamps import TimestampRequestError

    stamper = _Stamper(tsa_url)
    writer = IncrementalPdfFileWriter(BytesIO(content))
    try:
        stamped = PdfTimeStamper(stamper.client, readable_field_name="Tijdstempel").timestamp_pdf(writer, DIGEST)
    except TimestampRequestError as fault:
        raise NoTimestamp(str(fault)) from fault
    return Sealed(stamped.getvalue(), stamper.last_time)


class _Stamper:
    """A time-stamping service, and the time it gave last."""

    def __init__(self, url: str) -> None:
        from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError

        stamper = self
        self.last_time: datetime | None = None

        class Client(HTTPTimeStamper):
            async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> Any:
                try:
                    token = await super().async_timestamp(message_digest, md_algorithm)
                    stamper.last_time = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
                except (ValueError, TypeError, LookupError, AttributeError) as fault:
                    raise TimestampRequestError(f"not an answer of RFC 3161: {fault}") from fault
                return token

        self.client = Client(url, timeout=TSA_SECONDS)


def _sign(content: bytes, *, key: Key, act: Act, stamper: _Stamper | None) -> bytes:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.timestamps import TimestampRequestError

    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=act.field,
            md_algorithm=DIGEST,
            name=act.name,
            reason=act.reason,
            subfilter=SigSeedSubFilter.PADES,
        ),
        signer=key.signer,
        timestamper=stamper.client if stamper else None,
        stamp_style=_looks(act),
    )
    try:
        signed = signer.sign_pdf(IncrementalPdfFileWriter(BytesIO(content)), existing_fields_only=True)
    except TimestampRequestError as fault:
        raise NoTimestamp(str(fault)) from fault
    return bytes(signed.getvalue())


def _looks(act: Act) -> Any:
    """The picture over the whole box, nothing around it."""
    from pyhanko.pdf_utils.content import PdfContent
    from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, Margins, SimpleBoxLayoutRule
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.stamp import StaticStampStyle

    class Picture(PdfContent):
        def render(self) -> bytes:
            page: Any = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(act.picture)))
            self.resources.xobject["/Picture"] = page
            left, bottom, right, top = page.get_object()["/BBox"]
            self.box = BoxConstraints(width=right - left, height=top - bottom)
            return b"/Picture Do"

    if not act.picture:
        return None
    whole = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, Margins.uniform(0))
    return StaticStampStyle(border_width=0, background=Picture(), background_layout=whole)
