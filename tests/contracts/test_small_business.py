"""A house that uses the kleineondernemersregeling: no btw on anything, and a btw-id only when it has one."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from contracts.domain.billing.btw import rule_for
from contracts.domain.billing.lines import NewLine
from contracts.domain.printing import printable
from contracts.enums import Product, VatChoice
from contracts.models import House, VatRule
from fluxus.db import explain
from tests.cast import Cast
from tests.factories.contracts import DAY, make_booking, make_house, make_invoice, make_typed_invoice
from tests.factories.network import make_teacher


@pytest.fixture
def small_house(db: None) -> House:
    make_house()
    House.objects.update(is_small_business=True, btw="")
    return House.objects.get()


@pytest.mark.parametrize("product", list(Product))
def test_nothing_bears_btw(small_house: House, product: Product) -> None:
    rule = rule_for(make_teacher(), product, DAY)
    assert (rule.category, rule.rate) == (VatChoice.OUTSIDE_SCOPE, "")
    assert "kleineondernemersregeling" in rule.reason


def test_a_rule_that_somebody_chose_does_not_count(small_house: House, cast: Cast) -> None:
    taxed = VatRule.objects.filter(category=VatChoice.STANDARD)[0]
    line = NewLine("Technicus", 4500, rule=taxed)
    invoice = make_typed_invoice(cast.bureau, [line, NewLine("Zaal", 2900, Product.ROOM)])
    assert set(invoice.lines.values_list("vat_category", "vat_percent")) == {("O", 0)}
    assert (invoice.net_cents, invoice.vat_cents) == (7400, 0)


def test_it_holds_from_the_day_that_the_house_says(small_house: House, cast: Cast) -> None:
    """Before it the house was liable; what was delivered then bears btw."""
    started_on = DAY + timedelta(days=10)
    House.objects.update(is_small_business=False, btw="NL814815066B01")
    later = House.objects.get()
    later.pk, later.valid_from, later.is_small_business = None, started_on, True
    later.save()
    partner = make_teacher()
    assert rule_for(partner, Product.SERVICE, started_on - timedelta(days=1)).category == "S"
    assert rule_for(partner, Product.SERVICE, started_on).category == "O"


def test_the_pdf_names_no_btw_id(small_house: House, cast: Cast, archive: Path) -> None:
    html = printable(make_invoice(cast.bureau)).html()
    assert "btw-id" not in html
    assert "kleineondernemersregeling" in html


def test_rent_is_billed_too(small_house: House, cast: Cast) -> None:
    booking = make_booking(cast.bureau)
    line = make_invoice(cast.bureau, partner=booking.partner).lines.get()
    assert (line.vat_category, line.vat_explanation.endswith("(Wet OB 1968 art. 25)")) == ("O", True)


def test_only_with_the_kor_a_house_has_no_btw_id(small_house: House) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        House.objects.update(is_small_business=False)
    assert explain(House, caught.value).sentence == (
        "Een btw-id ziet eruit als NL000099998B57; alleen met de KOR kan het leeg zijn."
    )
    assert House.objects.update(btw="NL814815066B01", is_small_business=True) == 1
