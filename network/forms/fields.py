"""Form fields for choosing from the network."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse_lazy
from django.utils.http import urlencode

from fluxus.text import fold, tidy
from network.models import Partner

NUMBERED = re.compile(r"· (\d{1,18})$")


def option(partner: Partner) -> str:
    """What stands in the box for this partner; the number tells namesakes apart."""
    return f"{partner.name} · {partner.pk}"


class PartnerInput(forms.TextInput):
    """A text box with a list of suggestions that follows what is typed."""

    template_name = "network/widgets/partner.html"

    def __init__(self, roles: Iterable[str] = ()) -> None:
        super().__init__(attrs={"autocomplete": "off", "spellcheck": "false"})
        self.roles = tuple(roles)

    def format_value(self, value: Any) -> str | None:
        return option(value) if isinstance(value, Partner) else super().format_value(value)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        asked = urlencode([("field", name), *(("role", role) for role in self.roles)])
        context["widget"]["options_url"] = f"{reverse_lazy('network:partner-options')}?{asked}"
        return context


class PartnerField(forms.CharField):
    """Choose one partner of `queryset`: suggestions while typing, or a name that only one partner has.

    `roles` narrows the suggestions; what may be chosen is `queryset`. Gives a Partner or None.
    """

    def __init__(self, queryset: QuerySet[Partner] | None = None, *, roles: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(**{"max_length": 250, "widget": PartnerInput(roles), **kwargs})
        self.queryset = queryset if queryset is not None else Partner.objects.all()

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = self.queryset.filter(pk=value).first()
        return option(value) if isinstance(value, Partner) else value

    def clean(self, value: Any) -> Partner | None:
        if isinstance(value, Partner):
            value = option(value)
        typed = tidy(super().clean(value))
        return self.find(typed) if typed else None

    def find(self, typed: str) -> Partner:
        numbered = NUMBERED.search(typed)
        chosen = self.queryset.filter(pk=numbered[1]) if numbered else self.queryset.filter(name__iexact=typed)
        found = list(chosen[:2]) or self.beginning(fold(typed))
        if len(found) == 1:
            return found[0]
        if found:
            raise ValidationError("Er zijn meer partners met deze naam. Kies er een uit de lijst.", code="ambiguous")
        raise ValidationError(
            "We kennen niemand met deze naam. Kies uit de lijst, of voeg de partner eerst toe.", code="unknown"
        )

    def beginning(self, words: str) -> list[Partner]:
        """At most two partners with `words` at the start of a word of the name: one is the answer, two is a question."""
        starts = Q(name_text__startswith=words) | Q(name_text__contains=f" {words}")
        return list(self.queryset.filter(starts)[:2]) if words else []

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "")


class PartnersInput(forms.Widget):
    """A box per partner and one empty, so that it works without scripts. `wants_focus`: somebody asked for one more."""

    template_name = "network/widgets/partners.html"
    MOST = 40

    def __init__(self) -> None:
        super().__init__()
        self.box = PartnerInput()
        self.wants_focus = False

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        typed = data.getlist(name) if hasattr(data, "getlist") else data.get(name) or []
        return [text for text in typed[: self.MOST] if text.strip()]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        known = context["widget"]["attrs"]
        values = [*(value or []), *([""] if self.wants_focus else []), ""]
        first_empty = values.index("") if self.wants_focus else None
        context["widget"]["boxes"] = [
            self.a_box(name, text, {**known, **({"data-focus": True} if number == first_empty else {})}, number)
            for number, text in enumerate(values)
        ]
        return context

    def a_box(self, name: str, text: str, attrs: dict[str, Any], number: int) -> Any:
        """One box; the first keeps the id of the field, so that its label leads there."""
        key = f"{attrs['id']}_{number}" if number else attrs["id"]
        return self.box.get_context(name, text, {**attrs, "id": key})["widget"]

    def format_value(self, value: Any) -> Any:
        return value


class PartnersField(forms.Field):
    """Choose several partners of `queryset`, each as in a `PartnerField`. Gives a list."""

    widget = PartnersInput

    def __init__(self, queryset: QuerySet[Partner] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.one = PartnerField(queryset, required=False)

    def prepare_value(self, value: Any) -> Any:
        return [self.one.prepare_value(item) for item in value or []]

    def clean(self, value: Any) -> list[Partner]:
        super().clean(value)
        found, faults = {}, []
        for text in value or []:
            try:
                partner = self.one.clean(text)
            except ValidationError as fault:
                faults += [f"{tidy(str(text))[:60]}: {sentence}" for sentence in fault.messages]
            else:
                found |= {partner.pk: partner} if partner else {}
        if faults:
            raise ValidationError(faults)
        return list(found.values())
