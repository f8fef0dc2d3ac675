"""Who we are on paper. A dated row rather than a setting: another house fills in its own, and a move or a new account
does not change what older documents say."""

from datetime import date

from django.db import models

from contracts.enums import BankMessages


class HouseQuerySet(models.QuerySet["House"]):
    def on(self, day: date) -> "HouseQuerySet":
        """The identity that holds on `day` first, older ones after it."""
        return self.filter(valid_from__lte=day).order_by("-valid_from")


class House(models.Model):
    """The legal entity that gives orders and sends invoices, from a day on. Numbers are written without spaces.

    A small business (KOR) bills without btw; only such a house may do without a btw-id.
    """

    name = models.CharField("naam", max_length=60)
    legal_name = models.CharField("statutaire naam", max_length=70)
    street_line = models.CharField("straat en nummer", max_length=120)
    postcode = models.CharField("postcode", max_length=6)
    city = models.CharField("plaats", max_length=80)
    email = models.EmailField("e-mailadres", max_length=254)
    phone = models.CharField("telefoonnummer", max_length=40)
    website = models.CharField("website", max_length=80, blank=True)
    kvk = models.CharField("KvK-nummer", max_length=8)
    btw = models.CharField("btw-id", max_length=14, blank=True)
    is_small_business = models.BooleanField(
        "kleineondernemersregeling (KOR)",
        default=False,
        help_text="Op onze facturen staat dan geen btw (art. 25 Wet OB 1968).",
    )
    iban = models.CharField("IBAN", max_length=34)
    bic = models.CharField("BIC", max_length=11, blank=True, help_text="Alleen nodig voor bankbestanden van 2009.")
    creditor_id = models.CharField(
        "incassant-ID", max_length=35, blank=True, help_text="Van de bank, bij het incassocontract. Leeg: geen incasso."
    )
    collect_notice_days = models.PositiveSmallIntegerField(
        "dagen tussen aankondigen en incasso", default=14, help_text="Zonder andere afspraak 14 (SEPA)."
    )
    bank_messages = models.CharField(
        "bestanden voor de bank", max_length=5, choices=BankMessages.choices, default=BankMessages.OF_2019
    )
    signatory = models.CharField("tekent voor het huis", max_length=120)
    signatory_function = models.CharField("functie van wie tekent", max_length=120)
    payment_days = models.PositiveSmallIntegerField("betaaltermijn in dagen", default=30)
    valid_from = models.DateField("geldig vanaf", unique=True)

    objects = HouseQuerySet.as_manager()

    class Meta:
        verbose_name = "gegevens van het huis"
        verbose_name_plural = "gegevens van het huis"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kvk__regex=r"^[0-9]{8}$"),
                name="contracts_house_kvk_form",
                violation_error_message="Een KvK-nummer heeft 8 cijfers.",
            ),
            models.CheckConstraint(
                condition=models.Q(btw__regex=r"^NL[0-9]{9}B[0-9]{2}$") | models.Q(btw="", is_small_business=True),
                name="contracts_house_btw_form",
                violation_error_message="Een btw-id ziet eruit als NL000099998B57; alleen met de KOR kan het leeg zijn.",
            ),
            models.CheckConstraint(
                condition=models.Q(iban__regex=r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$"),
                name="contracts_house_iban_form",
                violation_error_message="Schrijf het IBAN zonder spaties, zoals NL91ABNA0417164300.",
            ),
            models.CheckConstraint(
                condition=models.Q(creditor_id="") | models.Q(creditor_id__regex=r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{4,31}$"),
                name="contracts_house_creditor_id_form",
                violation_error_message="Een incassant-ID ziet eruit als NL13ZZZ123456780000.",
            ),
            models.CheckConstraint(
                condition=models.Q(bic="") | models.Q(bic__regex=r"^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$"),
                name="contracts_house_bic_form",
                violation_error_message="Een BIC heeft 8 of 11 tekens, zoals ABNANL2A.",
            ),
            models.CheckConstraint(
                condition=models.Q(collect_notice_days__range=(1, 60)),
                name="contracts_house_collect_notice_lawful",
                violation_error_message="Kondig een incasso 1 tot 60 dagen vooraf aan.",
            ),
            models.CheckConstraint(
                # BW 6:119a: 30 days unless agreed otherwise, at most 60
                condition=models.Q(payment_days__range=(1, 60)),
                name="contracts_house_payment_days_lawful",
                violation_error_message="De betaaltermijn is 1 tot 60 dagen.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.legal_name} vanaf {self.valid_from}"
