"""What stands around the content: page header, breadcrumb, layout and navigation of the base template."""

from dataclasses import dataclass
from typing import Any

from django.template import Context, TemplateSyntaxError
from django.utils.safestring import SafeString

from fluxus.components.library import component, register
from fluxus.home import NavItem, navigation


@dataclass(frozen=True)
class NavLink:
    """A place in the navigation and whether the page lies in it."""

    item: NavItem
    current: bool


@register.simple_block_tag
def page_header(content: str, *, title: str, eyebrow: str = "", lead: str = "") -> SafeString:
    """The one h1 of the page. Actions stand in the block."""
    return component("page_header", content=content if content.strip() else "", title=title, eyebrow=eyebrow, lead=lead)


@register.simple_tag
def breadcrumb(*parts: str) -> SafeString:
    """Pairs of label and address, and the page itself last: `{% breadcrumb "Netwerk" url "De Groene Vlinder" %}`."""
    if len(parts) % 2 == 0:
        raise TemplateSyntaxError("breadcrumb takes pairs of label and address, then the label of this page")
    links = list(zip(parts[:-1:2], parts[1:-1:2], strict=True))
    return component("breadcrumb", links=links, here=parts[-1])


@register.simple_tag(takes_context=True)
def layout_name(context: Context) -> str:
    """'work' for colleagues, 'portal' for partners, 'public' for everybody else."""
    user: Any = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated:
        return "public"
    return "work" if user.is_colleague else "portal"


@register.simple_tag(takes_context=True)
def nav_links(context: Context) -> list[NavLink]:
    """The navigation of this person; current is the item whose address covers most of the page's address."""
    request = context.get("request")
    if request is None or layout_name(context) == "public":
        return []
    items = navigation(request)
    most = max((item.covers(request.path) for item in items), default=0)
    return [NavLink(item, 0 < most == item.covers(request.path)) for item in items]
