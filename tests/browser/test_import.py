"""A messy list from Excel comes in: looked at, tried out, decided on, carried out, mended and taken back."""

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction
from playwright.sync_api import Page, expect

from fluxus.periods import today
from network.domain import partners, tasks
from network.domain.imports.counting import counts
from network.enums import ImportStatus, RowChoice, RowOutcome
from network.models import Import, ImportMapping, Partner, User
from tests.browser.conftest import OpenPage
from tests.browser.looks import clean
from tests.live import House

NAME = "ledenlijst zuiderlicht.csv"
BSN = "123456782"
HEADINGS = "Voornaam;tv;Achternaam;Vereniging;E-mail;Mobiel;KvK;BSN;Website;Soort lid"
# The title above the headings, letters of Windows, numbers without their zero, a column that nobody may keep.
ROWS = (
    f"Renée;;Çelik-Bos;Fanfare Zuiderlicht;renee@zuiderlicht.test;612340011;;{BSN};;",
    "Noor;van;Kempen;;noor@kempen.test;612340012;;;;blaast mee",
    "Joris;;Waalwijk;;joris@zuiderlicht.test;612340013;;;;",
    f";;;;;612340014;;{BSN};;",
    ";;;Fanfare Zuiderlicht;;;1234567;;;",
)
LIST = "\r\n".join(["Ledenlijst Zuiderlicht, najaar;;;;;;;;;", ";;;;;;;;;", HEADINGS, *ROWS, ""]).encode("cp1252")
FIRST_LINE = 4
WORK_MS = 30_000
"""What the worker may take for a few rows on a busy machine."""
COLUMNS = ["given_name", "infix", "family_name", "organisation", "email", "phone", "kvk", "bsn", "website", ""]


def known_people() -> tuple[Partner, Partner]:
    """Noor, with a website that the list does not name, and Joris, whose telephone the list has."""
    bureau = User.objects.get(email="bureau@fluxus.test")
    how = {"by": bureau, "today": today(), "despite_duplicates": True}
    noor = partners.add_person(
        given_name="Noor",
        infix="van",
        family_name="Kempen",
        email="noor@kempen.test",
        phone="075 6123456",
        website="https://kempen.test",
        **how,
    )
    return noor, partners.add_person(given_name="Joris", family_name="Waalwijk", phone="06 12340013", **how)


def facts(partner: Partner) -> tuple[str, list[str], list[str]]:
    """Website, addresses and numbers as the database has them now, the first ones first."""
    partner.refresh_from_db()
    emails = list(partner.emails.order_by("-is_primary", "pk").values_list("address", flat=True))
    return partner.website, emails, list(partner.phones.order_by("-is_primary", "pk").values_list("e164", flat=True))


NOOR_BEFORE = ("https://kempen.test", ["noor@kempen.test"], ["+31756123456"])
NOOR_AFTER = ("https://kempen.test", ["noor@kempen.test"], ["+31612340012", "+31756123456"])
JORIS_BEFORE = ("", [], ["+31612340013"])
JORIS_AFTER = ("", ["joris@zuiderlicht.test"], ["+31612340013"])


def newcomers() -> set[str]:
    return set(
        Partner.objects.filter(name__in=("Renée Çelik-Bos", "Fanfare Zuiderlicht")).values_list("name", flat=True)
    )


