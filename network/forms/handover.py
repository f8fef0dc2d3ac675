"""From whom to whom, from which day, and what."""

from typing import Any

from django.http import QueryDict
from django.utils import timezone

from fluxus.forms import DayField, HouseForm
from network.domain.handover import holders
from network.forms.wijken import Colleague
from network.models import User


class HandoverForm(HouseForm):
    """Who gives and who gets."""

    giver = Colleague(label="Van", queryset=User.objects.none())
    receiver = Colleague(label="Aan", queryset=User.objects.none())
    from_day = DayField(label="Vanaf")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["giver"].queryset = holders()
        self.fields["receiver"].queryset = User.objects.colleagues().order_by("name", "pk")
        self.fields["from_day"].initial = timezone.localdate

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("giver") and cleaned.get("giver") == cleaned.get("receiver"):
            self.add_error("receiver", "Kies een andere collega om aan over te dragen.")
        return cleaned


class Ticked:
    """What is ticked on the page: keys of wijken and of tasks, and another colleague per wijk."""

    def __init__(self, data: QueryDict) -> None:
        self.data = data
        self.wijk_ids = numbers(data.getlist("wijk"))
        self.task_ids = numbers(data.getlist("taak"))

    @property
    def is_empty(self) -> bool:
        return not self.wijk_ids and not self.task_ids

    def receivers(self) -> dict[int, User]:
        """Who gets a wijk, where that is not the receiver of the rest."""
        asked = {key: numbers([self.data.get(f"aan-{key}", "")]) for key in self.wijk_ids}
        users = User.objects.colleagues().in_bulk({pk for chosen in asked.values() for pk in chosen})
        return {key: users[pk] for key, chosen in asked.items() for pk in chosen if pk in users}


def numbers(values: list[str]) -> list[int]:
    """The keys among what was sent, each once."""
    keys = (int(value) for value in values if value.isascii() and value.isdecimal() and len(value) < 19)
    return list(dict.fromkeys(keys))
