"""Forms for how a partner is billed, and for another btw rule for a tenant."""

from typing import Any

from django import forms

from contracts.enums import BuyerKind, Product
from contracts.models import BillingProfile, VatRule
from fluxus.forms import DayField, HouseForm, HouseModelForm
from network.forms.fields import PartnerField


class BillingProfileForm(HouseModelForm):
    """What is particular to billing one partner; what stays empty follows the house."""

    payer = PartnerField(
        label="Facturen gaan naar",
        required=False,
        help_text="Alleen invullen als een ander betaalt, zoals een bestuur.",
    )

    class Meta:
        model = BillingProfile
        fields = (
            "payer", "buyer_kind", "payment_days", "email", "buyer_reference", "order_reference", "oin",
            "einvoice_profile",
        )  # fmt: skip
        help_texts = {
            "buyer_kind": "Voor consumenten gelden andere regels bij herinneren.",
            "payment_days": "Leeg: de termijn van het huis.",
            "email": "Leeg: het eerste e-mailadres van de partner.",
            "buyer_reference": "Bijvoorbeeld een kostenplaats. Staat op elke factuur.",
            "oin": "Het nummer van een overheid: 20 cijfers.",
            "einvoice_profile": "Alleen voor wie een KvK-nummer of OIN heeft.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["buyer_kind"].choices = [("", "nog niet bekend"), *BuyerKind.choices]

    def clean_payer(self) -> Any:
        payer = self.cleaned_data["payer"]
        if payer and payer.pk == self.instance.partner_id:
            raise forms.ValidationError("Een partner betaalt standaard zelf; kies alleen een ander.")
        return payer


class VatChoiceForm(HouseForm):
    """Another btw rule for what one tenant takes, with the reason."""

    partner = PartnerField(label="Huurder", help_text="Typ een paar letters van de naam.")
    rule = forms.ModelChoiceField(queryset=VatRule.objects.none(), label="Btw-regel", empty_label=None)
    reason = forms.CharField(
        label="Waarom", max_length=300, help_text="Bijvoorbeeld: wat de belastingadviseur schreef."
    )
    valid_from = DayField(label="Geldt vanaf")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["rule"]
        field.queryset = VatRule.objects.order_by("product", "-is_default", "name")
        field.label_from_instance = rule_words


class EndVatChoiceForm(HouseForm):
    """From which day the choice no longer holds."""

    ended_on = DayField(label="Geldt tot")


def rule_words(rule: VatRule) -> str:
    return f"{Product(rule.product).label}: {rule.name} ({rule.get_category_display()})"