@contextmanager
def held_up() -> Iterator[None]:
    """The worker comes no further than the first e-mail address that it wants to write."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE network_emailaddress IN SHARE MODE")
        yield


def upload(page: Page) -> Import:
    page.goto("/netwerk/import/")
    page.get_by_label(re.compile("^Bestand")).set_input_files({"name": NAME, "mimeType": "text/csv", "buffer": LIST})
    page.get_by_role("button", name="Lees in").click()
    expect(page.get_by_role("heading", name="Wat staat er in de lijst?")).to_be_visible()
    return Import.objects.latest("pk")


def stats(page: Page) -> str:
    return " ".join(page.locator(".import-stats").inner_text().split())


def told(batch: Import) -> dict[int, str]:
    """By line what became of it."""
    return dict(batch.rows.order_by("line").values_list("line", "outcome"))


def see_what_was_found(page: Page, batch: Import) -> None:
    """How the file is read stands there, and each column has its place; the BSN is seen by nobody."""
    reading = page.locator("form.toolbar")
    for found in ("Windows (West-Europa) (herkend)", "puntkomma (herkend)", "regel 3 (herkend)"):
        expect(reading).to_contain_text(found)
    table = page.get_by_role("table", name="De eerste rijen zoals we ze lezen")
    expect(table).to_contain_text("Çelik-Bos")
    assert [page.locator(f"[name=column-{at}]").input_value() for at in range(len(COLUMNS))] == COLUMNS
    assert BSN not in page.content()
    assert (batch.status, batch.total, batch.rows.count()) == (ImportStatus.MAPPING, len(ROWS), 0)
    assert BSN not in str(batch.reading)


def read_otherwise(page: Page, batch: Import) -> None:
    """The wrong letters at once, and back to what was found."""
    table = page.get_by_role("table", name="De eerste rijen zoals we ze lezen")
    page.get_by_label("Tekens").select_option("mac-roman")
    expect(table).not_to_contain_text("Çelik-Bos")
    page.get_by_label("Tekens").select_option("")
    expect(table).to_contain_text("Çelik-Bos")
    batch.refresh_from_db()
    assert batch.reading["used"]["encoding"] == "cp1252"


def choose_columns(page: Page, batch: Import) -> None:
    page.get_by_label("Soort lid").select_option("note")
    assert clean(page) == []
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("heading", name="Wat doen we ermee?")).to_be_visible()
    batch.refresh_from_db()
    assert batch.mapping["Soort lid"] == "note"


def agree(page: Page) -> None:
    expect(page.get_by_label("bijwerken met wat in de lijst staat")).to_be_checked()
    page.get_by_label("Label voor iedereen op de lijst").fill("Zuiderlicht")
    assert clean(page) == []


def try_out(page: Page, batch: Import) -> None:
    """The page counts along while the worker works, and becomes the outcome by itself; nothing has changed."""
    with held_up():
        page.get_by_role("button", name="Start de proefrun").click()
        expect(page.locator(".progress-count")).to_have_text(
            f"1 van {len(ROWS)}", timeout=WORK_MS
        )  # the organisation is done
        expect(page.get_by_role("progressbar", name="Proefrun")).to_have_attribute("value", "1")
        assert clean(page) == []
    expect(page.get_by_role("heading", name="Dit gaat er gebeuren")).to_be_visible(timeout=WORK_MS)
    assert stats(page) == "nieuw 2 bijgewerkt 1 ongewijzigd 0 mogelijk dubbel 1 geweigerd 1"
    batch.refresh_from_db()
    assert (batch.status, newcomers()) == (ImportStatus.CHECKED, set())
    outcomes = [RowOutcome.CREATED, RowOutcome.UPDATED, RowOutcome.DUPLICATE, RowOutcome.REFUSED, RowOutcome.CREATED]
    assert told(batch) == dict(enumerate(outcomes, FIRST_LINE))
    assert BSN not in str(list(batch.rows.values()))


def decide(page: Page, batch: Import, joris: Partner) -> None:
    """The look-alike stands first, with why; a choice stays."""
    doubt = page.locator(".doubt")
    expect(doubt).to_contain_text("hetzelfde telefoonnummer")
    expect(doubt.get_by_role("link", name="Joris Waalwijk")).to_have_attribute("href", joris.get_absolute_url())
    assert clean(page) == []
    doubt.get_by_role("button", name="Dezelfde").click()
    expect(doubt.get_by_role("button", name="Dezelfde")).to_have_attribute("aria-pressed", "true")
    row = batch.rows.get(outcome=RowOutcome.DUPLICATE)
    assert (row.choice, row.chosen) == (RowChoice.SAME, joris)


def see_the_rows(page: Page) -> None:
    """What is mended and what is refused says so in words."""
    tabs = page.get_by_role("navigation", name="Toon rijen")
    tabs.get_by_role("link", name=re.compile("^bijgewerkt")).click()
    expect(page.get_by_role("row", name=re.compile("Noor van Kempen"))).to_contain_text("0612340012")
    assert clean(page) == []
    tabs.get_by_role("link", name=re.compile("^nieuw")).click()
    fanfare = page.get_by_role("row", name=re.compile("01234567"))
    expect(fanfare).to_contain_text("nullen vooraan teruggezet")
    expect(page.get_by_role("row", name=re.compile("Renée"))).to_contain_text(
        "burgerservicenummer mogen we niet bewaren"
    )
    tabs.get_by_role("link", name=re.compile("^geweigerd")).click()
    expect(page.get_by_role("row", name=re.compile("612340014"))).to_contain_text("Er staat geen naam")


def carry_out(page: Page, batch: Import, noor: Partner, joris: Partner) -> None:
    page.get_by_role("button", name="Importeer", exact=True).click()
    expect(page.get_by_role("heading", level=1, name=NAME)).to_be_visible(timeout=WORK_MS)
    assert stats(page) == "nieuw 2 bijgewerkt 2 ongewijzigd 0 mogelijk dubbel 0 geweigerd 1"
    assert clean(page) == []
    batch.refresh_from_db()
    assert batch.status == ImportStatus.DONE
    assert counts(batch) == {"created": 2, "updated": 2, "unchanged": 0, "duplicates": 0, "refused": 1}
    assert (facts(noor), facts(joris)) == (NOOR_AFTER, JORIS_AFTER)
    renee, fanfare = Partner.objects.get(name="Renée Çelik-Bos"), Partner.objects.get(name="Fanfare Zuiderlicht")
    assert facts(renee) == ("", ["renee@zuiderlicht.test"], ["+31612340011"])
    assert (renee.affiliations.get().organisation, fanfare.identifiers.get().value) == (fanfare, "01234567")
    everybody = Partner.objects.filter(tags__name="Zuiderlicht")
    assert set(everybody) == {renee, fanfare, noor, joris}
    assert noor.timeline.filter(detail="blaast mee").exists()


def fetch_the_rest(page: Page, folder: Path) -> None:
    """The row that did not come in, as it stood there, with why and without the number that nobody may have."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Niet ingelezen rijen").click()
    kept = folder / download.value.suggested_filename
    download.value.save_as(kept)
    text = kept.read_bytes().decode("utf-8-sig")
    assert (kept.name, BSN in text) == ("ledenlijst zuiderlicht-niet-ingelezen.csv", False)
    headings, row = csv.reader(io.StringIO(text), delimiter=";")
    assert headings == [*HEADINGS.split(";"), "reden"]
    assert row[:-1] == ["", "", "", "", "", "612340014", "", "", "", ""]
    assert row[-1].startswith("Er staat geen naam, organisatie of e-mailadres in deze rij.")


