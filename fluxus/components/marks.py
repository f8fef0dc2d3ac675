"""Small marks inside a line: icons, badges, statuses, disciplines, people."""

import re
from functools import cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fluxus.components.library import component, one_of, register

TONES = frozenset({"good", "wait", "info", "bad", "off"})
STATUS_TONES = {
    "good": (
        "confirmed active accepted approved signed sealed paid "
        "made finished published done ready sent delivered open_enrolment planned "
        "sure settled"
    ),
    "wait": (
        "blocked stopped option optional requested submitted offered pending waiting "
        "check_queued checked mapping undo_queued concept hold scheduled queued signing review partly_paid partly_signed opened expiring "
        "likely partly to_settle too_much announced"
    ),
    "info": "issued running checking undoing final billed in_progress open assigned closed_enrolment possible",
    "bad": "failed overdue rejected refused clash expired declined late",
    "off": (
        "draft cancelled archived closed skipped withdrawn inactive ended credited full merged undone revoked replaced "
        "terminated written_off"
    ),
}
TONE_OF = {value: tone for tone, values in STATUS_TONES.items() for value in values.split()}
DISCIPLINES = {
    "music": "Muziek",
    "visual": "Beeldend",
    "theatre_dance": "Theater & dans",
    "digital": "Digitaal & schrijven",
    "amateur": "Amateurkunst",
}


@cache
def icon_names() -> frozenset[str]:
    """The symbols drawn in static/img/icons.svg."""
    sprite = (settings.BASE_DIR / "static/img/icons.svg").read_text()
    return frozenset(re.findall(r'<symbol id="([\w-]+)"', sprite))


@register.simple_tag
def icon(name: str, *, label: str = "", size: str = "m") -> SafeString:
    """A drawing from the sprite. Give `label` only when no word stands beside it; sizes s, m, l, xl."""
    one_of(name, icon_names(), "icon")
    one_of(size, ("s", "m", "l", "xl"), "icon size")
    href = f"{static('img/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon icon--{}" role="img" aria-label="{}"><use href="{}"/></svg>', size, label, href
        )
    return format_html('<svg class="icon icon--{}" aria-hidden="true"><use href="{}"/></svg>', size, href)


@register.simple_tag
def badge(text: Any, *, tone: str = "off") -> SafeString:
    """A short word or number in a soft field."""
    return format_html('<span class="badge tone-{}">{}</span>', one_of(tone, TONES, "tone"), text)


@register.simple_tag
def status(value: str, label: str, *, tone: str = "") -> SafeString:
    """Colour + pattern + word. `value` is the stored choice, `label` its Dutch word; `tone` overrides the usual one."""
    tone = one_of(tone or TONE_OF.get(value, "off"), TONES, "tone")
    return format_html('<span class="status tone-{}" data-status="{}">{}</span>', tone, value, label)


@register.simple_tag
def discipline(value: str, *, label: str = "", quiet: bool = False) -> SafeString:
    """Mark of an art discipline: colour, pattern, icon and word. `quiet` leaves the patterned field out."""
    key = one_of(value, frozenset(DISCIPLINES), "discipline")
    name = label or DISCIPLINES[key]
    return component("discipline", key=key, css=key.replace("_", "-"), label=name, quiet=quiet)


def initials(name: str) -> str:
    """'Bilal el Amrani' → 'BA'; 'Koor Zaanzang' → 'KZ'."""
    words = [word for word in re.findall(r"\w+", name) if word[0].isupper() or word[0].isdigit()] or [name or "?"]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.simple_tag
def avatar(name: str, *, kind: str = "person", size: str = "m") -> SafeString:
    """Initials in a round (person) or square (organisation) field; decorative, so always next to the name."""
    one_of(kind, ("person", "organisation"), "avatar kind")
    one_of(size, ("s", "m", "l"), "avatar size")
    hue = sum(name.encode()) % 6
    text = initials(name)
    return format_html(
        '<span class="avatar avatar--{} avatar--{} hue-{}" aria-hidden="true">{}</span>', kind, size, hue, text
    )


@register.simple_tag
def partner_link(name: str, href: str = "", *, kind: str = "person", meta: str = "", size: str = "s") -> SafeString:
    """Avatar and name of a partner or a person, linked when `href` is given; `meta` is small print after it."""
    return component("partner_link", name=name, href=href, kind=kind, meta=meta, size=size)
