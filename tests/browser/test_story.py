"""The whole job once: from a search to a booked room, an agreement and an invoice, and the maker on his phone."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from playwright.sync_api import Page, expect

from bookings.domain import availability
from bookings.models import CalendarPeriod, Room
from fluxus.periods import Period, monday, today
from network.models import Partner, SchoolProfile, TimelineEntry, WijkAccount
from programmes.models import SchoolGroup
from tests.browser.conftest import OpenPage
from tests.browser.letters import in_letter
from tests.browser.papers import agree, bill, pdf_behind
from tests.live import House

PASSWORD = "fluxus-demo"
type Shoot = Callable[[Page, str], None]
MAKER, MAKER_MAIL, MAKER_PASSWORD = "Joris van der Zaan", "joris@makers.test", "een-eigen-gezang-26"
WRONG_IBAN, IBAN = "NL91ABNA0417164301", "NL91 ABNA 0417 1643 00"
# 111222333 passes the eleven test, so this is an old btw number with a citizen's number inside
BTW_WITH_BSN = "NL111222333B01"


@dataclass
class Plan:
    """What the story is about, chosen so that it works on any day of the year."""

    school: Partner
    profile: SchoolProfile
    groups: list[SchoolGroup]
    evening: Period
    visit: datetime


def is_ordinary(day: date) -> bool:
    return not CalendarPeriod.objects.touching(day, day).exists()


def choose_plan() -> Plan:
    """A real school with address, wijk, board and two groups; a free Tuesday evening; a school day."""
    counted = SchoolGroup.objects.order_by("school_id", "name")
    school_id = next(
        group.school_id
        for group in counted
        if counted.filter(school=group.school_id).count() >= 2
        and SchoolProfile.objects.filter(partner=group.school_id, pupils__isnull=False, board__isnull=False).exists()
    )
    profile = SchoolProfile.objects.select_related("partner", "board").get(partner=school_id)
    studio = Room.objects.get(slug="studio-1")
    tuesdays = [monday(today()) + timedelta(days=8 + 7 * week) for week in range(20)]
    evenings = [Period.on(day, time(19), time(21)) for day in tuesdays if is_ordinary(day)]
    evening = next(each for each in evenings if not availability.clashes(studio, each))
    year_end = counted.filter(school=school_id)[0].school_year.ends_on
    days = (evening.start.date() + timedelta(days=number) for number in range(1, 60))
    visit = next(day for day in days if day.isoweekday() in {1, 2, 4} and is_ordinary(day) and day < year_end)
    groups = list(counted.filter(school=school_id)[:2])
    return Plan(profile.partner, profile, groups, evening, datetime.combine(visit, time(10)))


def log_in(page: Page, mail: str, password: str = PASSWORD) -> None:
    page.goto("/account/login/")
    page.fill("input[name=login]", mail)
    page.fill("input[name=password]", password)
    page.get_by_role("button", name="Inloggen", exact=True).click()
    expect(page).not_to_have_url(re.compile("/account/login/"))


def find_school(page: Page, plan: Plan) -> None:
    """`/` focuses the box; a few letters are enough."""
    page.keyboard.press("/")
    expect(page.locator("#zoek")).to_be_focused()
    page.keyboard.type(plan.school.name[:9])
    page.locator("#zoekresultaten").get_by_role("option", name=plan.school.name).first.click()
    expect(page.get_by_role("heading", level=1, name=plan.school.name)).to_be_visible()
    facts = page.locator("aside[aria-label=Gegevens]")
    address = plan.school.addresses.select_related("wijk").first()
    assert address is not None
    assert address.wijk is not None
    accounts = WijkAccount.objects.on(today()).filter(wijk=address.wijk).select_related("user")
    for known in (
        address.line,
        address.wijk.name,
        plan.profile.board.name if plan.profile.board else "",
        str(plan.profile.pupils),
        *(account.user.name for account in accounts),
    ):
        expect(facts).to_contain_text(known)
    assert accounts


def add_maker(page: Page) -> str:
    """With every kind of mistake first; gives the address of his page."""
    page.goto("/netwerk/")
    page.get_by_role("link", name="Nieuwe partner").click()
    for name, value in {
        "given_name": "Joris",
        "infix": "van der",
        "family_name": "Zaan",
        "email": MAKER_MAIL,
        "postcode": "1506 EK",
        "house_number": "148",
        "street": "Westzijde",
        "city": "Zaandam",
        "kvk": "1234",
        "btw": BTW_WITH_BSN,
        "iban": WRONG_IBAN,
    }.items():
        page.locator(f"#id_{name}").fill(value)
    page.get_by_label("docent", exact=True).check()
    page.get_by_label("muziek", exact=True).check()
    page.locator("#id_vat_status").select_option("small_business")
    page.get_by_role("button", name="Bewaren").click()
    for name in ("kvk", "btw", "iban"):
        expect(page.locator(f"#id_{name}")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_given_name")).to_have_value("Joris")
    page.locator("#id_kvk").fill("87654321")
    page.locator("#id_btw").fill("")
    page.locator("#id_iban").fill(IBAN)
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_role("heading", level=1, name=MAKER)).to_be_visible()
    return page.url


def note_contact(page: Page) -> None:
    page.locator(".quick-moment textarea").fill("Kennisgemaakt. Wil gitaarles geven op dinsdagavond.")
    page.get_by_role("button", name="Noteer").click()
    expect(page.locator("#tijdlijn")).to_contain_text("Wil gitaarles geven")


def book_on_board(page: Page, plan: Plan) -> str:
    """From the free hour on the planning board; gives the address of the booking."""
    page.goto(f"/ruimtes/?dag={plan.evening.start:%Y-%m-%d}")
    row = page.locator("[data-row][data-slug=studio-1]")
    row.get_by_role("link", name=re.compile(r"19:00")).first.click()
    expect(page.locator("#id_room")).to_have_value(str(Room.objects.get(slug="studio-1").pk))
    expect(page.locator("#id_start")).to_have_value("19:00")
    page.locator("#id_end").fill("21:00")
    page.locator("#id_partner").fill(MAKER)
    page.locator("#id_title").fill("Gitaarles")
    page.get_by_role("button", name="Boeken", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Gitaarles")).to_be_visible()
    return page.url


def clash(page: Page, plan: Plan) -> None:
    """A colleague who wants the same room an hour later: who is in, and three ways out."""
    page.goto(f"/ruimtes/boeken/?ruimte=studio-1&dag={plan.evening.start:%Y-%m-%d}&van=20:00&tot=21:30")
    page.locator("#id_partner").fill("Bilal Amrani")
    page.locator("#id_title").fill("Bandrepetitie")
    page.get_by_role("button", name="Boeken", exact=True).click()
    expect(page.locator(".clash[data-focus]")).to_contain_text(
        re.compile(rf"Studio 1 is op dinsdag .* van 19:00 tot 21:00 bezet door {MAKER}")
    )
    expect(page.locator(".offer")).to_have_count(3)
    expect(page.locator("#id_title")).to_have_value("Bandrepetitie")


def take_alternative(page: Page) -> None:
    """One click takes what was offered."""
    page.locator(".offer").first.get_by_role("button", name="Neem deze").click()
    expect(page.get_by_role("heading", level=1, name="Bandrepetitie")).to_be_visible()


def plan_visit(page: Page, plan: Plan) -> None:
    """On the menu, for two groups of the school."""
    page.goto("/cultuurmenu/")
    page.get_by_role("link", name="Nieuwe activiteit").click()
    page.locator("input[name=maker]").fill(MAKER)
    page.locator("[name=title]").fill("Zingen langs de Zaan")
    page.locator("select[name=kind]").select_option(index=1)
    page.locator("select[name=discipline]").select_option("music")
    for grade in sorted({grade for group in plan.groups for grade in group.grades}):
        page.locator(f"input[name=grades][value='{grade}']").check()
    page.locator("[name=minutes]").fill("60")
    page.locator("[name=groups_per_delivery]").fill("1")
    page.locator("[name=fee_cents]").fill("125,00")
    page.get_by_role("button", name="Op het menu zetten").click()
    page.locator("input[name=school]").first.fill(f"{plan.school.name} · {plan.school.pk}")
    page.locator("input[name=school]").first.press("Tab")
    for group in plan.groups:
        page.locator(f"input[name=groups][value='{group.pk}']").check()
    page.locator("[name=day]").fill(f"{plan.visit:%Y-%m-%d}")
    page.locator("[name=start]").fill(f"{plan.visit:%H:%M}")
    page.get_by_role("button", name="Inplannen").click()
    expect(page.get_by_role("heading", level=1, name="Zingen langs de Zaan")).to_be_visible()


def invite(page: Page, house: House) -> str:
    """He gets a letter with an address that is his alone."""
    page.goto("/netwerk/toegang/")
    form = page.locator("#uitnodigen")
    form.locator("input[name=name]").fill(MAKER)
    form.locator("input[name=email]").fill(MAKER_MAIL)
    form.locator("input[name=partner]").fill(MAKER)
    form.get_by_role("button", name="Uitnodiging versturen").click()
    return in_letter(house, r"(https?://\S*/uitnodiging/\S*)", with_text="/uitnodiging/")


def look_as_maker(page: Page, numbers: list[str], shoot: Shoot) -> None:
    """His booking, his agreement and his invoice on a phone."""
    shoot(page, "mijn-390")
    page.goto("/mijn/boekingen/")
    expect(page.locator("main")).to_contain_text("Gitaarles")
    page.goto("/mijn/overeenkomsten/")
    expect(page.locator("main")).to_contain_text(numbers[0])
    shoot(page, "mijn-overeenkomsten-390")
    page.goto("/mijn/facturen/")
    expect(page.locator("main")).to_contain_text(numbers[1])
    assert pdf_behind(page)[0] == 1
    shoot(page, "mijn-facturen-390")


def post_course(page: Page, plan: Plan, shoot: Shoot) -> None:
    page.goto("/mijn/cursussen/")
    page.get_by_role("link", name=re.compile("Nieuwe cursus|Eerste cursus")).first.click()
    for name, value in {
        "title": "Gitaar voor beginners",
        "summary": "In acht lessen je eerste vijf liedjes.",
        "description": "Je leert stemmen, akkoorden en slagritmes.",
        "capacity": "8",
        "price_cents": "120,00",
        "place": "Westzijde 148, Zaandam",
        "contact_email": MAKER_MAIL,
        "age_from": "12",
    }.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("select[name=discipline]").select_option("music")
    first = plan.evening.start + timedelta(days=1)
    page.locator("[name=lessons-day]").first.fill(f"{first:%Y-%m-%d}")
    page.locator("[name=lessons-start]").first.fill("19:30")
    page.locator("[name=lessons-end]").first.fill("20:30")
    shoot(page, "cursus-plaatsen-390")
    page.get_by_role("button", name="Indienen").click()
    expect(page).to_have_url(re.compile(r"/mijn/cursussen/$"))
    expect(page.locator("main")).to_contain_text("wacht op FluXus")


def publish(page: Page) -> None:
    page.goto("/programma/cursussen/")
    page.get_by_role("button", name=re.compile(r"Publiceren ?: Gitaar voor beginners")).click()
    expect(page.locator("#gepubliceerd")).to_contain_text("Gitaar voor beginners")


def find_course(page: Page, shoot: Shoot) -> None:
    """A visitor, not logged in, with the data that search engines read."""
    page.goto("/cursussen/")
    shoot(page, "cursussen")
    page.get_by_role("link", name="Gitaar voor beginners").first.click()
    expect(page.get_by_role("heading", level=1, name="Gitaar voor beginners")).to_be_visible()
    assert page.locator("script[type='application/ld+json']").count() == 1


def accept(page: Page, letter: str) -> None:
    """From the letter to his own start page."""
    page.goto(letter)
    page.fill("input[name=name]", MAKER)
    page.fill("input[name=password]", MAKER_PASSWORD)
    page.fill("input[name=password_again]", MAKER_PASSWORD)
    page.get_by_role("button", name="Account maken").click()
    expect(page).to_have_url(re.compile(r"/mijn/$"))


def look_around_as_admin(page: Page) -> None:
    log_in(page, "beheer@fluxus.test")
    page.goto("/beheer/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Alle gegevens")
    for name in ("Partners", "Boekingen", "Overeenkomsten", "Facturen", "Cursussen", "Scholen"):
        expect(page.get_by_role("link", name=name, exact=True).first).to_be_visible()


def find_and_add(page: Page, plan: Plan, shoot: Shoot) -> str:
    """Logging in, the school, the new maker and the first contact; gives the address of his page."""
    page.goto("/")
    shoot(page, "voorpagina")
    log_in(page, "bureau@fluxus.test")
    expect(page).to_have_url(re.compile(r"/werk/$"))
    shoot(page, "werk")
    find_school(page, plan)
    shoot(page, "school")
    maker_page = add_maker(page)
    note_contact(page)
    return maker_page


def test_the_whole_story(house: House, open_page: OpenPage, shoot: Shoot) -> None:
    plan, bureau = choose_plan(), open_page()
    maker_page = find_and_add(bureau, plan, shoot)
    booking = book_on_board(bureau, plan)

    colleague = open_page()
    log_in(colleague, "expert@fluxus.test")
    clash(colleague, plan)
    shoot(colleague, "ruimte-bezet")
    take_alternative(colleague)
    bureau.goto(f"/ruimtes/?dag={plan.evening.start:%Y-%m-%d}")
    shoot(bureau, "planbord")

    plan_visit(bureau, plan)
    agreement = agree(bureau, [MAKER, plan.school.name, "€ 250,00"])
    shoot(bureau, "overeenkomst")
    invoice = bill(bureau, booking, MAKER)
    shoot(bureau, "factuur")
    letter = invite(bureau, house)

    phone = open_page(width=390, height=844, has_touch=True, is_mobile=True)
    accept(phone, letter)
    look_as_maker(phone, [agreement, invoice], shoot)
    post_course(phone, plan, shoot)
    publish(bureau)
    find_course(open_page(), shoot)

    bureau.goto(maker_page)
    shoot(bureau, "partner")
    kinds = set(TimelineEntry.objects.filter(partner__name=MAKER).values_list("kind", flat=True))
    assert {"partner", "contact", "booking", "menu", "agreement", "invoice", "course", "account"} <= kinds
    expect(bureau.locator("#tijdlijn")).to_contain_text(invoice)
    look_around_as_admin(open_page())
