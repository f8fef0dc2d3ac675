"""A signer at his browser, for the tests of the signing pages."""

import base64
import re
from io import BytesIO
from typing import Any

from django.core import mail
from django.test import Client
from django.utils import timezone
from PIL import Image, ImageDraw

from contracts.domain.signing import consent
from contracts.models import Agreement
from network.domain import outbox
from network.models import OutgoingMail
from tests.factories.signing import asked


def post_letters() -> list[str]:
    """All waiting letters leave; their texts."""
    mail.outbox.clear()
    for letter in OutgoingMail.objects.waiting().order_by("pk"):
        outbox.send(mail_id=letter.pk, at=timezone.now())
    return [str(letter.body) for letter in mail.outbox]


def link_in(texts: list[str]) -> str:
    """The path of the signing link in a letter."""
    (found,) = {path for text in texts for path in re.findall(r"https?://\S+?(/teken/\S+?/)(?=[\s.,]|$)", text)}
    return str(found)


def code_in(texts: list[str]) -> str:
    (found,) = {code for text in texts for code in re.findall(r"(?<!\d)\d{6}(?!\d)", text)}
    return str(found)


def recognised(path: str, client: Client | None = None) -> Client:
    """A visitor who asked for a code and filled it in."""
    client = client or Client()
    assert client.post(f"{path}code/").status_code == 303
    response = client.post(f"{path}controle/", {"code": code_in(post_letters())})
    assert (response.status_code, response.headers["Location"]) == (303, path)
    return client


def reader(agreement: Agreement) -> tuple[Client, str]:
    """A visitor who was recognised and has read these bytes, and his link."""
    path = link_in(post_letters())
    client = recognised(path)
    response = client.post(f"{path}gelezen/", {"sha256": asked(agreement).document_id, "timezone": "Europe/Amsterdam"})
    assert response.status_code == 303
    return client, path


def filled_in(agreement: Agreement, **fields: Any) -> dict[str, Any]:
    return {
        "name": "Noor de Wit",
        "method": "typed",
        "agrees": "on",
        "sha256": asked(agreement).document_id,
        "consent_version": consent.VERSION,
        "timezone": "Europe/Amsterdam",
        **fields,
    }


def kinds(agreement: Agreement) -> list[str]:
    return list(agreement.events.order_by("position").values_list("kind", flat=True))


def drawing(*, is_empty: bool = False) -> str:
    image = Image.new("RGBA", (600, 176))
    if not is_empty:
        ImageDraw.Draw(image).line([(20, 150), (200, 20), (400, 140)], fill="black", width=5)
    content = BytesIO()
    image.save(content, "PNG")
    return f"data:image/png;base64,{base64.b64encode(content.getvalue()).decode()}"
