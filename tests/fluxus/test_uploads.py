"""Files that people hand in are what they say, or they are refused with a sentence."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from fluxus import uploads
from fluxus.errors import Refusal
from fluxus.forms import UploadField

A_PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(kind: str = "PNG", size: tuple[int, int] = (8, 8)) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, "navy").save(target, kind)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type", "name"),
    [
        (A_PDF, "application/pdf", "vog.pdf"),
        (picture("PNG"), "image/png", "vog.png"),
        (picture("JPEG"), "image/jpeg", "vog.jpg"),
    ],
)
def test_the_content_says_what_a_file_is(content: bytes, media_type: str, name: str) -> None:
    upload = uploads.check(SimpleUploadedFile("vog.exe", content, "text/html"))
    assert (upload.media_type, upload.name, upload.content) == (media_type, name, content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"<html><script>alert(1)</script></html>", "kind"),
        (b"PK\x03\x04" + b"\0" * 100, "kind"),
        (b"MZ" + A_PDF, "kind"),
        (b" " + A_PDF, "kind"),
        (b"GIF89a" + b"\0" * 100, "kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind"),
        (A_PDF[:20], "damaged"),
        (picture("PNG")[:40], "damaged"),
        (picture("JPEG", (200, 200))[:-300], "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 200, "damaged"),
    ],
)
def test_what_is_something_else_or_broken_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        uploads.check(SimpleUploadedFile("vog.pdf", content, "application/pdf"))
    assert (caught.value.code, caught.value.field) == (code, "file")


def test_a_file_that_is_too_large_is_not_even_read() -> None:
    class Endless:
        name, size = "vog.pdf", uploads.MOST_BYTES + 1

        def read(self, most: int) -> bytes:
            raise AssertionError("read")

    with pytest.raises(Refusal, match="hoogstens 10 MB"):
        uploads.check(Endless())


def test_a_file_that_lies_about_its_size_is_refused() -> None:
    file: Any = SimpleUploadedFile("vog.pdf", A_PDF + b" " * uploads.MOST_BYTES)
    file.size = 10
    with pytest.raises(Refusal, match="hoogstens 10 MB"):
        uploads.check(file)


def test_a_picture_with_more_pixels_than_a_scan_is_refused() -> None:
    huge = picture("PNG", (9000, 7000))
    assert len(huge) < uploads.MOST_BYTES
    with pytest.raises(Refusal, match="beschadigd"):
        uploads.check_bytes(huge, name="bom.png")


def test_only_the_kinds_that_were_asked_for_are_taken() -> None:
    with pytest.raises(Refusal, match=r"gebruiken\. Kies een pdf\.$"):
        uploads.check_bytes(picture(), name="scan.png", kinds=(uploads.PDF,))


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("VOG Sanne (2026).pdf", "VOG Sanne (2026).pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\sanne\\vog.pdf.exe", "vog.pdf.pdf"),
        ('a";filename="evil.html', "a-filename-evil.pdf"),
        ("verklaring\r\nSet-Cookie: x=1.pdf", "verklaring Set-Cookie- x-1.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("Bérénice.pdf", "Bérénice.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
        ("", "bestand.pdf"),
        ("..", "bestand.pdf"),
    ],
)
def test_names_are_safe_in_a_header_and_on_a_disk(name: str, clean: str) -> None:
    assert uploads.clean_name(name, uploads.PDF) == clean


def test_what_is_kept_comes_back_and_can_be_wiped(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    upload = uploads.check_bytes(A_PDF, name="vog.pdf")
    kept = uploads.keep(upload, folder="proofs")
    assert kept.startswith("proofs/")
    assert "vog" not in kept
    assert uploads.read(kept, sha256=upload.sha256) == A_PDF
    uploads.wipe(kept)
    uploads.wipe(kept)
    assert not default_storage.exists(kept)
    with pytest.raises(Refusal, match="beschadigd of weg"):
        uploads.read(kept, sha256=upload.sha256)


def test_a_changed_file_is_noticed(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    upload = uploads.check_bytes(A_PDF, name="vog.pdf")
    kept = uploads.keep(upload, folder="proofs")
    (tmp_path / kept).write_bytes(A_PDF + b" ")
    with pytest.raises(Refusal, match="beschadigd of weg"):
        uploads.read(kept, sha256=upload.sha256)


def test_a_form_field_gives_the_upload_or_the_sentence() -> None:
    field = UploadField(label="Bestand")
    assert field.clean(SimpleUploadedFile("vog.pdf", A_PDF)).media_type == "application/pdf"
    with pytest.raises(ValidationError) as caught:
        field.clean(SimpleUploadedFile("vog.pdf", b"hoi"))
    assert caught.value.messages == ["Dit soort bestand kunnen we niet gebruiken. Kies een pdf, jpg of png."]
    assert UploadField(required=False).clean(None) is None
