"""Price lists and their lines, trying them on a season, and the price of one booking."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from bookings.enums import Audience, TariffClass, Weekday
from bookings.models import CancellationRule, PriceList, Season, Supplement, Tariff
from fluxus.forms import ClockField, DayField, EuroField, HouseForm, HouseModelForm


class PriceListForm(HouseForm):
    """What a list is called and from when it holds."""

    name = forms.CharField(label="Naam", max_length=80, help_text="Bijvoorbeeld Seizoen 2027–2028.")
    valid_from = DayField(label="Geldt vanaf")
    note = forms.CharField(label="Toelichting", max_length=300, required=False)


class NewPriceListForm(PriceListForm):
    """A new list, empty or as a copy of another at so many percent more."""

    source = forms.ModelChoiceField(
        label="Kopie van", queryset=PriceList.objects.none(), required=False, empty_label="Leeg beginnen"
    )
    percent = forms.DecimalField(
        label="Verhogen met (%)",
        min_value=-90,
        max_value=500,
        max_digits=6,
        decimal_places=2,
        required=False,
        localize=True,
        help_text="Met een min ervoor gaan de prijzen omlaag. We ronden af op 5 cent.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources: Any = self.fields["source"]
        sources.queryset = PriceList.objects.order_by("-valid_from", "-pk")


class TariffForm(HouseModelForm):
    """A tariff, always or in a window of the week."""

    tariff_class = forms.ChoiceField(label="Tariefgroep", choices=[("", "Kies een tariefgroep"), *TariffClass.choices])
    audience = forms.ChoiceField(label="Voor", choices=[("", "Kies voor wie"), *Audience.choices])
    weekdays = forms.TypedMultipleChoiceField(
        label="Dagen",
        choices=Weekday.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Kies je niets, dan geldt het elke dag.",
    )
    from_time = ClockField(label="Van", required=False)
    until_time = ClockField(label="Tot", required=False, help_text="Leeg is de hele dag.")
    amount_cents = EuroField(label="Bedrag, zonder btw")

    class Meta:
        model = Tariff
        fields = ("tariff_class", "audience", "unit", "amount_cents", "weekdays", "from_time", "until_time")

    def clean_weekdays(self) -> list[int]:
        return sorted(self.cleaned_data["weekdays"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first, last = cleaned.get("from_time"), cleaned.get("until_time")
        if first and last and last <= first:
            self.add_error("until_time", ValidationError("Het einde moet na het begin liggen.", code="order"))
        return cleaned


class SupplementForm(HouseModelForm):
    """What can be hired with a room."""

    amount_cents = EuroField(label="Bedrag, zonder btw")

    class Meta:
        model = Supplement
        fields = ("name", "unit", "amount_cents", "is_service", "position")


class CancellationRuleForm(HouseModelForm):
    """What lapsing late costs, for everybody or for one kind of renter."""

    audience = forms.ChoiceField(label="Voor", choices=[("", "iedereen"), *Audience.choices], required=False)
    percent = forms.IntegerField(label="Percentage van de prijs", min_value=0, max_value=100)

    class Meta:
        model = CancellationRule
        fields = ("audience", "hours_before", "percent")


LINE_FORMS: dict[str, type[HouseModelForm]] = {
    "tarief": TariffForm,
    "toeslag": SupplementForm,
    "annulering": CancellationRuleForm,
}


class SeasonForm(HouseForm):
    """Which season to try a list on."""

    seizoen = forms.ModelChoiceField(label="Seizoen", queryset=Season.objects.none(), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seasons: Any = self.fields["seizoen"]
        seasons.queryset = Season.objects.order_by("-starts_on")


class ManualPriceForm(HouseForm):
    """A price that somebody sets himself, with a reason that stays on the booking."""

    price = EuroField(label="Prijs, zonder btw")
    reason = forms.CharField(label="Waarom een eigen prijs?", max_length=150)
