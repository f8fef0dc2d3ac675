"""The demo world of contracts: the house itself, the agreements of last year, one in every state of this year, invoices.

PDFs are ordered for the newest documents only; an older one is made when somebody opens it for the first time.
"""

from datetime import date, timedelta

from contracts.management.demo_agreements import build_agreements
from contracts.management.demo_bank import build_bank
from contracts.management.demo_bank_orders import build_bank_orders
from contracts.management.demo_billing import build_billing
from contracts.management.demo_bookkeeping import build_bookkeeping
from contracts.management.demo_einvoices import build_by_hand, build_einvoices, choose_profiles
from contracts.management.demo_invoices import build_invoices
from contracts.management.demo_pay import build_pay
from contracts.management.demo_proofs import build_proofs
from contracts.management.demo_purchases import build_purchases
from contracts.management.demo_reminders import build_reminders, build_unpaid
from contracts.management.demo_signing import build_this_year
from contracts.models import House, ModelAgreement
from fluxus.demo import World


def build(world: World) -> None:
    """Make the identity of the house, agreements and invoices, and leave them in `world.shared`."""
    house = build_house(world)
    build_model_agreement(world)
    build_pay(world)
    build_proofs(world)
    choose_profiles(world)
    world.shared |= {
        "house": house,
        "agreements": build_agreements(world, house),
        "invoices": build_invoices(world, house),
    }
    build_unpaid(world)
    build_billing(world)
    build_this_year(world)
    build_by_hand(world)
    build_einvoices(world)
    build_purchases(world)
    build_bank(world)
    build_bank_orders(world)
    build_reminders(world)
    build_bookkeeping(world)


def build_house(world: World) -> House:
    """Stichting FluXus with numbers that are right in form and belong to nobody."""
    return House.objects.create(
        name="FluXus",
        legal_name="Stichting FluXus",
        street_line="Westzijde 148",
        postcode="1506EK",
        city="Zaandam",
        email="administratie@fluxus.test",
        phone="075 000 00 00",
        website="fluxus.test",
        kvk="34814815",
        btw="NL814815066B01",
        iban="NL49FLXS0148150600",
        creditor_id="NL89ZZZ348148150000",
        signatory="Marit Kuiper",
        signatory_function="directeur-bestuurder",
        valid_from=world.today - timedelta(days=3650),
    )


def build_model_agreement(world: World) -> None:
    """An example: the number of an assessment is given out by the tax office alone."""
    ModelAgreement.objects.create(
        name="Voorbeeld: opdracht in kunst- en cultuureducatie",
        reference="VOORBEELD-0001",
        ground="geen werkgeversgezag",
        assessed_on=world.today - timedelta(days=1500),
        ends_on=date(2029, 12, 31),
    )
