"""Files of the bank, and saying what its amounts are for."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from contracts.enums import InvoiceStatus, PurchaseStatus
from contracts.models import Invoice, PurchaseInvoice
from fluxus.camt import MOST_BYTES
from fluxus.forms import EuroField, HouseForm

LINES = 4
SHOWN = (("", "Te koppelen"), ("opzij", "Opzij gelegd"), ("alles", "Alles"))


class BankFileForm(HouseForm):
    """A file of the bank; what it is shows when it is read."""

    file = forms.FileField(
        label="Bankbestand",
        help_text="Een afschrift in het formaat CAMT.053 (XML), zoals je het bij de bank ophaalt.",
        widget=forms.FileInput({"accept": ".xml,.053,.c53,application/xml,text/xml"}),
        error_messages={"required": "Kies een bestand.", "empty": "Dit bestand is leeg."},
        max_length=200,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(f"Dit bestand is te groot. Het mag hoogstens {MOST_BYTES // 1024 // 1024} MB zijn.")
        return file


class BankFilterForm(HouseForm):
    """What the list shows; a filter that makes no sense shows what is to settle."""

    q = forms.CharField(label="Zoeken", max_length=100, required=False, widget=forms.TextInput({"type": "search"}))
    lijst = forms.ChoiceField(label="Toon", choices=SHOWN, required=False)

    def chosen(self, name: str) -> str:
        self.is_valid()
        return str(self.cleaned_data.get(name) or "")


def subject_of(number: str) -> Invoice | PurchaseInvoice:
    """The invoice with that number: ours, or the only approved one of a cultuurmaker."""
    ours = Invoice.objects.filter(number__iexact=number, status=InvoiceStatus.ISSUED).first()
    if ours is not None:
        return ours
    theirs = list(PurchaseInvoice.objects.filter(their_number__iexact=number, status=PurchaseStatus.APPROVED)[:2])
    if len(theirs) == 1:
        return theirs[0]
    if theirs:
        raise ValidationError(f"Meer cultuurmakers hebben een factuur {number}. Koppel die vanuit het voorstel.")
    raise ValidationError(f"Er is geen uitgegeven factuur met nummer {number}.")


class SplitForm(HouseForm):
    """Up to four invoices with what each gets; a line without an amount takes what is open, as far as the money goes."""

    may_exceed = forms.BooleanField(
        label="Ook als het meer is dan er open staat",
        help_text="Bijvoorbeeld bij een dubbele betaling. Het teveel betaal je later terug.",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(1, LINES + 1):
            self.fields[f"number_{place}"] = forms.CharField(label=f"Factuur {place}", max_length=40, required=False)
            self.fields[f"cents_{place}"] = EuroField(label=f"Bedrag {place}", least_cents=1, required=False)

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        return [(self[f"number_{place}"], self[f"cents_{place}"]) for place in range(1, LINES + 1)]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        lines = []
        for place in range(1, LINES + 1):
            number, cents = data.get(f"number_{place}", "").strip(), data.get(f"cents_{place}")
            if cents and not number:
                self.add_error(f"number_{place}", "Vul in voor welke factuur dit bedrag is.")
            elif number:
                try:
                    lines.append((subject_of(number), cents))
                except ValidationError as fault:
                    self.add_error(f"number_{place}", fault)
        if not lines and not self.errors:
            self.add_error("number_1", "Vul een factuurnummer in.")
        return {**data, "lines": lines}


class JoinForm(HouseForm):
    """The invoice that several transactions pay together."""

    number = forms.CharField(
        label="Samen voor factuur", max_length=40, error_messages={"required": "Vul een factuurnummer in."}
    )

    def clean_number(self) -> Invoice:
        found = subject_of(self.cleaned_data["number"].strip())
        if not isinstance(found, Invoice):
            raise ValidationError("Kies een factuur van ons.")
        return found


class ReasonForm(HouseForm):
    """Why."""

    reason = forms.CharField(label="Waarom", max_length=200, error_messages={"required": "Zeg kort waarom."})


class WriteOffForm(ReasonForm):
    """Why, and how much of what is open."""

    amount = EuroField(label="Bedrag", least_cents=1, error_messages={"required": "Vul een bedrag in, zoals 12,50."})


class SettleForm(HouseForm):
    """Which invoice of the same partner a credit note counts for, and how much of it."""

    invoice = forms.ModelChoiceField(
        Invoice.objects.none(),
        label="Verreken met factuur",
        empty_label="Kies een factuur",
        error_messages={"required": "Kies een factuur.", "invalid_choice": "Deze factuur staat niet meer open."},
    )
    amount = EuroField(label="Bedrag", least_cents=1, error_messages={"required": "Vul een bedrag in, zoals 12,50."})

    def __init__(self, *args: Any, choices: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["invoice"].queryset = choices
