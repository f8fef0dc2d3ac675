"""From a tariff to money on the bank and back: price list, booking, run, statement, returned debit, reminder, credit."""

import re
from datetime import time, timedelta

from django.db.models import F
from playwright.sync_api import Page, expect

from bookings.domain import availability
from bookings.models import Booking, PriceList, Room
from contracts.domain.settling.settlement import with_open
from contracts.enums import InvoiceKind
from contracts.management.demo_camt import Line, statement
from contracts.models import House as Identity
from contracts.models import Invoice, ReminderLetter, ReminderPause, SepaMandate
from fluxus.money import euros
from fluxus.periods import Period, monday, today
from tests.browser.conftest import OpenPage
from tests.browser.looks import clean
from tests.browser.papers import pdf_behind

LONG = 90_000
"""Milliseconds for what the worker does: some invoices with their PDF."""


def free_evening() -> Period:
    """A Tuesday from tomorrow on, when the studio is free."""
    studio = Room.objects.get(slug="studio-1")
    tuesdays = (monday(today()) + timedelta(days=8 + 7 * week) for week in range(20))
    evenings = (Period.on(day, time(9), time(11)) for day in tuesdays)
    return next(each for each in evenings if not availability.clashes(studio, each))


def new_prices(page: Page) -> None:
    """A copy of the list of today at ten percent more, from tomorrow on."""
    known = PriceList.objects.holding(today())[0]
    page.goto(f"/ruimtes/prijzen/{known.pk}/")
    page.get_by_role("link", name="Kopiëren").click()
    page.locator("#id_name").fill("Winterprijzen")
    page.locator("#id_valid_from").fill(f"{today() + timedelta(days=1):%Y-%m-%d}")
    page.locator("#id_percent").fill("10")
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_text("Winterprijzen staat klaar als concept.")).to_be_visible()
    page.get_by_role("button", name="Publiceren", exact=True).first.click()
    page.locator("dialog[open]").get_by_role("button", name="Publiceren").click()
    expect(page.get_by_text("Winterprijzen is gepubliceerd.")).to_be_visible()
    assert PriceList.objects.holding(today() + timedelta(days=1))[0].name == "Winterprijzen"


