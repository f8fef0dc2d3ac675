"""The colours of the house: every pair that carries text or marks a control has the contrast WCAG 2.2 AA asks for."""

import re

import pytest
from django.conf import settings

TOKENS = (settings.BASE_DIR / "static/css/tokens.css").read_text()
PAIRS = dict(re.findall(r"--([\w-]+): light-dark\(([^)]+)\)", TOKENS))
MODES = ("light", "dark")

TONES = ("good", "wait", "info", "bad", "off")
DISCIPLINES = ("music", "visual", "theatre-dance", "digital", "amateur")
GROUNDS = ("paper", "surface", "sunken")
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-soft") for ground in GROUNDS),
    *((ink, ground) for ink in ("green", "river", *TONES, *DISCIPLINES) for ground in ("paper", "surface")),
    *((tone, f"{tone}-soft") for tone in (*TONES, *DISCIPLINES)),
    *(("ink", f"{tone}-soft") for tone in TONES),
    ("river", "river-soft"),
    ("ink", "river-soft"),
    ("on-red", "red"),
    ("on-red", "red-press"),
    ("on-green-deep", "green-deep"),
    ("paper", "ink"),
]
CONTROLS = [
    *((mark, ground) for mark in ("line-strong", "focus", "red") for ground in ("paper", "surface")),
    ("on-green-deep", "green-deep"),
]


def colour(name: str, mode: str) -> str:
    return PAIRS[name].split(",")[MODES.index(mode)].strip()


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def weak(pairs: list[tuple[str, str]], mode: str, least: float) -> list[str]:
    """The pairs below `least`, with their contrast."""
    measured = [(front, back, contrast(colour(front, mode), colour(back, mode))) for front, back in pairs]
    return [f"{front} on {back}: {ratio:.2f}" for front, back, ratio in measured if ratio < least]


def test_contrast_of_black_on_white_is_twenty_one() -> None:
    assert round(contrast("#000", "#ffffff"), 2) == 21


@pytest.mark.parametrize("mode", MODES)
def test_text_has_enough_contrast(mode: str) -> None:
    assert weak(TEXT, mode, 4.5) == []


@pytest.mark.parametrize("mode", MODES)
def test_controls_have_enough_contrast(mode: str) -> None:
    assert weak(CONTROLS, mode, 3) == []


def test_every_colour_used_in_the_styles_is_a_token() -> None:
    styles = [
        path for path in (settings.BASE_DIR / "static/css").glob("*.css") if path.name not in {"tokens.css", "pdf.css"}
    ]
    known = set(re.findall(r"--([\w-]+):", "".join(path.read_text() for path in styles) + TOKENS))
    used = {name for path in styles for name in re.findall(r"var\(--([\w-]+)\)", path.read_text())}
    assert used - known == set()
