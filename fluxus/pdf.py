"""HTML to PDF: the only WeasyPrint in the house."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings


@dataclass(frozen=True)
class Attachment:
    """A file inside the PDF (PDF/A-3), such as the UBL invoice."""

    name: str
    content: bytes
    description: str
    relationship: str = "Alternative"


def render_pdf(html: str, *, variant: str = "pdf/a-3a", identifier: bytes, attachments: Sequence[Attachment] = ()) -> bytes:
    """The PDF of `html`, with stable bytes: the same input and `identifier` give the same file.

    Only files under static/ and data: URLs are read; any other address in the text ends in a ValueError, because clauses
    and names come from people (server-side request forgery).
    """
    from weasyprint import HTML
    from weasyprint import Attachment as Embedded

    embedded: list[Any] = [
        Embedded(string=item.content, name=item.name, description=item.description, relationship=item.relationship)
        for item in attachments
    ]
    document = HTML(string=html, base_url=f"{settings.BASE_DIR.as_uri()}/static/", url_fetcher=_fetcher())
    return bytes(document.write_pdf(pdf_variant=variant, pdf_identifier=identifier, attachments=embedded))


def _fetcher() -> Any:
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    static = f"{settings.BASE_DIR.as_uri()}/static/"

    class HouseFetcher(URLFetcher):
        """Refuses everything but our own static files and data: URLs."""

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            if not (url.startswith("data:") or (url.startswith(static) and ".." not in url)):
                raise FatalURLFetchingError(f"not allowed in a document: {url}")
            return super().fetch(url, headers)

    return HouseFetcher(allowed_protocols={"file", "data"}, fail_on_errors=True)
