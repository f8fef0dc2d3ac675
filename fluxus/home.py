"""Start pages and navigation: fans out to the functions listed in the settings."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string


@dataclass(frozen=True)
class NavItem:
    """A place in the main navigation. `key` is the letter of the shortcut `g key`, `also` where else this place is."""

    label: str
    href: str
    icon: str
    key: str = ""
    also: tuple[str, ...] = ()

    def covers(self, path: str) -> int:
        """How much of an address lies in this place, in letters."""
        return max((len(each) for each in (self.href, *self.also) if path.startswith(each)), default=0)


@dataclass(frozen=True)
class StartPanel:
    """A block on a start page or on a partner page, made by the app that knows its content."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    href: str = ""
    count: int | None = None
    icon: str = ""
    wide: bool = False


def functions(setting: str) -> Iterator[Callable[..., Any]]:
    """The functions behind the dotted paths of a settings list."""
    return (import_string(path) for path in getattr(settings, setting))


def panels(setting: str, request: HttpRequest, *args: Any) -> list[StartPanel]:
    """What each listed function shows to this person; None is left out."""
    made = (make(request, *args) for make in functions(setting))
    return [panel for panel in made if panel is not None]


def navigation(request: HttpRequest) -> list[NavItem]:
    """The main navigation for this person, in the order of the settings; visitors have none."""
    if not request.user.is_authenticated:
        return []
    return [item for make in functions("NAVIGATION") for item in make(request)]


def house(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page: navigation made only where a template asks for it."""
    return {"navigation": lambda: navigation(request), "base_url": settings.BASE_URL}
