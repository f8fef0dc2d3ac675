"""Files that people hand in: only kinds that we know, no larger than we want, under a name that is safe."""

import hashlib
import io
import re
import warnings
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from fluxus.errors import Refusal
from fluxus.text import tidy

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 60_000_000
LONGEST_NAME = 100
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
ALL_KINDS = (PDF, JPEG, PNG)
ACCEPTED = ".pdf,.jpg,.jpeg,.png"
MAGIC = {b"%PDF-": PDF, b"\xff\xd8\xff": JPEG, b"\x89PNG\r\n\x1a\n": PNG}
SUFFIXES = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png"}
UNSAFE = re.compile(r"[^\w .()-]+")
BROKEN = "Dit bestand is beschadigd. Maak het opnieuw en probeer het nog eens."


@dataclass(frozen=True)
class Upload:
    """A file that was looked at: its bytes are of the kind it says, its name is safe in a header and on a disk."""

    name: str
    content: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def check(
    file: Any, *, kinds: Collection[str] = ALL_KINDS, most_bytes: int = MOST_BYTES, field: str | None = "file"
) -> Upload:
    """Read an uploaded file and look at what it really is; what its name or browser says counts for nothing.

    Refuses what is empty, too large (before it is read), not of one of `kinds`, or damaged.
    """
    if (getattr(file, "size", 0) or 0) > most_bytes:
        raise too_large(most_bytes, field)
    content = bytes(file.read(most_bytes + 1))
    return check_bytes(content, name=str(file.name or ""), kinds=kinds, most_bytes=most_bytes, field=field)


def check_bytes(
    content: bytes,
    *,
    name: str,
    kinds: Collection[str] = ALL_KINDS,
    most_bytes: int = MOST_BYTES,
    field: str | None = "file",
) -> Upload:
    """The same for bytes that are here already."""
    if not content:
        raise Refusal("Dit bestand is leeg.", field=field, code="empty")
    if len(content) > most_bytes:
        raise too_large(most_bytes, field)
    media_type = next((kind for start, kind in MAGIC.items() if content.startswith(start)), "")
    if media_type not in kinds:
        raise Refusal(
            f"Dit soort bestand kunnen we niet gebruiken. Kies een {in_words(kinds)}.", field=field, code="kind"
        )
    if not (is_whole_pdf(content) if media_type == PDF else is_whole_image(content)):
        raise Refusal(BROKEN, field=field, code="damaged")
    return Upload(clean_name(name, media_type), content, media_type)


def too_large(most_bytes: int, field: str | None) -> Refusal:
    sentence = f"Dit bestand is te groot. Het mag hoogstens {most_bytes // 1024 // 1024} MB zijn."
    return Refusal(sentence, field=field, code="size")


def in_words(kinds: Collection[str]) -> str:
    """'pdf, jpg of png'."""
    *others, last = [SUFFIXES[kind].removeprefix(".") for kind in ALL_KINDS if kind in kinds]
    return " of ".join(part for part in (", ".join(others), last) if part)


def is_whole_pdf(content: bytes) -> bool:
    """With an end: a PDF that was cut off lacks it."""
    return b"%%EOF" in content[-2048:]


def is_whole_image(content: bytes) -> bool:
    """It goes on to its end, every pixel can be read, and there are no more of them than a scan has.

    The end is looked for here: WeasyPrint tells Pillow, for the whole process, to read pictures that were cut off.
    """
    if not has_end(content):
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the size is judged right below
            with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
                if image.width * image.height > MOST_PIXELS:
                    return False
                image.load()
    except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return False
    return True


def has_end(content: bytes) -> bool:
    """A PNG has its last chunk; a JPEG its end mark behind the last scan (inside a scan these bytes never stand)."""
    if content.startswith(b"\x89PNG"):
        return b"IEND" in content
    return content.rfind(b"\xff\xd9") > content.rfind(b"\xff\xda")


def clean_name(name: str, media_type: str) -> str:
    """The last part of a path, letters, digits and simple marks only, with the ending that fits its content."""
    stem = PurePath(tidy(name).replace("\\", "/")).stem
    plain = UNSAFE.sub("-", stem).strip(" .-")[:LONGEST_NAME].strip()
    return f"{plain or 'bestand'}{SUFFIXES[media_type]}"


def keep(upload: Upload, *, folder: str) -> str:
    """Put it in private storage under a name that nobody can guess; returns that name."""
    return default_storage.save(f"{folder}/{uuid4().hex}", ContentFile(upload.content))


def read(storage_name: str, *, sha256: str) -> bytes:
    """The bytes as they were handed in. Refuses when the storage lost or changed them."""
    try:
        with default_storage.open(storage_name) as file:
            content = bytes(file.read())
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Refusal("Dit bestand is beschadigd of weg. Vraag het opnieuw.", code="damaged")
    return content


def wipe(storage_name: str) -> None:
    """Take it out of private storage; once gone it stays gone without complaint."""
    if storage_name:
        default_storage.delete(storage_name)
