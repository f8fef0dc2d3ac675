"""How a partner is reached and by which official numbers he is known."""

from django.db import models
from django.db.models.functions import Lower

from network.enums import AddressKind, IdentifierKind
from network.models.partners import Partner
from network.models.wijken import Wijk


class Address(models.Model):
    """A Dutch address. Postcode as '1506EK', number and suffix apart. The wijk is kept, because postcodes span wijken."""

    partner = models.ForeignKey(Partner, models.CASCADE, verbose_name="partner", related_name="addresses")
    kind = models.CharField("soort", max_length=10, choices=AddressKind.choices, default=AddressKind.VISIT)
    street = models.CharField("straat", max_length=120)
    house_number = models.PositiveIntegerField("huisnummer")
    suffix = models.CharField("toevoeging", max_length=20, blank=True)
    postcode = models.CharField("postcode", max_length=6)
    city = models.CharField("plaats", max_length=80)
    latitude = models.FloatField("breedtegraad", null=True, blank=True)
    longitude = models.FloatField("lengtegraad", null=True, blank=True)
    wijk = models.ForeignKey(Wijk, models.PROTECT, verbose_name="wijk", null=True, blank=True, related_name="addresses")

    class Meta:
        verbose_name = "adres"
        verbose_name_plural = "adressen"
        indexes = [models.Index(fields=["postcode", "house_number"], name="network_address_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "kind"],
                name="network_address_one_per_kind",
                violation_error_message="Deze partner heeft al een adres van deze soort.",
            ),
            models.CheckConstraint(
                condition=models.Q(postcode__regex=r"^[1-9][0-9]{3}[A-Z]{2}$"),
                name="network_address_postcode_form",
                violation_error_message="Vul een postcode in, zoals 1506 EK.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}, {self.postcode[:4]} {self.postcode[4:]} {self.city}"

    @property
    def line(self) -> str:
        """Street and number, 'Parkrijklaan 121-A'."""
        return f"{self.street} {self.house_number}{'-' if self.suffix else ''}{self.suffix}"


class EmailAddress(models.Model):
    """An e-mail address; schools and couples share one, so it is not unique."""

    partner = models.ForeignKey(Partner, models.CASCADE, verbose_name="partner", related_name="emails")
    address = models.EmailField("e-mailadres", max_length=254)
    is_primary = models.BooleanField("eerste", default=True)

    class Meta:
        verbose_name = "e-mailadres"
        verbose_name_plural = "e-mailadressen"
        indexes = [models.Index(Lower("address"), name="network_email_lower")]
        constraints = [
            models.UniqueConstraint(
                fields=["partner"],
                condition=models.Q(is_primary=True),
                name="network_email_one_primary",
                violation_error_message="Er is al een eerste e-mailadres.",
            ),
        ]

    def __str__(self) -> str:
        return self.address


class PhoneNumber(models.Model):
    """A phone number as typed and as E.164 (+31612345678)."""

    partner = models.ForeignKey(Partner, models.CASCADE, verbose_name="partner", related_name="phones")
    number = models.CharField("telefoonnummer", max_length=40)
    e164 = models.CharField("E.164", max_length=16, db_index=True)
    is_primary = models.BooleanField("eerste", default=True)

    class Meta:
        verbose_name = "telefoonnummer"
        verbose_name_plural = "telefoonnummers"
        constraints = [
            models.UniqueConstraint(
                fields=["partner"],
                condition=models.Q(is_primary=True),
                name="network_phone_one_primary",
                violation_error_message="Er is al een eerste telefoonnummer.",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Identifier(models.Model):
    """An official number, normalised. A BSN is refused by `network.domain.identifiers` (UAVG art. 46)."""

    partner = models.ForeignKey(Partner, models.CASCADE, verbose_name="partner", related_name="identifiers")
    kind = models.CharField("soort", max_length=10, choices=IdentifierKind.choices)
    value = models.CharField("nummer", max_length=40)

    class Meta:
        verbose_name = "officieel nummer"
        verbose_name_plural = "officiële nummers"
        indexes = [models.Index(fields=["value"], name="network_identifier_value")]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "kind"],
                name="network_identifier_one_per_kind",
                violation_error_message="Deze partner heeft al een nummer van deze soort.",
            ),
            models.UniqueConstraint(
                fields=["kind", "value"],
                condition=models.Q(kind__in=[IdentifierKind.BTW, IdentifierKind.BRIN, IdentifierKind.BOARD]),
                name="network_identifier_once",
                violation_error_message="Dit nummer staat al bij een andere partner.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"
