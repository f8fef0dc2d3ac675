"""What the address of a page names: the partner, wijk or moment that a form starts from."""

from typing import Any

from django.http import HttpRequest

LONGEST_KEY = 18


def asked_for(request: HttpRequest, rows: Any, name: str, field: str) -> Any:
    """The row of `rows` (those this person may see) whose `field` the address names; None when there is none."""
    value = request.GET.get(name, "").replace("\x00", "")
    if not value or (field == "pk" and not (value.isdecimal() and len(value) <= LONGEST_KEY)):
        return None
    return rows.filter(**{field: value}).first()
