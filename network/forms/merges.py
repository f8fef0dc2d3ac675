"""Choosing whom to merge, and whose values stay."""

import json
import re
from typing import Any

from django import forms

from fluxus.forms import HouseForm
from network.domain.merging import Choice, Comparison
from network.forms.fields import PartnerField
from network.models import Partner

LONGEST_SEEN = 5_000


def field_name(key: str) -> str:
    """'network.Address.partner:visit' as the name of an input."""
    return "keuze-" + re.sub(r"[^a-zA-Z_]+", "-", key).strip("-")


class MergeForm(HouseForm):
    """One choice per difference, why, and what the page showed, by which is seen that somebody changed it meanwhile."""

    reason = forms.CharField(label="Waarom?", max_length=300, required=False, help_text="Komt op de tijdlijn te staan.")
    seen = forms.CharField(widget=forms.HiddenInput, max_length=LONGEST_SEEN)

    def __init__(self, *args: Any, comparison: Comparison, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.comparison = comparison
        self.fields["seen"].initial = json.dumps(comparison.stamps)
        for choice in comparison.choices:
            self.fields[field_name(choice.key)] = forms.ChoiceField(
                label=choice.label,
                choices=choice.options,
                initial=choice.default,
                widget=forms.RadioSelect,
                required=False,
            )

    def clean_seen(self) -> dict[str, str]:
        """What cannot be read was seen by nobody, so that the page is shown again."""
        try:
            seen = json.loads(self.cleaned_data["seen"])
        except ValueError:
            return {}
        return seen if isinstance(seen, dict) else {}

    def choices(self) -> dict[str, str]:
        names = {choice.key: field_name(choice.key) for choice in self.comparison.choices}
        return {key: self.cleaned_data[name] for key, name in names.items() if self.cleaned_data.get(name)}

    def rows(self) -> list[tuple[Choice, Any]]:
        """Each difference with its input."""
        return [(choice, self[field_name(choice.key)]) for choice in self.comparison.choices]


class MergeWithForm(HouseForm):
    """With whom somebody may be the same; only of his own kind, because a person and an organisation never become one."""

    other = PartnerField(label="Samenvoegen met", help_text="Begin te typen en kies uit de lijst.")

    def __init__(self, *args: Any, partner: Partner, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = Partner.objects.filter(kind=partner.kind).exclude(pk=partner.pk)