def bring_it_again(page: Page, batch: Import) -> None:
    """The same file is noticed, leads to the first time, and its columns are remembered."""
    again = upload(page)
    notice = page.locator(".notice").filter(has_text="Dit bestand is al eerder ingelezen")
    expect(notice).to_contain_text("geïmporteerd")
    assert page.locator("[name=column-9]").input_value() == "note"
    assert clean(page) == []
    assert (again.sha256, again.status) == (batch.sha256, ImportStatus.MAPPING)
    assert ImportMapping.objects.filter(mapping__has_key="Soort lid").count() == 1
    notice.get_by_role("link").click()
    expect(page).to_have_url(re.compile(f"{batch.get_absolute_url()}$"))


def take_back(page: Page, batch: Import, noor: Partner, joris: Partner) -> None:
    """All that can go back goes back; who is in use since stays, and is named."""
    page.get_by_role("button", name="Draai deze import terug").click()
    expect(page.get_by_text("3 rijen zijn teruggedraaid door")).to_be_visible(timeout=WORK_MS)
    expect(page.get_by_role("row", name=re.compile("Fanfare Zuiderlicht"))).to_contain_text("in gebruik: taken")
    assert clean(page) == []
    batch.refresh_from_db()
    assert (batch.status, newcomers()) == (ImportStatus.UNDONE, {"Fanfare Zuiderlicht"})
    assert (facts(noor), facts(joris)) == (NOOR_BEFORE, JORIS_BEFORE)
    assert not Partner.objects.filter(pk__in=(noor.pk, joris.pk), tags__name="Zuiderlicht").exists()


def test_messy_list_in_and_back(house: House, open_page: OpenPage, tmp_path: Path) -> None:
    noor, joris = known_people()
    page = open_page("bureau")
    batch = upload(page)
    see_what_was_found(page, batch)
    read_otherwise(page, batch)
    choose_columns(page, batch)
    agree(page)
    try_out(page, batch)
    decide(page, batch, joris)
    see_the_rows(page)
    assert (facts(noor), facts(joris)) == (NOOR_BEFORE, JORIS_BEFORE)
    carry_out(page, batch, noor, joris)
    fetch_the_rest(page, tmp_path)
    bring_it_again(page, batch)
    fanfare = Partner.objects.get(name="Fanfare Zuiderlicht")
    tasks.add(title="Nodig de fanfare uit", partner=fanfare, assigned_to=batch.uploaded_by, by=batch.uploaded_by)
    take_back(page, batch, noor, joris)
