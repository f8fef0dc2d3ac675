"""Makes rows of contracts with sensible values; say only what the test is about."""

from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from bookings.enums import Audience, BookingStatus, RoomKind, TariffClass
from bookings.models import Booking, Building, Room, RoomUnit, Tariff, Unit
from contracts.domain.billing import crediting, drafting, invoices
from contracts.domain.billing.lines import NewLine
from contracts.domain.drawing_up import agreements
from contracts.domain.texts.editions import current, publish
from contracts.enums import Bundling, ProofKind, ProofStatus, RunSource
from contracts.models import Agreement, AgreementRun, House, Invoice, PartnerProof, RunItem, VatRule, VatSelection
from network.models import Partner, User
from programmes.enums import ActivityKind
from programmes.models import Activity, Delivery, DeliveryGroup, SchoolGroup, SchoolYear
from tests.factories.bookings import make_price_list
from tests.factories.network import make_school, make_teacher

NUMBERS = count(1)
DAY = date(2026, 11, 23)
TUESDAY = date(2026, 12, 1)
TEXTS = ("ovo-1.toml", "ovo-2.toml", "huur-1.toml")


def make_house(**fields: Any) -> House:
    """The identity of the house since 2000."""
    values = {
        "name": "FluXus",
        "legal_name": "Stichting FluXus",
        "street_line": "Westzijde 148",
        "postcode": "1506EK",
        "city": "Zaandam",
        "email": "administratie@fluxus.test",
        "phone": "075 000 00 00",
        "kvk": "34814815",
        "btw": "NL814815066B01",
        "iban": "NL49FLXS0148150600",
        "signatory": "Marit Kuiper",
        "signatory_function": "directeur-bestuurder",
        "valid_from": date(2000, 1, 1),
        **fields,
    }
    house, _ = House.objects.get_or_create(valid_from=values.pop("valid_from"), defaults=values)
    for file in TEXTS:
        publish(file)
    return house


def make_proof(partner: Partner, by: User, *, kind: str = "vog", **fields: Any) -> PartnerProof:
    """A proof that a colleague looked at and that counts for years; nothing happens when there is one already."""
    values = {
        "starts_on": date(2026, 1, 5),
        "ends_on": date(2030, 1, 4),
        "status": ProofStatus.ACCEPTED,
        "handed_in_by": by,
        "checked_at": timezone.now(),
        "checked_by": by,
        **fields,
    }
    proof, _ = PartnerProof.objects.get_or_create(partner=partner, kind=kind, defaults=values)
    return proof


def make_delivery(maker: Partner, by: User, *, day: date = TUESDAY, hour: int = 9, **fields: Any) -> Delivery:
    """One visit of an hour to one group of 24 at a school of its own."""
    year, _ = SchoolYear.objects.get_or_create(
        name="2026-2027", defaults={"starts_on": date(2026, 8, 1), "ends_on": date(2027, 7, 31)}
    )
    number = next(NUMBERS)
    activity = Activity.objects.create(
        school_year=year,
        maker=maker,
        title=fields.pop("title", f"Klankreis {number}"),
        kind=ActivityKind.LESSON,
        discipline="music",
        grades=[5],
        minutes=60,
        fee_cents=12500,
    )
    school = fields.pop("school", None) or make_school()
    start = datetime.combine(day, time(hour))
    values = {"local_start": start, "local_end": start + timedelta(hours=1), "fee_cents": 12500, **fields}
    delivery = Delivery.objects.create(activity=activity, school=school, planned_by=by, **values)
    group = SchoolGroup.objects.create(school=school, school_year=year, name=f"5{number}", grades=[5], pupils=24)
    DeliveryGroup.objects.create(delivery=delivery, group=group)
    return delivery


def make_vog(partner: Partner, by: User, **fields: Any) -> PartnerProof:
    """A certificate of conduct that a colleague looked at: without it nobody works with children."""
    values = {"starts_on": date(2026, 1, 15), "profile": "84 Belast met de zorg voor minderjarigen", **fields}
    checked = {"status": ProofStatus.ACCEPTED, "checked_by": by, "checked_at": timezone.now()}
    return PartnerProof.objects.create(partner=partner, kind=ProofKind.VOG, handed_in_by=by, **checked, **values)


def make_draft_agreement(by: User, *, partner: Partner | None = None, deliveries: int = 2) -> Agreement:
    """A draft with a house and a ready partner behind it."""
    make_house()
    partner = partner or make_teacher()
    make_proof(partner, by)
    planned = [make_delivery(partner, by, hour=9 + number) for number in range(deliveries)]
    return agreements.draft(partner=partner, deliveries=planned, by=by, today=DAY)


