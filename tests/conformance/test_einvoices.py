"""E-invoices before outside judges: what is sound passes without a word, what is broken is caught by us first."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from lxml import etree

from contracts.domain.einvoicing import checks, content, ubl
from contracts.domain.snapshots import Snapshot
from contracts.enums import EInvoiceProfile
from tests.conformance.einvoice_breaks import BREAKS, broken
from tests.conformance.outside_judge import NEEDS_TOOL, judge
from tests.factories import einvoices as make

PROFILES = (EInvoiceProfile.PEPPOL, EInvoiceProfile.NLCIUS)
# stands in EN 16931-1, but no longer in the rules of the validator; receivers with older rules still look
NO_LONGER_JUDGED = {"BR-CO-25"}
KOR = "Vrijgesteld van btw: kleineondernemersregeling (art. 25 Wet OB 1968)."
SOUND: dict[str, Callable[[], Snapshot]] = {
    "exempt": make.snapshot,
    "taxed": lambda: make.snapshot(make.taxed(21)),
    "low": lambda: make.snapshot(make.taxed(9)),
    "three-rates": lambda: make.snapshot(make.line(), make.taxed(9), make.taxed(21)),
    "allowance": lambda: make.snapshot(
        make.taxed(discount_cents=400, discount_reason="Vaste huurder", net_cents=2500), make.line()
    ),
    "uneven": lambda: make.snapshot(make.line(quantity="1.75", net_cents=2533)),
    "advance": lambda: make.snapshot(make.taxed(), kind="advance"),
    "deducted": lambda: make.snapshot(
        make.taxed(quantity="1", unit="day", unit_price_cents=90000, net_cents=90000),
        make.taxed(quantity="1", unit="piece", unit_price_cents=40000, net_cents=-40000, description="Af: voorschot"),
    ),
    "deposit": lambda: make.snapshot(make.outside(), kind="deposit"),
    "small-business": lambda: make.snapshot(make.line(vat_category="O", vat_reason=KOR), seller=make.seller(btw="")),
    "government": lambda: make.snapshot(
        buyer=make.buyer(kvk="", btw="", oin="00000001001234567890"), order_reference="4500012345"
    ),
    "collected": lambda: make.snapshot(
        is_collected=True, mandate_reference="M-2026-001", seller=make.seller(creditor_id="NL13ZZZ348148150000")
    ),
    "credit": make.credit,
    "credit-in-part": lambda: make.credit(
        make.taxed(quantity="1", unit="piece", unit_price_cents=1000, net_cents=1000)
    ),
    "credit-outside": lambda: make.credit(make.outside()),
    "no-days": lambda: make.snapshot(make.line(delivered_from_on="", delivered_until_on=""), period=None),
}


def written(snapshot: Snapshot, profile: str) -> bytes:
    snapshot["buyer"]["einvoice_profile"] = profile
    return ubl.write(content.read(snapshot))


def found_by_us(xml: bytes, profile: EInvoiceProfile) -> set[str]:
    return {finding.rule for finding in checks.findings(etree.fromstring(xml), profile)}


@NEEDS_TOOL
def test_what_is_sound_passes_without_a_word(tmp_path: Path) -> None:
    files = {f"{name}-{each}": written(snapshot(), each) for name, snapshot in SOUND.items() for each in PROFILES}
    verdicts = judge(files, tmp_path)
    assert {name: each for name, each in verdicts.items() if each.errors or each.warnings} == {}
    assert all(not found_by_us(xml, EInvoiceProfile(name.split("-")[-1])) for name, xml in files.items())


@NEEDS_TOOL
def test_any_mix_of_lines_passes(tmp_path: Path) -> None:
    """Sixty invoices and credit notes with lines, rates, discounts and quantities as they fall."""
    files = {f"{nr}-{PROFILES[nr % 2]}": written(_mix(Random(nr)), PROFILES[nr % 2]) for nr in range(60)}
    verdicts = judge(files, tmp_path)
    assert {name: each for name, each in verdicts.items() if not each.is_sound} == {}
    assert all(not found_by_us(xml, EInvoiceProfile(name.split("-")[-1])) for name, xml in files.items())


def _mix(random: Random) -> Snapshot:
    lines = [_any_line(random) for _ in range(random.randint(1, 9))]
    return random.choice([make.snapshot, make.credit])(*lines)


def _any_line(random: Random) -> Snapshot:
    quantity, price = Decimal(random.randint(1, 4000)) / 100, random.randint(0, 50000)
    gross = round(quantity * price)
    discount = random.choice([0, random.randint(0, gross)])
    values = {
        "quantity": str(quantity),
        "unit": random.choice(["hour", "piece", "day"]),
        "unit_price_cents": price,
        "net_cents": gross - discount,
        "discount_cents": discount,
        "discount_reason": "Vaste huurder" if discount else "",
    }
    return random.choice([make.line, make.taxed, lambda **more: make.taxed(9, **more)])(**values)


def test_each_rule_can_be_broken() -> None:
    assert set(BREAKS) == {rule.name for rule in checks.RULES}


@NEEDS_TOOL
@pytest.mark.parametrize("profile", PROFILES)
def test_what_is_broken_is_caught_by_us_first(tmp_path: Path, profile: EInvoiceProfile) -> None:
    """Each rule broken on purpose: our check names it before sending, and the outside judge agrees."""
    names = [rule.name for rule in checks.rules_of(profile)]
    documents = {name: broken(name, profile) for name in names}
    missed = {
        name
        for name, document in documents.items()
        if name not in {each.rule for each in checks.findings(document, profile)}
    }
    assert missed == set()
    verdicts = judge({name: etree.tostring(document) for name, document in documents.items()}, tmp_path)
    assert {name for name, each in verdicts.items() if not each.names(name)} == NO_LONGER_JUDGED


def test_the_same_content_gives_the_same_bytes() -> None:
    assert written(make.snapshot(), "peppol") == written(make.snapshot(), "peppol")


def test_a_sign_that_xml_does_not_know_is_left_out() -> None:
    xml = written(make.snapshot(make.line(description="Huur\x0b <b>Studio & co</b> \ud7ff😀")), "peppol")
    name = etree.fromstring(xml).findtext(".//{*}Item/{*}Name")
    assert name == "Huur <b>Studio & co</b> \ud7ff😀"
