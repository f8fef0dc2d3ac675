"""Who answers for a wijk."""

from typing import Any

from django import forms
from django.utils import timezone

from fluxus.forms import DayField, HouseForm
from network.models import User


class Colleague(forms.ModelChoiceField):
    """A colleague by name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"empty_label": "Kies een collega", **kwargs})

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name)


class AppointForm(HouseForm):
    """A colleague becomes accounthouder from a day."""

    user = Colleague(label="Collega", queryset=User.objects.none())
    from_day = DayField(label="Vanaf")
    is_primary = forms.BooleanField(label="Eerste accounthouder", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = User.objects.colleagues().order_by("name")
        self.fields["from_day"].initial = timezone.localdate
