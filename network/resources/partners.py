"""Lists of the network for a spreadsheet."""

from typing import Any

from import_export import fields, resources

from network.enums import IdentifierKind
from network.models import Partner

# What a spreadsheet takes for the beginning of a formula (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(value: Any) -> Any:
    """Text that a spreadsheet shows instead of calculates."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" ").startswith(FORMULA_STARTS) else value


class PartnerResource(resources.ModelResource):
    """One line per partner. Leaves the system, never enters it: adding goes through the domain, with its checks."""

    name = fields.Field("name", "naam")
    kind = fields.Field("get_kind_display", "soort")
    trade_name = fields.Field("trade_name", "handelsnaam")
    roles = fields.Field(column_name="rollen")
    email = fields.Field(column_name="e-mail")
    phone = fields.Field(column_name="telefoon")
    street = fields.Field(column_name="straat")
    postcode = fields.Field(column_name="postcode")
    city = fields.Field(column_name="plaats")
    wijk = fields.Field(column_name="wijk")
    kvk = fields.Field(column_name="KvK")
    vat_status = fields.Field("get_vat_status_display", "btw-status")
    website = fields.Field("website", "website")

    class Meta:
        model = Partner
        fields = (
            "name", "kind", "trade_name", "roles", "email", "phone", "street", "postcode", "city", "wijk", "kvk", "vat_status",
            "website",
        )  # fmt: skip

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        return queryset.prefetch_related("role_assignments", "emails", "phones", "addresses__wijk", "identifiers")

    def export_field(self, field: Any, instance: Any, **kwargs: Any) -> Any:
        return harmless(super().export_field(field, instance, **kwargs))

    def dehydrate_roles(self, partner: Partner) -> str:
        return ", ".join(row.get_role_display() for row in partner.role_assignments.all() if row.ended_on is None)

    def dehydrate_email(self, partner: Partner) -> str:
        return next((row.address for row in partner.emails.all()), "")

    def dehydrate_phone(self, partner: Partner) -> str:
        return next((row.number for row in partner.phones.all()), "")

    def dehydrate_street(self, partner: Partner) -> str:
        return next((row.line for row in partner.addresses.all()), "")

    def dehydrate_postcode(self, partner: Partner) -> str:
        return next((row.postcode for row in partner.addresses.all()), "")

    def dehydrate_city(self, partner: Partner) -> str:
        return next((row.city for row in partner.addresses.all()), "")

    def dehydrate_wijk(self, partner: Partner) -> str:
        return next((row.wijk.name for row in partner.addresses.all() if row.wijk), "")

    def dehydrate_kvk(self, partner: Partner) -> str:
        return next((row.value for row in partner.identifiers.all() if row.kind == IdentifierKind.KVK), "")
