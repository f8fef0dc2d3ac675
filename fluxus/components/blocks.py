"""Blocks that hold content: cards, notices, empty states, dialogs, figures."""

from typing import Any

from django.template import Context, Engine
from django.template.defaultfilters import floatformat
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fluxus.components.library import component, one_of, register
from fluxus.components.marks import TONES


@register.simple_block_tag
def card(
    content: str,
    *,
    title: str = "",
    id: str = "",
    icon: str = "",
    count: int | None = None,
    href: str = "",
    link: str = "Alles bekijken",
    level: int = 2,
    wide: bool = False,
    quiet: bool = False,
) -> SafeString:
    """A section with a heading on a hairline. `href` and `link` put a link at the end of the heading line."""
    look = {"icon": icon, "wide": wide, "quiet": quiet, "heading": f"h{level}"}
    return component("card", content=content, title=title, id=id, count=count, href=href, link=link, **look)


@register.simple_block_tag
def notice(content: str, *, tone: str = "info", title: str = "", alert: bool = False) -> SafeString:
    """A message that stays on the page. `alert` makes screen readers read it out when it appears."""
    icons = {"good": "check", "wait": "clock", "info": "info", "bad": "warning", "off": "info"}
    one_of(tone, TONES, "tone")
    return component("notice", content=content, tone=tone, title=title, icon=icons[tone], alert=alert)


@register.simple_block_tag
def empty(content: str, *, title: str, icon: str = "wave") -> SafeString:
    """Nothing here yet: say what belongs here and offer the first step."""
    return component("empty", content=content, title=title, icon=icon)


@register.simple_block_tag
def dialog(content: str, *, id: str, title: str, wide: bool = False) -> SafeString:
    """A native dialog; opened by `{% dialog_button %}`, closed by Esc, the cross, or a `method="dialog"` form."""
    return component("dialog", content=content, id=id, title=title, wide=wide)


@register.simple_tag
def dialog_button(target: str, label: str, *, kind: str = "plain", icon: str = "") -> SafeString:
    """The button that opens the dialog with id `target`."""
    return component("dialog_button", target=target, label=label, kind=kind, icon=icon)


@register.simple_block_tag
def figure(content: str, *, caption: str, id: str = "") -> SafeString:
    """A drawing (map, chart) with its caption; put the same figures in a table beneath it."""
    return component("figure", content=content, caption=caption, id=id)


@register.simple_tag
def stat(value: Any, label: str, *, href: str = "", hint: str = "", tone: str = "") -> SafeString:
    """One large figure with its label; several stand together in a `<dl class="stats">`. 8665 reads 8.665."""
    value = floatformat(value, "0g") if isinstance(value, int) else value
    return component("stat", value=value, label=label, href=href, hint=hint, tone=tone and one_of(tone, TONES, "tone"))


@register.simple_tag
def progress(
    done: int, total: int, *, label: str, url: str = "", failed: int = 0, finished: bool = False, note: str = ""
) -> SafeString:
    """Progress of a job. With `url` it asks anew every second until `finished`; that url answers with this tag."""
    return component(
        "progress", done=done, total=total, label=label, url=url, failed=failed, finished=finished, note=note
    )


@register.simple_tag
def river() -> SafeString:
    """The flowing line as a divider; decorative."""
    return component("river")


@register.simple_tag(takes_context=True)
def start_panel(context: Context, panel: Any) -> SafeString:
    """A `fluxus.home.StartPanel` as a card, its template rendered with its own context."""
    template = Engine.get_default().get_template(panel.template)
    with context.push(panel=panel, **panel.context):
        content = template.render(context)
    return component("start_panel", panel=panel, content=content)


@register.simple_block_tag
def toolbar(content: str, *, label: str = "") -> SafeString:
    """Filters and actions in one line above a list; wraps on small screens."""
    if label:
        return format_html('<div class="toolbar" role="group" aria-label="{}">{}</div>', label, content)
    return format_html('<div class="toolbar">{}</div>', content)
