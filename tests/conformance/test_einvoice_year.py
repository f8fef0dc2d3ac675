"""A year of invoices through the domain itself, before outside judges: every kind, every btw, parts and wholes."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from contracts.domain import documents, einvoicing
from contracts.domain.billing.lines import NewLine
from contracts.enums import EInvoiceProfile, InvoiceKind, LineUnit, Product
from contracts.models import EInvoice, House, Invoice
from network.models import Partner
from tests.cast import Cast
from tests.conformance.outside_judge import NEEDS_TOOL, judge
from tests.contracts.einvoicing.buyers import make_buyer
from tests.factories.contracts import make_credit, make_house, make_invoice, make_typed_invoice

FIRST_DAY = date(2026, 11, 23)
OIN = "00000001003214345000"
TAXED = (Product.SERVICED_ROOM, Product.ADULT_LESSON, Product.ADMISSION, Product.SERVICE)
EXEMPT = (Product.ROOM, Product.YOUTH_LESSON, Product.SCHOOL_ACTIVITY)
OUTSIDE = (Product.DEPOSIT, Product.COLLECTION_COSTS)


def line(product: str, **fields: Any) -> NewLine:
    return NewLine(description=Product(product).label, unit_price_cents=1733, product=product, **fields)


class Year:
    """Issues one after the other, each a day later than the one before."""

    def __init__(self, cast: Cast, buyer: Partner) -> None:
        self.by, self.buyer, self.day = cast.finance, buyer, FIRST_DAY

    def next_day(self) -> date:
        self.day += timedelta(days=1)
        return self.day

    def bill(self, *lines: NewLine, **fields: Any) -> Invoice:
        if any(each.product == Product.DEPOSIT for each in lines):
            fields["kind"] = InvoiceKind.DEPOSIT
        return make_typed_invoice(self.by, list(lines), partner=self.buyer, today=self.next_day(), **fields)

    def credit(self, invoice: Invoice, **fields: Any) -> Invoice:
        return make_credit(self.by, invoice, today=self.next_day(), **fields)

    def pass_by(self) -> None:
        """Rent, every product, mixes, a discount, hours that do not divide evenly, and each of them credited somehow."""
        self.credit(make_invoice(self.by, partner=self.buyer, today=self.next_day()))
        for product in (*TAXED, *EXEMPT, *OUTSIDE):
            self.credit(self.bill(line(product, quantity=Decimal("1.75"), unit=LineUnit.HOUR)))
        mixed = self.bill(
            *(line(product, quantity=Decimal(3)) for product in (*TAXED, *EXEMPT)),
            line(Product.SERVICE, discount_cents=433, discount_reason="Vaste huurder"),
            subject="Alles bij elkaar",
            order_reference="4500012345",
        )
        self.in_parts(mixed)
        self.in_advance()

    def in_parts(self, invoice: Invoice) -> None:
        """Two parts of every line, then what is left."""
        for cents in (101, 333):
            self.credit(invoice, amounts={each.pk: cents for each in invoice.lines.all()})
        self.credit(invoice)

    def in_advance(self) -> None:
        advance = self.bill(line(Product.SERVICE, quantity=Decimal(20)), kind=InvoiceKind.ADVANCE)
        self.credit(self.bill(line(Product.SERVICE, quantity=Decimal(50)), deducts=[advance]))


def files_of(invoices: Any) -> Iterator[tuple[str, bytes]]:
    """The e-invoice of each, as it lies in the archive; our own checks found nothing."""
    for invoice in invoices:
        made = einvoicing.make(invoice=invoice, at=timezone.now())
        assert (made.errors, made.reason) == ([], "")
        assert made.document is not None
        yield str(invoice.number), documents.read(made.document)


def faults(files: dict[str, bytes], folder: Path) -> dict[str, Any]:
    return {name: each for name, each in judge(files, folder).items() if each.errors or each.warnings}


@NEEDS_TOOL
@pytest.mark.parametrize(
    ("profile", "fields"),
    [
        (EInvoiceProfile.PEPPOL, {}),
        (EInvoiceProfile.NLCIUS, {"buyer_reference": "KP 1234"}),
        (EInvoiceProfile.NLCIUS, {"kvk": "", "oin": OIN}),
        (EInvoiceProfile.PEPPOL, {"kvk": "", "oin": OIN, "order_reference": "4500012345"}),
    ],
)
def test_a_year_passes(cast: Cast, settings: Any, tmp_path: Path, profile: str, fields: dict[str, Any]) -> None:
    """To a business and to a government body, by either profile: zero errors, zero warnings."""
    settings.MEDIA_ROOT = tmp_path / "archive"
    Year(cast, make_buyer(profile, **fields)).pass_by()
    files = dict(files_of(Invoice.objects.all()))
    assert len(files) == 27
    assert faults(files, tmp_path) == {}


@NEEDS_TOOL
@pytest.mark.parametrize("profile", [EInvoiceProfile.PEPPOL, EInvoiceProfile.NLCIUS])
def test_a_house_with_the_kor_passes(cast: Cast, settings: Any, tmp_path: Path, profile: str) -> None:
    """Without a btw-id nothing bears btw, whatever it is."""
    settings.MEDIA_ROOT = tmp_path / "archive"
    make_house()
    House.objects.update(is_small_business=True, btw="")
    year = Year(cast, make_buyer(profile))
    year.credit(year.bill(*(line(product) for product in (*TAXED, *EXEMPT, Product.COLLECTION_COSTS))))
    year.credit(year.bill(line(Product.DEPOSIT)))
    assert set(Invoice.objects.values_list("vat_totals__category", "vat_cents")) == {("O", 0)}
    assert faults(dict(files_of(Invoice.objects.all())), tmp_path) == {}


def test_a_buyer_without_a_number_gets_none(cast: Cast) -> None:
    year = Year(cast, make_buyer(kvk=""))
    for product in (*TAXED, *EXEMPT, *OUTSIDE):
        year.bill(line(product))
    for invoice in Invoice.objects.all():
        einvoicing.make(invoice=invoice, at=timezone.now())
    assert set(EInvoice.objects.values_list("profile", "document")) == {("none", None)}
