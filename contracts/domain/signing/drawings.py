"""A signature drawn on the screen: a small picture, made anew so that nothing but the lines is kept."""

from io import BytesIO

from PIL import Image, UnidentifiedImageError

from contracts.domain import documents
from contracts.models import Document, SignatureRequest
from fluxus.errors import Refusal

MOST_BYTES = 300_000
MOST_PIXELS = 2_000 * 1_000
PNG = b"\x89PNG\r\n\x1a\n"
UNREADABLE = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def keep(image: bytes | None, *, request: SignatureRequest) -> Document:
    """Put the drawing in the archive. Refuses an empty one, and what is no PNG of a decent size."""
    content = _redrawn(image or b"")
    name = f"handtekening-{request.pk}.png"
    return documents.store(content, filename=name, renderer="getekend op het scherm", media_type="image/png")


def _redrawn(content: bytes) -> bytes:
    if not content:
        raise Refusal("Zet je handtekening in het vak, of typ je naam.", field="image")
    if len(content) > MOST_BYTES or not content.startswith(PNG):
        raise Refusal("Deze tekening kunnen we niet bewaren. Typ je naam, dat geldt evengoed.", field="image")
    try:
        with Image.open(BytesIO(content), formats=["PNG"]) as drawing:  # reads the size; nothing is unpacked yet
            if drawing.width * drawing.height > MOST_PIXELS:
                raise Refusal("Deze tekening is te groot. Typ je naam, dat geldt evengoed.", field="image")
            pixels = drawing.convert("RGBA")
    except UNREADABLE as error:
        raise Refusal("Deze tekening kunnen we niet lezen. Typ je naam, dat geldt evengoed.", field="image") from error
    return _png(pixels)


def _png(pixels: Image.Image) -> bytes:
    paper = Image.new("RGBA", pixels.size, "white")
    paper.alpha_composite(pixels)
    lines = paper.convert("L")
    if lines.getextrema()[0] == lines.getextrema()[1]:
        raise Refusal("Zet je handtekening in het vak, of typ je naam.", field="image")
    kept = BytesIO()
    lines.save(kept, format="PNG", optimize=True)
    return kept.getvalue()
