"""Bad input: what people, programs and the night of the clock change put into forms."""

from collections.abc import Callable
from datetime import date, timedelta

from tests.forms import Form

SCRIPT = "<script>alert(1)</script>"
RIGHT_TO_LEFT = "\u202egnp.exe"
SPRING_NIGHT, AUTUMN_NIGHT = "2027-03-28", "2026-10-25"

TEXTS = {
    "empty": "",
    "blank": "   \t ",
    "huge": "x" * 100_000,
    "emoji": "👩🏽‍🎨🎷🏳️‍🌈",
    "script": SCRIPT,
    "right to left": RIGHT_TO_LEFT,
    "nul": "a\x00b",
    "quotes": "'; DROP TABLE network_partner; -- \" %s {{ 7*7 }} ${x}",
    "surrogate and controls": "a\u0085\u2028\ufeff\x1b[31m",
    "bsn as btw": "NL111222333B01",
    "bsn": "111222333",
    "negative": "-1",
    "very big number": "9" * 30,
    "fraction": "1,005",
    "not a number": "NaN",
    "infinite": "1e999",
    "far digits": "٣٤",
    "old date": "0001-01-01",
    "late date": "9999-12-31",
    "no date": "2027-02-30",
    "time off the grid": "19:07",
}
CHOICES = {"wrong id": "99999999", "no id": "abc", "huge id": "9" * 30, "nul id": "\x00"}
# What a single field of a kind is tried with; all texts go into all fields at once besides.
SHARP = {
    "number": ("negative", "very big number", "fraction", "not a number", "infinite", "far digits", "emoji"),
    "date": ("no date", "old date", "late date", "emoji", "nul"),
    "time": ("time off the grid", "nul", "far digits"),
    "email": ("script", "nul", "huge", "emoji"),
}
SHARP_TEXTS = ("script", "nul", "huge", "quotes", "emoji", "right to left", "bsn as btw", "very big number")
QUESTIONS = ("script", "nul", "huge", "very big number", "negative", "not a number", "no date", "late date", "quotes")


def next_tuesday() -> str:
    today = date.today()  # noqa: DTZ011  # only needs to lie ahead
    return (today + timedelta(days=(1 - today.weekday()) % 7 + 7)).isoformat()


def on_day(form: Form, day: str, start: str, end: str) -> dict[str, str]:
    """All dates on `day`, times alternating between `start` and `end`."""
    changes, clock = {}, {}
    for item in form.fields:
        if item.kind == "date":
            changes[item.name] = day
        elif item.kind in {"time", "datetime-local"}:
            clock[item.name] = item.kind
    for number, (name, kind) in enumerate(clock.items()):
        value = (start, end)[number % 2]
        changes[name] = value if kind == "time" else f"{day}T{value}"
    return changes


# Cases that change several fields at once.
WHOLE: dict[str, Callable[[Form], dict[str, str]]] = {
    "everything empty": lambda form: {item.name: "" for item in form.fields if item.kind != "hidden"},
    "end before start": lambda form: on_day(form, next_tuesday(), "21:00", "19:00"),
    "end is start": lambda form: on_day(form, next_tuesday(), "19:00", "19:00"),
    "spring night": lambda form: on_day(form, SPRING_NIGHT, "02:00", "03:00"),
    "into the spring night": lambda form: on_day(form, SPRING_NIGHT, "01:30", "02:30"),
    "autumn night": lambda form: on_day(form, AUTUMN_NIGHT, "02:00", "03:00"),
    "long ago": lambda form: on_day(form, "1999-12-31", "23:00", "23:45"),
}


def cases(form: Form) -> list[tuple[str, str, dict[str, str]]]:
    """Every bad filling of a form: what is wrong, in which field ('*' for all at once), and the changes."""
    typed = {item.name: item for item in form.fields if item.is_typed}
    chosen = {item.name: item for item in form.fields if not item.is_typed and item.name != "csrfmiddlewaretoken"}
    found = [(label, "*", change(form)) for label, change in WHOLE.items()]
    if typed:
        found += [(label, "*", dict.fromkeys(typed, text)) for label, text in TEXTS.items() if label != "huge"]
    for name, item in typed.items():
        found += [(label, name, {name: TEXTS[label]}) for label in SHARP.get(item.kind, SHARP_TEXTS)]
    for name in chosen:
        found += [(label, name, {name: value}) for label, value in CHOICES.items()]
    return found
