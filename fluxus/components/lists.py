"""Lists of things: rows of facts, tables, timelines, tabs, pages."""

from datetime import datetime
from typing import Any

from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fluxus.access import address_for
from fluxus.components.filters import NOTHING
from fluxus.components.library import component, register
from fluxus.search import count, is_cut


@register.simple_block_tag
def rows(content: str, *, wide: bool = False) -> SafeString:
    """A definition list of facts; holds `{% row %}` blocks."""
    return format_html('<dl class="rows{}">{}</dl>', " rows--wide" if wide else "", content)


@register.simple_block_tag
def row(content: str, label: str, *, hint: str = "") -> SafeString:
    """One fact: label and value. An empty value shows as a dash."""
    return component("row", content=content if content.strip() else NOTHING, label=label, hint=hint)


@register.simple_block_tag
def table(content: str, *, caption: str, show_caption: bool = False, dense: bool = False, id: str = "") -> SafeString:
    """A data table (thead, tbody inside) that scrolls by itself on small screens. Figures: class="num"."""
    return component("table", content=content, caption=caption, show_caption=show_caption, dense=dense, id=id)


@register.simple_block_tag
def timeline(content: str, *, label: str = "Tijdlijn") -> SafeString:
    """What happened, newest first; holds `{% timeline_item %}` blocks."""
    return format_html('<ol class="timeline" aria-label="{}">{}</ol>', label, content)


@register.simple_block_tag
def timeline_item(
    content: str,
    *,
    at: datetime,
    title: str,
    by: Any = "",
    href: str = "",
    icon: str = "note",
    kind: str = "",
    amount: str = "",
) -> SafeString:
    """One event on a timeline. `kind` is the Dutch word for what sort of event it is."""
    return component(
        "timeline_item",
        content=content if content.strip() else "",
        at=at,
        title=title,
        by=by,
        href=href,
        icon=icon,
        kind=kind,
        amount=amount,
    )


@register.simple_block_tag
def tabs(content: str, *, label: str) -> SafeString:
    """Pages of one thing as links; holds `{% tab %}`."""
    return format_html(
        '<nav class="tabs" aria-label="{}" data-scrolls><ul class="tabs-list">{}</ul></nav>', label, content
    )


@register.simple_tag
def tab(label: str, href: str, *, current: bool = False, count: int | None = None, icon: str = "") -> SafeString:
    """One tab; `current` marks the page you are on."""
    return component("tab", label=label, href=href, current=current, count=count, icon=icon)


@register.simple_tag(takes_context=True)
def tab_to(context: Context, label: str, name: str, *, here: str = "") -> SafeString:
    """A tab that leads to the page called `name` ('network:tags'), for whoever may open it; nothing for anybody else.

    `here` is the name of the present page, with or without its app ('tags').
    """
    href = address_for(context["request"].user, name)
    return tab(label, href, current=here in {name, name.rpartition(":")[2]}) if href else SafeString("")


@register.simple_tag
def pager(*, older: str = "", newer: str = "", older_label: str = "Ouder", newer_label: str = "Nieuwer") -> SafeString:
    """Links to the next and previous keyset page; shows nothing when there is neither."""
    return component("pager", older=older, newer=newer, older_label=older_label, newer_label=newer_label)


@register.simple_tag
def search_results(groups: Any, query: str) -> SafeString:
    """The hits of `fluxus.search.search` as the listbox under the search box."""
    return component("search_results", groups=groups, query=query, total=count(groups), is_cut=is_cut(groups))
