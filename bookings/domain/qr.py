"""An address as a code for a camera."""

import segno
from django.utils.safestring import SafeString, mark_safe

QUIET_MODULES = 4
"""The white edge that ISO/IEC 18004 asks for."""


def qr_svg(address: str) -> SafeString:
    """SVG for in a page, black on white, also in the dark; scales with its box."""
    code = segno.make(address, error="m", micro=False)
    drawing = code.svg_inline(border=QUIET_MODULES, dark="#000", light="#fff", omitsize=True, svgclass="qr")
    return mark_safe(drawing)  # segno draws paths only, and puts nothing of the address in the text
