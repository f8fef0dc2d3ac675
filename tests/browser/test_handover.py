"""A colleague leaves: his wijken and tasks go to another in one screen, and one wijk to a third; then back."""

import re
from datetime import date, timedelta

from playwright.sync_api import expect

from fluxus.periods import today
from network.domain import tasks, wijken
from network.models import Task, User, Wijk, WijkAccount
from tests.browser.conftest import OpenPage
from tests.browser.looks import clean
from tests.live import House


def holders(on: date) -> dict[str, str]:
    """Who is first accounthouder of which wijk on a day."""
    rows = WijkAccount.objects.on(on).filter(is_primary=True).select_related("wijk", "user")
    return {row.wijk.name: row.user.name for row in rows}


def test_hand_over_and_back(house: House, open_page: OpenPage) -> None:
    bureau = User.objects.get(email="bureau@fluxus.test")
    leaver = User.objects.get(email="expert@fluxus.test")
    receiver, third = User.objects.colleagues().exclude(pk__in=[bureau.pk, leaver.pk]).order_by("name")[:2]
    first_day = today() + timedelta(days=7)
    for account in leaver.wijk_accounts.filter(ended_on=None):
        wijken.end(account=account, on=today())
    here, there = Wijk.objects.order_by("name")[:2]
    for wijk in (here, there):
        wijken.appoint(wijk=wijk, user=leaver, from_day=today() - timedelta(days=1), by=bureau)
    task = tasks.add(title="Bel het buurthuis", assigned_to=leaver, wijk=there, by=bureau)

    page = open_page("bureau")
    page.goto("/netwerk/toegang/")
    page.get_by_role("link", name=re.compile(f"Draag over.*{leaver.name}")).click()
    page.get_by_role("combobox", name=re.compile("^Aan")).select_option(receiver.name)
    page.get_by_label(re.compile("^Vanaf")).fill(first_day.isoformat())
    page.get_by_role("button", name="Laat zien").click()
    expect(page.get_by_role("checkbox", name=re.compile(f"^{here.name}"))).to_be_checked()
    page.get_by_role("combobox", name=re.compile(there.name)).select_option(third.name)
    assert clean(page) == []
    page.get_by_role("button", name="Bekijk de overdracht").click()
    row = page.get_by_role("row", name=re.compile(there.name))
    expect(row).to_contain_text(third.name)
    assert clean(page) == []
    assert holders(first_day)[here.name] == leaver.name  # nothing has happened yet

    page.get_by_role("button", name="Overdragen").click()
    expect(page.get_by_text("De overdracht is gedaan")).to_be_visible()
    assert clean(page) == []
    assert (holders(first_day)[here.name], holders(first_day)[there.name]) == (receiver.name, third.name)
    assert holders(today())[here.name] == leaver.name
    assert Task.objects.get(pk=task.pk).assigned_to == third

    page.locator("p", has_text=third.name).get_by_role("link", name="Terug overdragen").click()
    page.get_by_role("button", name="Bekijk de overdracht").click()
    page.get_by_role("button", name="Overdragen").click()
    expect(page.get_by_text("De overdracht is gedaan")).to_be_visible()
    assert (holders(first_day)[here.name], holders(first_day)[there.name]) == (receiver.name, leaver.name)
    assert Task.objects.get(pk=task.pk).assigned_to == leaver


def test_map_of_a_wijk_hides_and_shows_a_kind(house: House, open_page: OpenPage) -> None:
    page = open_page("expert")
    page.goto("/netwerk/wijken/poelenburg/")
    signs = page.locator(".near-map .spot--school")
    expect(signs.first).to_be_visible()
    page.get_by_role("checkbox", name=re.compile("^Scholen")).uncheck()
    expect(signs.first).to_be_hidden()
    assert clean(page) == []
