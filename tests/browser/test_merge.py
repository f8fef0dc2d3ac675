"""The same person is in twice: found, looked at, merged, worked on, and taken apart again; every page clean for axe."""

import re
from datetime import date

from django.utils import timezone
from playwright.sync_api import expect

from network.domain import matching, partners
from network.models import Merge, Partner, Task, User
from tests.browser.conftest import OpenPage
from tests.browser.looks import clean
from tests.live import House

TODAY = date(2026, 9, 7)
MAIL = "noor@dubbel.test"


def twice() -> tuple[Partner, Partner]:
    """Noor, and Noor again as somebody else typed her, with a task on the second."""
    bureau = User.objects.get(email="bureau@fluxus.test")
    how = {"by": bureau, "today": TODAY, "despite_duplicates": True}
    first = partners.add_person(given_name="Noor", family_name="Dubbeldam", email=MAIL, phone="06 11223344", **how)
    second = partners.add_person(
        given_name="N.", family_name="Dubbeldam", email=MAIL, website="https://dubbeldam.test", **how
    )
    Task.objects.create(title="Bel Noor terug", partner=second, assigned_to=bureau, created_by=bureau)
    matching.find_duplicates(at=timezone.now())
    return first, second


def test_merge_and_undo(house: House, open_page: OpenPage) -> None:
    first, second = twice()
    page = open_page("bureau")
    page.goto("/netwerk/duplicaten/")
    pair = page.locator(".pair").filter(has_text="N. Dubbeldam")
    expect(pair).to_contain_text("hetzelfde e-mailadres")
    assert clean(page) == []

    pair.get_by_role("button", name="Geen duplicaat").click()
    expect(page.get_by_text("Dat onthouden we")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Geen duplicaat")).click()
    page.locator(".pair").filter(has_text="N. Dubbeldam").get_by_role("button", name="Toch bekijken").click()
    expect(page.get_by_text("staat weer in de lijst")).to_be_visible()

    page.goto("/netwerk/duplicaten/")
    page.locator(".pair").filter(has_text="N. Dubbeldam").get_by_role("link", name="Samenvoegen…").click()
    expect(page.get_by_text("1 taak")).to_be_visible()
    page.get_by_role("link", name="Omdraaien").click()
    expect(page).to_have_url(re.compile(f"/netwerk/samenvoegen/{second.pk}/{first.pk}/$"))
    page.get_by_role("link", name="Omdraaien").click()
    assert clean(page) == []
    expect(page.get_by_role("radio", name=re.compile("^Noor Dubbeldam"))).to_be_checked()
    expect(page.get_by_role("radio", name=re.compile("dubbeldam.test"))).to_be_checked()
    page.get_by_label("Waarom?").fill("kwam uit een lijst")
    page.get_by_role("button", name="Samenvoegen").click()
    expect(page.get_by_text("N. Dubbeldam is opgegaan in Noor Dubbeldam.")).to_be_visible()
    expect(page.get_by_text("alles gaat terug")).to_be_visible()
    assert clean(page) == []

    page.goto(f"/netwerk/partners/{second.pk}/")
    expect(page).to_have_url(re.compile(f"/netwerk/partners/{first.pk}/$"))
    expect(page.get_by_role("heading", name="Noor Dubbeldam")).to_be_visible()
    task = Task.objects.get(title="Bel Noor terug")
    Task.objects.filter(pk=task.pk).update(detail="Ze belt zelf.")

    page.goto("/netwerk/samenvoegingen/")
    assert clean(page) == []
    page.get_by_role("link", name="N. Dubbeldam").click()
    expect(page.get_by_text("Taak Bel Noor terug is daarna gewijzigd")).to_be_visible()
    assert clean(page) == []
    page.get_by_role("button", name="Samenvoeging ongedaan maken").click()
    expect(page.get_by_role("heading", name="Wat niet terug kon")).to_be_visible()
    assert clean(page) == []

    page.goto(f"/netwerk/partners/{second.pk}/")
    expect(page.get_by_role("heading", name="N. Dubbeldam")).to_be_visible()
    assert Task.objects.get(pk=task.pk).partner == first
    assert Merge.objects.get(loser_key=second.pk).undone_at is not None


def test_who_to_merge_with_is_chosen_by_name(house: House, open_page: OpenPage) -> None:
    one, other = Partner.objects.filter(kind="person").order_by("-pk")[:2]
    page = open_page("bureau")
    page.goto(f"/netwerk/partners/{one.pk}/samenvoegen/")
    assert clean(page) == []
    page.get_by_label("Samenvoegen met").fill(f"{other.name} · {other.pk}")
    page.get_by_role("button", name="Naast elkaar zetten").click()
    expect(page.get_by_role("heading", name="Samenvoegen")).to_be_visible()
    expect(page.get_by_role("button", name="Samenvoegen")).to_be_visible()
