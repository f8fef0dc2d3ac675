"""Handing in an invoice to us, and deciding on one."""

from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError

from contracts.domain.purchasing.delivered import Work
from contracts.domain.purchasing.vat import rates_for
from contracts.models import AgreementLine
from fluxus import uploads
from fluxus.forms import DayField, EuroField, HouseForm, UploadField
from fluxus.money import parse_euros
from fluxus.periods import dutch_period


class SubmitForm(HouseForm):
    """The appointments with their amounts, travel costs, and what is on the paper."""

    their_number = forms.CharField(
        label="Jouw factuurnummer", max_length=40, error_messages={"required": "Vul het nummer van je factuur in."}
    )
    their_date_on = DayField(label="Factuurdatum", error_messages={"required": "Vul de datum van je factuur in."})
    rate = forms.ChoiceField(label="Btw op je factuur", error_messages={"required": "Kies de btw op je factuur."})
    gross = EuroField(
        label="Totaal op je factuur",
        help_text="Met btw. We kijken of dit klopt met je keuzes hierboven.",
        error_messages={"required": "Vul het totaal van je factuur in."},
    )
    file = UploadField(
        label="Je factuur als pdf", kinds=(uploads.PDF,), error_messages={"required": "Kies de pdf van je factuur."}
    )
    note = forms.CharField(label="Opmerking", max_length=500, required=False, widget=forms.Textarea({"rows": 2}))
    request_token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, work: Work, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.work = work
        self.initial |= {"request_token": uuid4(), "their_date_on": today}
        rates: Any = self.fields["rate"]
        rates.choices = rates_for(work.agreement.partner.vat_status, today)
        if len(rates.choices) == 1:
            self.initial["rate"] = rates.choices[0][0]
        if work.travel_cents:
            self.fields["travel"] = EuroField(
                label="Reiskosten", required=False, help_text="Hoogstens wat er van de afspraak over is."
            )
            self.initial["travel"] = work.travel_cents
        chosen = self.data.getlist("line") if self.is_bound else [str(line.pk) for line in work.lines]
        self.chosen = {int(each) for each in chosen if each.isdigit()}
        self.typed = {line.pk: self.data.get(f"amount-{line.pk}", "") for line in work.lines} if self.is_bound else {}
        self.amounts: dict[int, int] = {}
        self.faults: dict[int, str] = {}

    @property
    def paper(self) -> list[Any]:
        """The fields that stand below the appointments."""
        names = ["travel", "their_number", "their_date_on", "rate", "gross", "file", "note"]
        return [self[name] for name in names if name in self.fields]

    def rows(self) -> list[dict[str, Any]]:
        """Each appointment with what was ticked and typed."""
        return [self._row(line) for line in self.work.lines]

    def clean(self) -> dict[str, Any]:
        """Each amount that was ticked; a fault stands next to its appointment."""
        found: dict[str, Any] = super().clean() or self.cleaned_data
        for line in self.work.lines:
            if line.pk in self.chosen:
                self._read(line)
        unknown = self.chosen - {line.pk for line in self.work.lines}
        if unknown:
            self.add_error(None, "Een van de gekozen afspraken staat al op een factuur. Kijk het lijstje na.")
        if self.faults:
            self.add_error(None, "Kijk de bedragen bij de afspraken na.")
        return found

    def handed_in(self) -> dict[str, Any]:
        """What the domain takes."""
        data = self.cleaned_data
        return {
            "amounts": self.amounts,
            "travel_cents": data.get("travel") or 0,
            "their_number": data["their_number"],
            "their_date_on": data["their_date_on"],
            "rate": data["rate"],
            "gross_cents": data["gross"],
            "upload": data["file"],
            "note": data["note"],
            "request_token": data["request_token"],
        }

    def _read(self, line: AgreementLine) -> None:
        try:
            self.amounts[line.pk] = parse_euros(self.typed.get(line.pk, ""))
        except ValidationError as error:
            self.faults[line.pk] = str(error.messages[0])

    def _row(self, line: AgreementLine) -> dict[str, Any]:
        return {
            "line": line,
            "when": dutch_period(line.local_start, line.local_end),
            "is_chosen": line.pk in self.chosen,
            "amount": self.typed.get(line.pk) or f"{line.fee_cents / 100:.2f}".replace(".", ","),
            "fault": self.faults.get(line.pk, ""),
        }


class ApproveForm(HouseForm):
    """Why it is right that something is other than agreed; asked only then."""

    difference_reason = forms.CharField(
        label="Waarom is dit goed?",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="Blijft bij de factuur bewaard.",
        error_messages={"required": "Leg uit waarom het goed is dat dit anders is dan afgesproken."},
    )

    def __init__(self, *args: Any, differs: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not differs:
            del self.fields["difference_reason"]


class SendBackForm(HouseForm):
    """What is wrong; the cultuurmaker reads it."""

    reason = forms.CharField(
        label="Wat klopt er niet?",
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
        help_text="De cultuurmaker krijgt deze zin in een mail.",
        error_messages={"required": "Schrijf op wat er niet klopt. De cultuurmaker leest dit."},
    )