def make_agreement(by: User, *, today: date = DAY, **fields: Any) -> Agreement:
    """An issued agreement."""
    return agreements.issue(agreement=make_draft_agreement(by, **fields), by=by, today=today)


def make_room(name: str = "") -> Room:
    number = next(NUMBERS)
    building, _ = Building.objects.get_or_create(
        slug="fabriek",
        defaults={"name": "De Fabriek", "street_line": "Westzijde 148", "postcode": "1506EK", "city": "Zaandam"},
    )
    room = Room.objects.create(
        building=building,
        name=name or f"Studio {number}",
        slug=f"studio-{number}",
        kind=RoomKind.STUDIO,
        capacity=20,
        tariff_class=TariffClass.SMALL,
    )
    RoomUnit.objects.create(room=room, unit=Unit.objects.create(building=building, name=f"Deel {number}"))
    if not Tariff.objects.exists():
        rate = Tariff(tariff_class=TariffClass.SMALL, audience=Audience.CULTUURMAKER, amount_cents=1450)
        make_price_list(rate, valid_from=date(2001, 1, 1))
    return room


def make_booking(by: User, *, partner: Partner | None = None, **fields: Any) -> Booking:
    """Two hours on a Tuesday evening for € 29, without a claim on the room."""
    start = datetime.combine(TUESDAY, time(19))
    values = {
        "title": "Slagwerkles",
        "local_start": start,
        "local_end": start + timedelta(hours=2),
        "status": BookingStatus.CONFIRMED,
        "price_cents": 2900,
        "price_explanation": "Studio, docent: 2 uur à € 14,50",
        **fields,
    }
    return Booking.objects.create(partner=partner or make_teacher(), room=make_room(), placed_by=by, **values)


def make_draft_invoice(by: User, **fields: Any) -> Invoice:
    make_house()
    return invoices.draft_for_booking(booking=make_booking(by, **fields), by=by)


def make_invoice(by: User, *, today: date = DAY, **fields: Any) -> Invoice:
    """An issued invoice for one booking."""
    return invoices.issue(invoice=make_draft_invoice(by, **fields), by=by, today=today)


def make_typed_invoice(
    by: User, lines: list[NewLine], *, partner: Partner | None = None, today: date = DAY, **fields: Any
) -> Invoice:
    """An issued invoice with typed lines; `fields` are kind, deducts, subject and so on."""
    make_house()
    draft = drafting.draft(partner=partner or make_teacher(), lines=lines, by=by, today=today, **fields)
    return invoices.issue(invoice=draft, by=by, today=today)


def make_vat_choice(by: User, partner: Partner, *, name: str = "Belaste verhuur", **fields: Any) -> VatSelection:
    """Somebody chose another btw rule for this tenant, from the first day of the year."""
    values = {"reason": "Advies van de belastingadviseur", "valid_from": date(2026, 1, 1), "chosen_by": by, **fields}
    return VatSelection.objects.create(partner=partner, rule=VatRule.objects.get(name=name), **values)


def make_credit(
    by: User, invoice: Invoice, *, amounts: dict[int, int] | None = None, today: date = DAY, reason: str = ""
) -> Invoice:
    """An issued credit note, for everything that is left or for net cents per line."""
    why = reason or "Verkeerd gefactureerd"
    note = crediting.draft(invoice=invoice, by=by, reason=why, amounts=amounts)
    return invoices.issue(invoice=note, by=by, today=today)


def make_run(by: User, *, items: int = 1, **fields: Any) -> AgreementRun:
    """A run for the school year of `make_delivery` with so many visits that wait; each of a maker of its own."""
    make_house()
    planned = [make_delivery(make_teacher(), by) for _ in range(items)]
    for each in planned:
        make_proof(each.activity.maker, by)
    values = {
        "source": RunSource.MENU,
        "bundling": Bundling.SCHOOL,
        "criteria": {"year": SchoolYear.objects.get(name="2026-2027").pk if planned else 0},
        "title": "Cultuurmenu 2026-2027",
        "template_version": current(),
        "issued_on": DAY,
        "started_by": by,
        **fields,
    }
    run = AgreementRun.objects.create(**values)
    RunItem.objects.bulk_create(
        RunItem(run=run, position=position, partner=each.activity.maker, sources=[each.pk])
        for position, each in enumerate(planned, start=1)
    )
    return run
