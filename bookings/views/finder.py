"""Book-first: say when, how often and for how many, and get the rooms that fit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from bookings.domain import finding
from bookings.domain.recurring import Rule
from bookings.domain.rule_words import in_words
from bookings.enums import RoomFeature
from bookings.forms.series import FinderForm, coming_seasons
from bookings.models import Room
from bookings.rules import may_ask, may_book
from bookings.views.strip import Strip, strip
from fluxus.access import address_for, allow
from fluxus.periods import dutch_day
from fluxus.web import respond

FIRST_SHOWN = 12
PASSED_ON = ("huurder", "activiteit", "personen", "seizoen")


@dataclass(frozen=True)
class Hit:
    """A room as the page shows it, with the way on for it and for the times beside it."""

    found: finding.Found
    url: str
    strip: Strip | None
    taken: list[str]
    features: str
    nearby: list[tuple[finding.Nearby, str]]

    @property
    def room(self) -> Room:
        return self.found.room


@allow(may_ask)
@require_safe
def finder(request: HttpRequest) -> HttpResponse:
    """Everything stands in the address, so a search can be kept, sent and gone back to."""
    asked = request.GET
    form = FinderForm(asked) if "van" in asked else FinderForm(initial=suggestion(asked))
    context: dict[str, Any] = {"form": form, "passed_on": passed_on(asked)}
    if form.is_bound and form.is_valid():
        context |= results(request, form)
    return respond(request, "bookings/finder/finder.html", context)


def suggestion(asked: Any) -> dict[str, Any]:
    """The season that runs or comes, and what another page already knew."""
    known = {name: asked[name] for name in ("huis", "dag", "personen") if asked.get(name)}
    return {"seizoen": coming_seasons().first(), "hoe": "dag" if "dag" in known else "reeks", **known}


def passed_on(asked: Any) -> list[tuple[str, str]]:
    """For whom and for what, when another page knew it; the search does not ask, the form after it does."""
    return [(name, asked[name]) for name in ("huurder", "activiteit") if asked.get(name)]


def results(request: HttpRequest, form: FinderForm) -> dict[str, Any]:
    typed = form.cleaned_data
    rule: Rule = typed["rule"]
    found = finding.find(
        rule=rule,
        persons=typed["personen"],
        features=typed["met"],
        kind=typed["soort"],
        building=typed["huis"],
        by=request.user,
        at=timezone.now(),
    )
    days = found[0].days if found else []
    skipped = [day for day in days if not finding.is_on(day)]
    nothing_left = bool(days) and len(days) == len(skipped)
    hits = [] if nothing_left else [hit(each, way_on(request, form)) for each in found]
    return {
        "rule": in_words(rule),
        "hits": hits[:FIRST_SHOWN],
        "rest": hits[FIRST_SHOWN:],
        "free_count": sum(each.is_free for each in found),
        "date_count": len(days) - len(skipped),
        "skipped_count": len(skipped),
        "skipped_for": list(dict.fromkeys(day.why for day in skipped)),
        "nothing_left": nothing_left,
        "is_series": form.is_series,
        "searched": True,
    }


def hit(found: finding.Found, way: "WayOn") -> Hit:
    marks = strip(found.days, set(found.clashes)) if found.of > 1 else None
    return Hit(
        found=found,
        url=way.to(found.room, found_rule=way.rule),
        strip=marks,
        taken=spoken(found.clashes),
        features=", ".join(RoomFeature(feature).label for feature in found.room.features),
        nearby=[(each, way.to(found.room, found_rule=each.rule)) for each in found.nearby],
    )


def spoken(days: Sequence[date]) -> list[str]:
    return [dutch_day(day, short=True) for day in days]


@dataclass(frozen=True)
class WayOn:
    """The form that books what was found: the wizard for a series, else the form for one booking."""

    address: str
    rule: Rule
    is_series: bool
    known: dict[str, str]

    def to(self, room: Room, *, found_rule: Rule) -> str:
        query = self.series(found_rule) if self.is_series else self.once(found_rule)
        return f"{self.address}?{urlencode({'ruimte': room.slug, **query, **self.known}, doseq=True)}"

    def once(self, rule: Rule) -> dict[str, Any]:
        return {"dag": rule.first_on.isoformat(), "van": f"{rule.starts:%H:%M}", "tot": f"{rule.ends:%H:%M}"}

    def series(self, rule: Rule) -> dict[str, Any]:
        holidays = {"schoolvakanties": rule.follows_school_holidays, "feestdagen": rule.follows_public_holidays}
        return {
            "dagen": list(rule.weekdays),
            "van": f"{rule.starts:%H:%M}",
            "tot": f"{rule.ends:%H:%M}",
            "om": rule.every_weeks,
            "eerste": rule.first_on.isoformat(),
            "laatste": rule.last_on.isoformat(),
            **{name: "on" for name, follows in holidays.items() if follows},
        }


def way_on(request: HttpRequest, form: FinderForm) -> WayOn:
    user: Any = request.user
    once = "bookings:booking-add" if may_book(user) else "bookings:my-book"
    address = address_for(user, "bookings:series-add" if form.is_series else once)
    known = {name: request.GET[name] for name in PASSED_ON if request.GET.get(name)}
    return WayOn(address, form.cleaned_data["rule"], form.is_series, known)