def book(page: Page, evening: Period, renter: str) -> Booking:
    """The price stands there before anything is booked, and is frozen on the booking."""
    page.goto(f"/ruimtes/boeken/?ruimte=studio-1&dag={evening.start:%Y-%m-%d}&van=09:00&tot=11:00")
    page.locator("#id_partner").fill(renter)
    page.locator("#id_title").fill("Stemvorming")
    page.get_by_role("button", name="Boeken", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Stemvorming")).to_be_visible()
    made = Booking.objects.get(title="Stemvorming")
    expect(page.locator("main")).to_contain_text(euros(made.price_cents))
    expect(page.locator("main")).to_contain_text(made.price_explanation)
    return made


def let_it_pass(booking: Booking) -> Booking:
    """A run bills months that came: the evening moves to the month before this one, as if we were there by now."""
    day = (today().replace(day=1) - timedelta(days=1)).replace(day=9)
    back = booking.local_start.date() - day
    Booking.objects.filter(pk=booking.pk).update(
        local_start=booking.local_start - back, local_end=booking.local_end - back
    )
    return Booking.objects.get(pk=booking.pk)


def bill_month(page: Page, booking: Booking) -> Invoice:
    """The run of that month, for this renter alone; PDF and e-invoice, or why there is none."""
    page.goto(f"/facturen/run/nieuw/?month={booking.local_start:%Y-%m}")
    for box in page.locator("input[name=partners]").all():
        box.set_checked(box.get_attribute("value") == str(booking.partner_id))
    page.get_by_role("button", name="Geef de facturen uit").click()
    expect(page.get_by_role("heading", level=1, name=re.compile("^Facturen van "))).to_be_visible()
    expect(page.locator("#voortgang")).to_contain_text("Klaar", timeout=LONG)
    invoice = Invoice.objects.get(lines__booking=booking)
    page.goto(invoice.get_absolute_url())
    _, text = pdf_behind(page)
    assert str(invoice.number) in text
    assert euros(invoice.gross_cents).removeprefix("€ ") in text
    expect(page.locator("main")).to_contain_text("E-factuur")
    return invoice


def read_statement(page: Page, name: str, *lines: Line) -> None:
    """A file of the bank, as somebody downloaded it."""
    content = statement(lines, account=Identity.objects.on(today())[0].iban, identification=name)
    page.goto("/facturen/bank/")
    file = {"name": f"{name}.xml", "mimeType": "application/xml", "buffer": content}
    page.locator("#inlezen input[type=file]").set_input_files(file)  # type: ignore[arg-type]  # a plain dict will do
    page.get_by_role("button", name="Inlezen").click()
    expect(page.get_by_text(re.compile(r"kenden we al\."))).to_be_visible()


def long_due() -> Invoice:
    """An open invoice of the demo world, past its day, of a renter about whom nothing else runs."""
    busy = [
        *ReminderPause.objects.values_list("partner", flat=True),
        *ReminderLetter.objects.values_list("partner", flat=True),
        *SepaMandate.objects.values_list("partner", flat=True),
    ]
    issued = Invoice.objects.issued().filter(kind=InvoiceKind.INVOICE, due_on__lt=today() - timedelta(days=10))
    late = with_open(issued).filter(open_cents=F("gross_cents"), partner__emails__is_primary=True)
    return late.exclude(partner__in=busy).select_related("partner").order_by("-due_on", "pk")[0]


def take_back(page: Page, invoice: Invoice) -> None:
    """The bank says that it came back; one click and it is open again, and late."""
    line = Line(-invoice.gross_cents, today(), str(invoice.partner), "", f"Storno {invoice.number}", return_code="MD06")
    read_statement(page, "terug", line)
    page.goto("/facturen/bank/")
    row = page.locator("tr", has_text=f"Storno {invoice.number}")
    row.get_by_role("button", name="Koppelen").click()
    page.goto(invoice.get_absolute_url())
    expect(page.locator("main")).to_contain_text("te laat")


def remind(page: Page, invoice: Invoice) -> None:
    """One letter, with a PDF that says what is open."""
    page.goto("/facturen/herinneren/vandaag/")
    for box in page.locator("input[name=kies]").all():
        box.set_checked(box.get_attribute("value") is not None and belongs(page, box.get_attribute("value"), invoice))
    page.get_by_role("button", name="Brieven maken en versturen").click()
    expect(page.get_by_text("1 brief gemaakt.")).to_be_visible()
    letter = ReminderLetter.objects.get(lines__invoice=invoice)
    page.goto(f"/facturen/herinneren/brieven/{letter.pk}/")
    _, text = pdf_behind(page)
    assert str(invoice.number) in text
    assert euros(invoice.gross_cents).removeprefix("€ ") in text


def belongs(page: Page, value: str | None, invoice: Invoice) -> bool:
    row = page.locator("tr", has=page.locator(f"input[name=kies][value='{value}']"))
    return str(invoice.number) in row.inner_text()


def credit(page: Page, invoice: Invoice) -> None:
    """All of it is given back; nothing is open any more."""
    page.goto(invoice.get_absolute_url())
    page.get_by_role("link", name="Crediteren").click()
    page.get_by_label("Waarom crediteer je?").fill("De zaal was niet warm.")
    page.get_by_role("button", name="Concept maken").click()
    page.get_by_role("button", name="Creditfactuur uitgeven").click()
    expect(page.get_by_text(re.compile(r"^C\d{4}-\d{5}$")).first).to_be_visible()
    page.goto(invoice.get_absolute_url())
    expect(page.locator("main")).not_to_contain_text("te laat")
    assert with_open(Invoice.objects.filter(pk=invoice.pk)).get().open_cents == 0


def test_from_tariff_to_paid_and_back(open_page: OpenPage) -> None:
    desk = open_page("bureau")
    new_prices(desk)
    booking = book(desk, free_evening(), renter())
    finance = open_page("financien")
    invoice = bill_month(finance, let_it_pass(booking))
    assert clean(finance) == []
    payment = Line(invoice.gross_cents, today(), str(invoice.partner), "", "", reference=invoice.payment_reference)
    read_statement(finance, "betaald", payment)
    finance.goto(invoice.get_absolute_url())
    expect(finance.locator("main")).to_contain_text("betaald")
    late = long_due()
    line = Line(late.gross_cents, today(), str(late.partner), "", "", reference=late.payment_reference)
    read_statement(finance, "alsnog", line)
    take_back(finance, late)
    remind(finance, late)
    assert clean(finance) == []
    credit(finance, late)


def renter() -> str:
    """An association that pays by itself and can be billed."""
    known = Booking.objects.filter(partner__addresses__isnull=False, partner__kind="organisation", price_cents__gt=0)
    free = known.exclude(partner__sepa_mandates__isnull=False).exclude(partner__billing_profile__payer__isnull=False)
    return str(free.order_by("partner__pk").values_list("partner__name", flat=True)[0])
