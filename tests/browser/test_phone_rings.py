"""The phone rings: from any page three letters to the right person, then call, mail or note, by keyboard and on a phone."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from network.models import Partner
from tests.browser.conftest import OpenPage
from tests.browser.looks import RULES
from tests.live import House

# What a headless browser cannot do: it only remembers whom it was asked to call or mail.
REMEMBER = """
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='tel:'], a[href^='mailto:']");
  if (link) { event.preventDefault(); (window.asked ??= []).push(link.href); }
}, true)
"""


def look_for(page: Page, letters: str) -> None:
    page.keyboard.press("/")
    expect(page.locator("#zoek")).to_be_focused()
    page.keyboard.type(letters)
    expect(page.locator("#zoekresultaten [role=option]").first).to_be_visible()
    expect(page.locator("#zoek")).to_have_attribute("aria-expanded", "true")


def chosen(page: Page) -> str:
    """The text of what the box says is chosen."""
    return page.evaluate(
        "document.getElementById(document.getElementById('zoek').getAttribute('aria-activedescendant'))?.textContent ?? ''"
    )


@pytest.mark.parametrize("path", ["/werk/", "/ruimtes/", "/netwerk/wijken/"])
def test_three_letters_arrow_and_open(house: House, open_page: OpenPage, path: str) -> None:
    page = open_page("bureau")
    page.goto(path)
    look_for(page, "bil")
    page.keyboard.press("ArrowDown")
    assert "Bilal Amrani" in chosen(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Bilal Amrani")).to_be_visible()


def test_call_mail_and_note_by_keyboard(house: House, open_page: OpenPage) -> None:
    bilal = Partner.objects.get(name="Bilal Amrani")
    phone, mail = bilal.phones.get(), bilal.emails.get()
    page = open_page("bureau")
    page.goto("/werk/")
    page.evaluate(REMEMBER)
    look_for(page, "bil")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert f"Bel Bilal Amrani, {phone.number}" in " ".join(chosen(page).split())
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.evaluate("window.asked") == [f"tel:{phone.e164}", f"mailto:{mail.address}"]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(rf"/netwerk/partners/{bilal.pk}/#"))
    expect(page.locator("#id_summary")).to_be_focused()
    page.keyboard.type("Belt morgen terug over de gitaarles.")
    page.get_by_role("button", name="Noteer").press("Enter")
    expect(page.locator("#tijdlijn")).to_contain_text("Belt morgen terug over de gitaarles.")


def test_arrows_go_round_and_escape_leaves(house: House, open_page: OpenPage) -> None:
    page = open_page("bureau")
    page.goto("/werk/")
    look_for(page, "zaan")
    first = page.locator("#zoekresultaten [data-hit]").first
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    expect(first.locator("[role=option]").first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#zoekresultaten")).to_be_empty()
    expect(page.locator("#zoek")).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#zoek")).to_have_value("zaan")
    page.keyboard.press("Escape")
    expect(page.locator("#zoek")).not_to_be_focused()


def test_reception_calls_and_does_not_mail(house: House, open_page: OpenPage) -> None:
    page = open_page("receptie")
    page.goto("/werk/")
    look_for(page, "bilal")
    hit = page.locator("#zoekresultaten [data-hit]").filter(has_text="Bilal Amrani").first
    expect(hit.get_by_role("option", name=re.compile("^Bel "))).to_have_count(1)
    expect(hit.get_by_role("option", name=re.compile("^(Mail|Notitie) "))).to_have_count(0)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390)])
def test_results_are_clean_for_axe(house: House, open_page: OpenPage, scheme: str, width: int) -> None:
    page = open_page("bureau", width=width, color_scheme=scheme)
    page.goto("/werk/")
    look_for(page, "zaan")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    found = Axe().run(page, context="header", options=RULES).response["violations"]
    assert [(fault["id"], fault["nodes"][0]["html"][:160]) for fault in found] == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_on_a_phone_with_a_thumb(house: House, open_page: OpenPage) -> None:
    page = open_page("bureau", width=390, height=844, has_touch=True, is_mobile=True)
    page.goto("/werk/")
    page.locator("#zoek").tap()
    page.keyboard.type("bil")
    hit = page.locator("#zoekresultaten [data-hit]").filter(has_text="Bilal Amrani").first
    call = hit.get_by_role("option", name=re.compile("^Bel "))
    size = call.bounding_box()
    assert size is not None
    assert min(size["width"], size["height"]) >= 44
    hit.get_by_role("option", name="Bilal Amrani").first.tap()
    expect(page.get_by_role("heading", level=1, name="Bilal Amrani")).to_be_visible()
