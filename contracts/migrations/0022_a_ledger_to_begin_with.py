"""Accounts to begin with, by the Referentie Grootboekschema 2.0: its reference numbers are our account numbers.

Beheer renumbers and adds in the admin. A product or rate without a rule is not guessed: the export says what is missing.
"""

from django.db import migrations

# number, name, RGS code
ACCOUNTS = [
    ("1101010", "Handelsdebiteuren", "BVorDebHad"),
    ("1205010.02", "Omzetbelasting algemeen tarief", "BSchBtwAtdOla"),
    ("1205010.03", "Omzetbelasting verlaagd tarief", "BSchBtwAtdOlv"),
    ("1209150", "Overige schulden: waarborgsommen", "BSchOvsOvs"),
    ("8003010", "Omzet diensten belast met algemeen tarief", "WOmzNodOdh"),
    ("8003020", "Omzet diensten belast met verlaagd tarief", "WOmzNodOdl"),
    ("8003050", "Omzet diensten nultarief of niet belast", "WOmzNodOdg"),
    ("8004040", "Netto-omzet overig", "WOmzNooNdo"),
    ("8208010", "Huurontvangsten", "WOvbHuoHuo"),
]
RENT = ("room", "serviced_room", "supplement", "cancellation")
SERVICES = ("youth_lesson", "adult_lesson", "school_activity", "admission", "service")
# product, category, percent, account
RULES = [
    ("", "S", 21, "1205010.02"),
    ("", "S", 9, "1205010.03"),
    *[(product, "", None, "8208010") for product in RENT],
    *[(product, "S", 21, "8003010") for product in (*RENT, *SERVICES)],
    *[(product, "S", 9, "8003020") for product in (*RENT, *SERVICES)],
    *[(product, "", None, "8003050") for product in SERVICES],
    ("deposit", "", None, "1209150"),
    ("collection_costs", "", None, "8004040"),
]


def add(apps, schema_editor):
    account = apps.get_model("contracts", "LedgerAccount")
    rule = apps.get_model("contracts", "LedgerRule")
    made = {code: account.objects.create(code=code, name=name, rgs=rgs) for code, name, rgs in ACCOUNTS}
    rule.objects.create(is_debtors=True, account=made["1101010"])
    rule.objects.bulk_create(
        rule(product=product, vat_category=category, vat_percent=percent, account=made[code])
        for product, category, percent, code in RULES
    )


def remove(apps, schema_editor):
    apps.get_model("contracts", "LedgerRule").objects.all().delete()
    apps.get_model("contracts", "LedgerAccount").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("contracts", "0021_bookkeeping_is_guarded")]

    operations = [migrations.RunPython(add, remove)]
