"""Forms of invoices: what a list shows, a new one, and giving (part of) one back."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import TextChoices

from contracts.domain.billing.deducting import advances_of
from contracts.domain.billing.taken import left_of
from contracts.enums import InvoiceKind
from contracts.forms.invoice_lines import LinesField
from contracts.models import Invoice, InvoiceLine
from fluxus.forms import EuroField, HouseForm
from fluxus.money import euros
from fluxus.periods import MONTHS
from network.forms.fields import PartnerField
from network.models import Partner

MONTHS_BACK = 24
KINDS = [(each.value, each.label) for each in InvoiceKind if each != InvoiceKind.CREDIT]


class Standing(TextChoices):
    """By what a list can be narrowed; open and late follow from the bank, so they are no column."""

    DRAFT = "draft", "concept"
    OPEN = "open", "open"
    LATE = "late", "te laat"
    PAID = "paid", "betaald"
    CREDITED = "credited", "gecrediteerd"


class InvoiceFilterForm(HouseForm):
    """What the list shows; a filter that makes no sense shows everything."""

    q = forms.CharField(label="Zoeken", max_length=100, required=False, widget=forms.TextInput({"type": "search"}))
    status = forms.ChoiceField(label="Stand", required=False, choices=[("", "Alles"), *Standing.choices])
    soort = forms.ChoiceField(label="Soort", required=False, choices=[("", "Alles"), *InvoiceKind.choices])
    maand = forms.ChoiceField(label="Factuurmaand", required=False)
    partner = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["maand"].choices = [("", "Alles"), *months_back(today)]

    def chosen(self, name: str) -> Any:
        """What was filled in and makes sense, else ''."""
        self.is_valid()
        return self.cleaned_data.get(name) or ""


def months_back(today: date) -> list[tuple[str, str]]:
    """('2026-11', 'november 2026') and the months before it."""
    first = today.year * 12 + today.month - 1
    found = (divmod(first - back, 12) for back in range(MONTHS_BACK))
    return [(f"{year}-{month + 1:02d}", f"{MONTHS[month]} {year}") for year, month in found]


class NewInvoiceForm(HouseForm):
    """An invoice that does not come from a booking. The btw follows from the product and the tenant."""

    partner = PartnerField(label="Afnemer", help_text="Typ een paar letters van de naam.")
    kind = forms.ChoiceField(label="Soort", choices=KINDS, initial=InvoiceKind.INVOICE)
    subject = forms.CharField(label="Betreft", max_length=160, required=False)
    lines = LinesField(label="Regels", help_text="Prijzen zonder btw.")
    deducts = forms.MultipleChoiceField(
        label="Voorschotten aftrekken", required=False, widget=forms.CheckboxSelectMultiple
    )
    buyer_reference = forms.CharField(label="Kenmerk van de afnemer", max_length=60, required=False)
    order_reference = forms.CharField(label="Bestelnummer", max_length=60, required=False)
    note = forms.CharField(
        label="Opmerking op de factuur", max_length=500, required=False, widget=forms.Textarea({"rows": 2})
    )
    request_token = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"request_token": uuid4(), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.advances = advances_of(partner) if (partner := self.partner_typed()) else []
        if self.advances:
            self.fields["deducts"].choices = [(str(each.pk), advance_words(each)) for each in self.advances]
        else:
            del self.fields["deducts"]

    def partner_typed(self) -> Partner | None:
        """Whom somebody chose so far, before the rest of the form makes sense."""
        typed = self.data.get("partner") if self.is_bound else self.initial.get("partner")
        try:
            found: Partner | None = self.fields["partner"].clean(typed) if typed else None
        except forms.ValidationError:
            return None
        return found

    @property
    def deducted(self) -> list[Invoice]:
        """The advances that were ticked."""
        return [each for each in self.advances if str(each.pk) in self.cleaned_data.get("deducts", [])]


def advance_words(advance: Invoice) -> str:
    return f"{advance.number}, {advance.subject or 'voorschot'}, {euros(advance.net_cents)} zonder btw"


class CreditForm(HouseForm):
    """How much of each line is given back, in net cents; everything that is left unless somebody types less."""

    reason = forms.CharField(
        label="Waarom crediteer je?",
        max_length=300,
        help_text="Dit staat op de creditfactuur.",
        error_messages={"required": "Zeg waarom je crediteert; dat staat op de creditfactuur."},
    )

    def __init__(self, *args: Any, lines: Sequence[InvoiceLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.left = lines, left_of(lines)
        for line in lines:
            if self.left[line.pk] > 0:
                self.fields[name_of(line)] = EuroField(
                    label=line.description,
                    required=False,
                    initial=self.left[line.pk],
                    help_text=f"Hoogstens {euros(self.left[line.pk])} zonder btw. Leeg of 0: niets van deze regel.",
                )

    @property
    def amounts(self) -> dict[int, int]:
        found = {line.pk: self.cleaned_data.get(name_of(line)) or 0 for line in self.lines}
        return {pk: cents for pk, cents in found.items() if cents}


def name_of(line: InvoiceLine) -> str:
    return f"amount_{line.pk}"
