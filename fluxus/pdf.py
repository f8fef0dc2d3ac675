"""HTML to PDF: the only WeasyPrint in the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from importlib.metadata import version
from threading import local
from typing import Any

from django.conf import settings

STYLE = "css/pdf.css"
_OF_THREAD = local()


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF (PDF/A-3), such as the UBL invoice; `relationship` is its AFRelationship (ISO 32000-2).

    `dated_on` stands in the file as its date: a moment of rendering would make the bytes differ every second.
    """

    name: str
    content: bytes
    description: str
    dated_on: date
    relationship: str = "Alternative"


class ForbiddenAddress(ValueError):
    """A document asked for something outside our own static files."""


def render_pdf(
    html: str,
    *,
    identifier: bytes,
    variant: str = "pdf/a-3a",
    style: str = STYLE,
    attachments: Sequence[Attachment] = (),
) -> bytes:
    """The PDF of `html` in `style`, with stable bytes: the same input and `identifier` give the same file.

    Only files under static/ and data: URLs are read; any other address ends in ForbiddenAddress, because clauses and
    names come from people (server-side request forgery). So does @font-face.
    """
    from weasyprint import HTML
    from weasyprint import Attachment as Embedded
    from weasyprint.urls import FatalURLFetchingError

    fetcher = _fetcher()
    embedded: list[Any] = [
        Embedded(
            string=item.content,
            url_fetcher=fetcher,  # WeasyPrint's own reads the certificates of the machine for every attachment
            name=item.name,
            description=item.description,
            relationship=item.relationship,
            created=datetime.combine(item.dated_on, time()),
            modified=datetime.combine(item.dated_on, time()),
        )
        for item in attachments
    ]
    document = HTML(string=html, base_url=_static_address(), url_fetcher=fetcher)
    try:
        content = document.write_pdf(
            stylesheets=[_stylesheet(style)],
            pdf_variant=variant,
            pdf_identifier=identifier,
            font_config=_fonts(),
            attachments=embedded,
            finisher=_name_attachments_once,
        )
    except FatalURLFetchingError as error:
        raise ForbiddenAddress(str(error)) from error
    return bytes(content)


def _name_attachments_once(document: Any, pdf: Any) -> None:
    """WeasyPrint 70 lists every associated file of a PDF/A-3 twice in the catalog."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def renderer() -> str:
    """What made the document, to keep with it: 'WeasyPrint 70.0'."""
    return f"WeasyPrint {version('weasyprint')}"


def _static_address() -> str:
    return f"{settings.BASE_DIR.as_uri()}/static/"


@cache
def _stylesheet(style: str) -> Any:
    """Parsed once per process."""
    from weasyprint import CSS

    return CSS(filename=settings.BASE_DIR / "static" / style, url_fetcher=_fetcher())


def _fonts() -> Any:
    """The fonts of this machine, looked up once per thread: Pango serves one thread at a time.

    Without it WeasyPrint looks them up for every document, and Pango 1.50 never gives back what fontconfig read then:
    220 kB a document.
    """
    if not hasattr(_OF_THREAD, "fonts"):
        _OF_THREAD.fonts = _house_fonts()()
    return _OF_THREAD.fonts


@cache
def _house_fonts() -> Any:
    from weasyprint.text.fonts import FontConfiguration

    class HouseFonts(FontConfiguration):
        """Refuses a font that a document brings along: the documents after it would be set in it too."""

        def add_font_face(self, rule_descriptors: Any, url_fetcher: Any) -> None:
            raise ForbiddenAddress(f"not a font of this machine: {rule_descriptors['font_family']}")

    return HouseFonts


@cache
def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    static = _static_address()

    class HouseFetcher(URLFetcher):
        """Refuses everything but our own static files and data: URLs."""

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            if not (url.startswith("data:") or (url.startswith(static) and ".." not in url and "%" not in url)):
                raise FatalURLFetchingError(f"not allowed in a document: {url}")
            return super().fetch(url, headers)

    return HouseFetcher(allowed_protocols={"file", "data"}, fail_on_errors=True)
