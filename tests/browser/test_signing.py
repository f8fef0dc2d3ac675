"""From a clause to a sealed agreement that anybody can check: written at a desk, signed on a phone, sealed by the worker."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from contracts.enums import AgreementStatus, ProvenBy, SignatureMethod, SignerRole
from contracts.models import Agreement, Signature
from fluxus.periods import today
from network.models import Partner, User
from tests.browser.conftest import OpenPage
from tests.browser.letters import in_letter
from tests.browser.looks import clean, faults
from tests.factories.contracts import make_delivery
from tests.live import House, wait_for

PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
HEADING, SENTENCE = "Spullen", "Opdrachtnemer neemt eigen instrumenten mee."


def pass_the_lawyer(page: Page) -> None:
    """From a concept to what is published."""
    page.get_by_role("button", name="Naar de jurist").click()
    page.get_by_label("Goedgekeurd", exact=True).check()
    page.get_by_label("Jurist").fill("mr. A. de Boer")
    page.get_by_role("button", name="Oordeel vastleggen").click()
    page.get_by_role("button", name="Publiceren").click()
    expect(page.locator("[data-status=published]").first).to_be_visible()


def write_clause(page: Page) -> None:
    page.goto("/contracten/bepalingen/nieuw/")
    page.fill("#id_name", HEADING)
    page.select_option("#id_kind", "article")
    page.fill("#id_heading", HEADING)
    page.fill("#id_body", SENTENCE)
    page.get_by_role("button", name="Bewaren").click()
    expect(page.get_by_role("heading", level=1, name=HEADING)).to_be_visible()
    pass_the_lawyer(page)


def put_in_template(page: Page) -> None:
    page.goto("/contracten/modellen/")
    page.get_by_role("link", name="Overeenkomst van opdracht").first.click()
    page.get_by_role("button", name="Nieuwe versie").click()
    choice = page.locator("select[name=clause_version]")
    choice.select_option(choice.locator("option", has_text=HEADING).get_attribute("value"))
    page.get_by_role("button", name="Zet erbij").click()
    expect(page.locator(".place-name", has_text=HEADING)).to_be_visible()
    pass_the_lawyer(page)


def run(page: Page, maker: Partner) -> Agreement:
    """Draw up what is planned for one cultuurmaker; the agreement that came of it."""
    page.goto("/contracten/runs/nieuw/")
    page.select_option("#id_source", "menu")
    page.select_option("#id_year", label="2026-2027")
    page.select_option("#id_bundling", "partner")
    page.get_by_role("button", name="Bekijk wat er komt").click()
    expect(page.locator(f"input[name=partners][value='{maker.pk}']")).to_be_visible()
    for tick in page.locator("input[name=partners]").all():
        tick.set_checked(tick.get_attribute("value") == str(maker.pk))
    page.get_by_label("Verstuur elke overeenkomst").check()
    before = set(Agreement.objects.values_list("pk", flat=True))
    page.get_by_role("button", name="Start de run").click()
    made = Agreement.objects.exclude(pk__in=before)
    wait_for(lambda: made.filter(status="sent").exists(), "the letter", lambda: house_log(page))
    return made.get()


def house_log(page: Page) -> str:
    return page.locator("main").inner_text()[:3000]


def draw(page: Page) -> None:
    """A signature of one stroke."""
    page.get_by_label("Ik zet mijn handtekening").check()
    canvas = page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 120)
    page.mouse.down()
    for x, y in ((60, 30), (90, 140), (130, 40), (260, 60)):
        page.mouse.move(box["x"] + x, box["y"] + y, steps=5)
    page.mouse.up()


def sign_on_phone(house: House, page: Page, agreement: Agreement) -> None:
    page.goto(in_letter(house, r"(https?://\S+/teken/\S+/)", with_text=str(agreement.number)))
    assert faults(page) == []
    page.get_by_role("button", name="Stuur mij een code").tap()
    page.get_by_label("Code").fill(in_letter(house, r"(?<!\d)(\d{6})(?!\d)", with_text="Dit is je code"))
    page.get_by_role("button", name="Verder").tap()
    expect(page.get_by_role("heading", name="Lees de overeenkomst")).to_be_visible()
    expect(page.get_by_text(SENTENCE)).to_be_visible()
    assert faults(page) == []
    page.get_by_role("button", name="Gelezen, verder naar tekenen").tap()
    draw(page)
    page.get_by_label("Ik heb deze overeenkomst gelezen").check()
    assert faults(page) == []
    page.get_by_role("button", name="Tekenen", exact=True).tap()
    expect(page.get_by_role("heading", name="Je hebt getekend")).to_be_visible()
    assert faults(page) == []


def countersign(page: Page, agreement: Agreement) -> None:
    page.goto("/contracten/tekenen/")
    page.locator("tr", has_text=str(agreement.number)).get_by_role("checkbox").check()
    expect(page.locator("[data-ticks-told]")).to_contain_text("1 gekozen")
    assert clean(page) == []
    page.get_by_role("button", name="Nakijken en tekenen").click()
    expect(page.get_by_text("Je tekent 1 overeenkomst")).to_be_visible()
    page.get_by_label("Ik heb deze overeenkomst gelezen").check()
    assert clean(page) == []
    page.get_by_role("button", name="Tekenen", exact=True).click()
    expect(page.get_by_text("De overeenkomst is getekend.")).to_be_visible()


def verify(page: Page, content: bytes, told: str) -> None:
    page.goto("/verifieer/")
    page.get_by_label("Bestand").set_input_files(
        {"name": "overeenkomst.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    page.get_by_role("button", name="Controleren").click()
    expect(page.locator(".verdict .notice").first).to_contain_text(told)


def test_from_clause_to_a_sealed_agreement(house: House, open_page: OpenPage) -> None:
    bilal = Partner.objects.get(name="Bilal Amrani")
    bureau = User.objects.get(email="bureau@fluxus.test")
    make_delivery(bilal, bureau, day=today() + timedelta(days=30), hour=9, title="Journey")
    desk = open_page("bureau")
    write_clause(desk)
    put_in_template(desk)
    agreement = run(desk, bilal)
    sign_on_phone(house, open_page(**PHONE), agreement)
    countersign(desk, agreement)

    wait_for(
        lambda: Agreement.objects.get(pk=agreement.pk).status == AgreementStatus.SEALED,
        "the seal",
        lambda: house.processes.log("worker")[-3000:],
    )
    desk.goto(agreement.get_absolute_url())
    expect(desk.locator("#bewijs")).to_contain_text("de keten is heel")
    assert clean(desk) == []
    sealed = desk.request.get(f"{house.url}/contracten/{agreement.number}.pdf").body()
    visitor = open_page()
    verify(visitor, sealed, "Echt en niet veranderd")
    verify(visitor, sealed[:3000] + bytes([sealed[3000] ^ 1]) + sealed[3001:], "eranderd")

    signatures = Signature.objects.filter(request__agreement=agreement).order_by("pk")
    assert [(each.request.role, each.method, each.proven_by) for each in signatures] == [
        (SignerRole.COUNTERPARTY, SignatureMethod.DRAWN, ProvenBy.CODE),
        (SignerRole.HOUSE, SignatureMethod.TYPED, ProvenBy.LOGIN),
    ]


def test_signing_without_javascript(house: House, open_page: OpenPage) -> None:
    """Plain pages and forms: the name that is typed is the signature."""
    waiting = Agreement.objects.filter(status=AgreementStatus.SENT, partner__name="Bilal Amrani").order_by("pk").first()
    assert waiting is not None
    page = open_page("bilal", java_script_enabled=False)
    page.goto(f"/mijn/overeenkomsten/{waiting.pk}/tekenen/")
    page.get_by_role("button", name="Begin met lezen").click()
    page.get_by_role("button", name="Gelezen, verder naar tekenen").click()
    expect(page.locator("canvas")).to_be_hidden()
    page.get_by_label("Ik heb deze overeenkomst gelezen").check()
    page.get_by_role("button", name="Tekenen", exact=True).click()
    expect(page.get_by_role("heading", name="Je hebt getekend")).to_be_visible()
    assert Signature.objects.get(request__agreement=waiting).method == SignatureMethod.TYPED
