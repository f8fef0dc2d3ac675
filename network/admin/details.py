"""How partners are reached and by which numbers they are known; numbers are normalised by the domain."""

from typing import Any

from django import forms
from django.contrib import admin

from fluxus.errors import Refusal
from network.admin.looking import Kept
from network.domain import identifiers
from network.models import Address, EmailAddress, Identifier, PhoneNumber


class IdentifierForm(forms.ModelForm):
    """The number as it is kept; a BSN is refused."""

    class Meta:
        model = Identifier
        fields = ["kind", "value"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("kind") and data.get("value"):
            person = getattr(self.instance.partner, "is_person", True) if self.instance.partner_id else True
            try:
                data["value"] = identifiers.normalise(data["kind"], data["value"], person=person)
            except Refusal as refusal:
                self.add_error("value", refusal.sentence)
        return data


class PhoneForm(forms.ModelForm):
    """The number as typed, and as E.164 beside it."""

    class Meta:
        model = PhoneNumber
        fields = ["number", "is_primary"]

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        try:
            self.instance.e164 = identifiers.phone(number)
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        return number


class AddressForm(forms.ModelForm):
    class Meta:
        model = Address
        fields = ["kind", "street", "house_number", "suffix", "postcode", "city", "wijk"]

    def clean_postcode(self) -> str:
        try:
            return identifiers.postcode(self.cleaned_data["postcode"])
        except Refusal as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal


class EmailInline(admin.TabularInline):
    model = EmailAddress
    extra = 0


class PhoneInline(admin.TabularInline):
    model = PhoneNumber
    form = PhoneForm
    extra = 0


class AddressInline(admin.TabularInline):
    model = Address
    form = AddressForm
    extra = 0


class IdentifierInline(admin.TabularInline):
    model = Identifier
    form = IdentifierForm
    extra = 0


@admin.register(Address)
class AddressAdmin(Kept):
    list_display = ["partner", "line", "postcode", "city", "wijk"]
    list_select_related = ["partner", "wijk"]
    list_filter = ["kind", "city", "wijk"]
    search_fields = ["partner__name", "street", "postcode", "city"]
    ordering = ["postcode", "house_number"]


@admin.register(EmailAddress)
class EmailAddressAdmin(Kept):
    list_display = ["address", "partner", "is_primary"]
    list_select_related = ["partner"]
    list_filter = ["is_primary"]
    search_fields = ["address", "partner__name"]
    ordering = ["address"]


@admin.register(PhoneNumber)
class PhoneNumberAdmin(Kept):
    list_display = ["number", "e164", "partner", "is_primary"]
    list_select_related = ["partner"]
    list_filter = ["is_primary"]
    search_fields = ["number", "e164", "partner__name"]
    ordering = ["e164"]


@admin.register(Identifier)
class IdentifierAdmin(Kept):
    list_display = ["partner", "kind", "value"]
    list_select_related = ["partner"]
    list_filter = ["kind"]
    search_fields = ["value", "partner__name"]
    ordering = ["kind", "value"]
