"""The planning board: rooms by day and by week, as a grid or as a list, kept up to date while it is looked at."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_GET

from bookings.domain.board_rows import fingerprint, read
from bookings.domain.occupation import Holiday, Occupation, holidays, occupations, with_parts
from bookings.forms import FilterForm, QuickSetForm
from bookings.models import Room
from bookings.rules import may_see_board
from bookings.views import grid
from bookings.views.cells import Doors
from fluxus.access import allow
from fluxus.periods import GRID_MINUTES, Period, dutch_day, monday, now
from fluxus.web import is_fragment_request, respond

DAY, WEEK, LIST = "dag", "week", "lijst"
YEARS_SHOWN = (2000, 2100)
NIGHT_ENDS = time(6)
"""What is shown of a last day may run on into the night until then."""


@dataclass(frozen=True)
class Asked:
    """What the address asks for; anything strange becomes the usual."""

    day: date
    is_week: bool
    is_list: bool
    query: QueryDict

    @classmethod
    def by(cls, query: QueryDict) -> "Asked":
        kept = query.copy()
        kept.pop("stand", None)
        return cls(
            day=asked_day(query.get("dag", "")),
            is_week=query.get("beeld") == WEEK,
            is_list=query.get("weergave") == LIST,
            query=kept,
        )

    @property
    def days(self) -> list[date]:
        return week_of(self.day) if self.is_week else [self.day]

    def link(self, **changes: Any) -> str:
        """The same board with something else; None leaves a part out."""
        query = self.query.copy()
        for name, value in changes.items():
            query.pop(name, None)
            if value is not None:
                query[name] = str(value)
        return f"?{query.urlencode()}"


def asked_day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return now().date()
    return day if YEARS_SHOWN[0] <= day.year < YEARS_SHOWN[1] else now().date()


def week_of(day: date) -> list[date]:
    return [monday(day) + timedelta(days=number) for number in range(7)]


@allow(may_see_board)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    asked = Asked.by(request.GET)
    filters = FilterForm(request.GET, owner=request.user)
    chosen, window = filtered(filters), window_of(asked.days)
    if answer := short_answer(request, chosen, window):
        return answer
    rooms = with_parts(chosen)
    rows, doors = read(rooms, window), Doors.of(request.user)
    context = {
        "asked": asked,
        "filters": filters,
        "filter_count": len([name for name in filters.fields if filters.cleaned_data.get(name)]),
        "rooms": rooms,
        "doors": doors,
        "links": navigation(asked),
        "live_url": asked.link(stand=stand_of(rows.fingerprint, window)),
        "set_form": QuickSetForm(auto_id="set_%s"),
    }
    show = week if asked.is_week else day
    context |= show(asked, rooms, occupations(rooms, rows, request.user), doors)
    return respond(request, "bookings/board.html", context, fragment="live")


def window_of(days: list[date]) -> Period:
    """The whole days, and the night after the last."""
    return Period(datetime.combine(days[0], time()), datetime.combine(days[-1] + timedelta(days=1), NIGHT_ENDS))


def stand_of(rows: str, window: Period) -> str:
    """Which days the board shows and what stands there, in short; the mark of the present moment moves it on every quarter."""
    wall = now()
    is_now = window.start <= wall < window.end
    quarter = f"-{wall:%H}{wall.minute // GRID_MINUTES}" if is_now else ""
    return f"{first_day(window)}{rows}{quarter}"


def first_day(window: Period) -> str:
    return f"{window.start:%Y%m%d}-"


def short_answer(request: HttpRequest, rooms: QuerySet[Room], window: Period) -> HttpResponse | None:
    """To a page that asks what changed since `stand`: nothing did, or it is another day by now and the page starts anew."""
    known = request.GET.get("stand", "")
    if not (known and is_fragment_request(request)):
        return None
    if not known.startswith(first_day(window)):
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return HttpResponse(status=204) if known == stand_of(fingerprint(rooms, window), window) else None


def filtered(filters: FilterForm) -> QuerySet[Room]:
    """Bookable rooms that fit the filters; a filter that makes no sense is none."""
    filters.is_valid()
    asked = filters.cleaned_data
    rooms = Room.objects.bookable()
    if asked.get("set"):
        rooms = rooms.filter(sets=asked["set"])
    if asked.get("huis"):
        rooms = rooms.filter(building=asked["huis"])
    if asked.get("soort"):
        rooms = rooms.filter(kind=asked["soort"])
    if asked.get("met"):
        rooms = rooms.filter(features__contains=asked["met"])
    if asked.get("personen"):
        rooms = rooms.filter(capacity__gte=asked["personen"])
    return rooms


def navigation(asked: Asked) -> dict[str, str]:
    step = timedelta(days=7 if asked.is_week else 1)
    return {
        "before": asked.link(dag=asked.day - step),
        "after": asked.link(dag=asked.day + step),
        "today": asked.link(dag=None),
        "day": asked.link(beeld=None),
        "week": asked.link(beeld=WEEK),
        "grid": asked.link(weergave=None),
        "list": asked.link(weergave=LIST),
        "all": "?" + "&".join(part for part in (f"dag={asked.day}", f"beeld={WEEK}" if asked.is_week else "") if part),
    }


type Taken = dict[int, list[Occupation]]


def day(asked: Asked, rooms: list[Room], taken: Taken, doors: Doors) -> dict[str, Any]:
    frame = grid.Frame.of(asked.day, rooms)
    rows = [grid.row(room, asked.day, frame, taken[room.pk], label=room.name, doors=doors) for room in rooms]
    return {
        "title": dutch_day(asked.day),
        "week_number": asked.day.isocalendar().week,
        "frame": frame,
        "groups": per_building(rows),
        "holidays": spoken(holidays(asked.day, asked.day)),
        "now_at": frame.now_at(now()),
        "kinds": legend(taken),
    }


def week(asked: Asked, rooms: list[Room], taken: Taken, doors: Doors) -> dict[str, Any]:
    days, off = asked.days, holidays(asked.days[0], asked.days[-1])
    frames = grid.widest([grid.Frame.of(day, rooms) for day in days])
    rows = [grid.week_row(room, frames, taken[room.pk], doors=doors) for room in rooms]
    return {
        "title": grid.week_title(days[0], days[-1]),
        "week_number": days[0].isocalendar().week,
        "frame": frames[0],
        "holidays": spoken(off),
        "heads": [head(day, asked, holidays_of=off) for day in days],
        "groups": per_building(rows),
        "kinds": legend(taken),
    }


def head(day: date, asked: Asked, *, holidays_of: list[Holiday]) -> dict[str, Any]:
    """A day above a column of the week, with the link to that day."""
    return {
        "day": day,
        "is_today": day == now().date(),
        "href": asked.link(beeld=None, dag=day),
        "holidays": [holiday for holiday in holidays_of if holiday.covers(day)],
    }


def spoken(found: list[Holiday]) -> list[str]:
    """'Kerstvakantie tot en met 3 januari', 'Eerste kerstdag'."""
    return [
        holiday.name
        if holiday.starts_on == holiday.ends_on
        else f"{holiday.name} tot en met {dutch_day(holiday.ends_on, short=True)}"
        for holiday in found
    ]


def per_building(rows: list[Any]) -> list[tuple[str, list[Any]]]:
    return [(building.name, list(own)) for building, own in groupby(rows, key=lambda row: row.room.building)]


def legend(taken: Taken) -> set[str]:
    """Which kinds of block are on the board, so that the legend explains what is there."""
    shown = [used for found in taken.values() for used in found]
    kinds = {str(used.kind) for used in shown}
    kinds |= {"turnaround"} if any(used.until > used.end for used in shown) else set()
    return kinds | ({"elsewhere"} if any(used.elsewhere for used in shown) else set())
