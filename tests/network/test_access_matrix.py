"""Who may open what in the network (docs/adr/0006-access.md): every address as every kind of user, and no secret in any answer."""

import io
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from network.domain import tags
from network.domain.columns import COLUMNS
from network.models import User
from tests.cast import Cast
from tests.house.addresses import Address, own
from tests.network.access_scene import IBAN, KVK, WORDS, Scene
from tests.pages.test_every_page import takes_only_post

pytestmark = pytest.mark.django_db

# A letter per role: beheer, projectbureau, expert, financiën, marketing, receptie; `p` is a partner, `v` a visitor.
ALL, EDIT, LISTS, NOTES, BUREAU = "APEFMR", "APE", "APEFM", "APEF", "AP"
VISITORS = {
    "A": "admin",
    "P": "bureau",
    "E": "expert",
    "F": "finance",
    "M": "marketing",
    "R": "reception",
    "p": "bilal",
    "s": "stranger",
    "v": "",
}
MATRIX = {
    "front": "APEFMRpsv",
    "invitation": "APEFMRpsv",
    "start": "APEFMRps",
    # beheer has every role, that of a partner too
    "mijn": "Ap",
    "my-details": "Ap",
    "act-for": "Ap",
    "werk": ALL,
    "search": ALL,
    "tasks": ALL,
    "task-add": ALL,
    "task": ALL,
    "task-done": ALL,
    "task-reopen": ALL,
    "task-take": ALL,
    "bouwstenen": "A",
    "access": BUREAU,
    "invitation-withdraw": BUREAU,
    "registration": BUREAU,
    "registration-approve": BUREAU,
    "registration-refuse": BUREAU,
    "partners": ALL,
    "segments": LISTS,
    "segment-add": LISTS,
    "segment": LISTS,
    "segment-edit": LISTS,
    "segment-remove": LISTS,
    "selection-tag": LISTS,
    "selection-untag": LISTS,
    "selection-task": LISTS,
    "export": LISTS,
    "exports": "A",
    "tags": LISTS,
    "tag": LISTS,
    "tag-rename": LISTS,
    "tag-merge": LISTS,
    "tag-remove": LISTS,
    "tag-undo": LISTS,
    "partner-tag-add": LISTS,
    "partner-tag-remove": LISTS,
    "partner-add": EDIT,
    "partner-options": ALL,
    "partner": ALL,
    "partner-edit": EDIT,
    "timeline": ALL,
    "partner-roles": EDIT,
    "role-end": EDIT,
    "partner-reach": EDIT,
    "reach-email": EDIT,
    "reach-phone": EDIT,
    "reach-post": EDIT,
    "reach-change": EDIT,
    "affiliation-add": EDIT,
    "affiliation": EDIT,
    "affiliation-change": EDIT,
    "affiliation-end": EDIT,
    "affiliation-primary": EDIT,
    "partner-moment": NOTES,
    "moments": NOTES,
    "moment-add": NOTES,
    "moment": NOTES,
    "moment-correct": NOTES,
    "moment-level": NOTES,
    "register": BUREAU,
    "register-upload": BUREAU,
    "register-decide": BUREAU,
    "handover": BUREAU,
    "duplicates": BUREAU,
    "pair-different": BUREAU,
    "pair-reopen": BUREAU,
    "merge-with": BUREAU,
    "merge": BUREAU,
    "merges": BUREAU,
    "merge-page": BUREAU,
    "merge-undo": BUREAU,
    "imports": BUREAU,
    "import": BUREAU,
    "import-reading": BUREAU,
    "import-columns": BUREAU,
    "import-meanings": BUREAU,
    "import-progress": BUREAU,
    "import-choose-many": BUREAU,
    "import-confirm": BUREAU,
    "import-resume": BUREAU,
    "import-undo": BUREAU,
    "import-remove": BUREAU,
    "import-refused": BUREAU,
    "import-choose": BUREAU,
    "wijken": ALL,
    "wijk": ALL,
    "wijk-appoint": BUREAU,
    "network-join": EDIT,
    "network-leave": EDIT,
}


def network_addresses() -> list[Address]:
    return [address for address in own() if address.name.startswith("network:")]


class Visitor:
    """One kind of user, with a browser in which what he does is undone at once."""

    def __init__(self, letter: str, cast: Cast) -> None:
        self.letter = letter
        self.user: User | None = getattr(cast, VISITORS[letter]) if VISITORS[letter] else None
        self.client = Client()
        if self.user:
            self.client.force_login(self.user)

    def answer(
        self, address: Address, arguments: dict[str, Any], query: str = "", *, sends: dict[str, Any] | None = None
    ) -> Any:
        path = reverse(address.name, kwargs=arguments) + query
        with transaction.atomic():
            answer = self.client.post(path, sends) if takes_only_post(address.view) else self.client.get(path)
            transaction.set_rollback(True)
        return answer

    def reads(self, path: str, *, sends: dict[str, Any] | None = None, **how: Any) -> str:
        """The words of a page he may open, or of the answer to what he sends, else ''."""
        with transaction.atomic():
            answer = self.client.post(path, sends) if sends else self.client.get(path, **how)
            words = readable(answer) if answer.status_code == 200 else ""
            transaction.set_rollback(True)
        return words

    def is_let_in(self, answer: Any) -> bool:
        if answer.status_code == 302 and "/account/login/" in answer["Location"]:
            return False
        return answer.status_code not in {403, 404}

    @property
    def refusal(self) -> int:
        """What he should get where he may not come."""
        if self.user is None:
            return 302
        return 403 if self.user.is_colleague else 404


@pytest.mark.parametrize("letter", VISITORS)
def test_every_address_is_open_to_whom_the_matrix_says(letter: str, cast: Cast) -> None:
    scene, visitor = Scene(cast), Visitor(letter, cast)
    if visitor.user:
        scene.belong_to(visitor.user)
    faults = []
    for address in network_addresses():
        answer = visitor.answer(address, scene.arguments(address))
        allowed = letter in MATRIX[address.name.removeprefix("network:")]
        if visitor.is_let_in(answer) != allowed or (not allowed and answer.status_code != visitor.refusal):
            faults.append(f"{address.name}: {answer.status_code}, should be {'open' if allowed else visitor.refusal}")
    assert faults == []


def test_every_address_is_in_the_matrix_and_exists() -> None:
    assert {address.name.removeprefix("network:") for address in network_addresses()} == set(MATRIX)


# Who may read each secret at all; for who is not named it stands in no answer, whatever he asks.
SECRETS = {
    "iban": (IBAN, "APF"),
    "kvk": (KVK, "APEF"),
    "open note": (WORDS["open"], "APEF"),
    "note of the team": (WORDS["team"], "APE"),
    "personal note": (WORDS["personal"], "AE"),
}
# What is asked besides the page itself, and where that can be asked.
QUESTIONS = (
    "?q=Zwaan",
    f"?q={IBAN}",
    *(f"?q={word}" for word in WORDS.values()),
    "?soort=contact",
    "?wie=alle",
    "?columns=name&columns=iban&columns=kvk&columns=btw&columns=vat_status",
)
PLACES_TO_ASK = {"search", "partners", "partner-options", "timeline", "moments", "tasks", "segment"}
HTMX = {"HX-Request": "true"}


def answers(visitor: Visitor, scene: Scene) -> Iterator[tuple[str, str]]:
    """All that this visitor can read in the network: every page he can get, and every question, as page and as fragment."""
    for address in network_addresses():
        if takes_only_post(address.view):
            continue
        path = reverse(address.name, kwargs=scene.arguments(address))
        yield address.name, visitor.reads(path)
        yield f"{address.name} as fragment", visitor.reads(path, headers=HTMX)
        if address.name.removeprefix("network:") in PLACES_TO_ASK:
            for query in QUESTIONS:
                yield f"{address.name}{query}", visitor.reads(path + query).replace(query.removeprefix("?q="), "")
    for form in ("csv", "xlsx"):
        path = reverse("network:export", kwargs={"form": form})
        yield f"export of {form}", visitor.reads(path, sends={"columns": list(COLUMNS)})


def readable(answer: Any) -> str:
    """The words of an answer, also of a spreadsheet, without the spaces that an IBAN is shown with."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:2] == b"PK":
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
        return re.sub(r"\s", "", " ".join(str(cell) for cell in cells if cell is not None))
    return re.sub(r"\s|&nbsp;", "", unescape(content.decode("utf-8", errors="replace")))


@pytest.mark.parametrize("letter", VISITORS)
def test_secrets_are_in_no_answer_for_who_may_not_read_them(letter: str, cast: Cast) -> None:
    scene = Scene(cast)
    told = list(answers(Visitor(letter, cast), scene))
    found = {
        name: sorted({where for where, text in told if secret in text}) for name, (secret, _who) in SECRETS.items()
    }
    leaks = {name: where for name, where in found.items() if where and letter not in SECRETS[name][1]}
    unseen = [name for name, where in found.items() if not where and letter in SECRETS[name][1]]
    assert (leaks, unseen) == ({}, [])


def test_reception_makes_no_list_of_addresses_or_labels(cast: Cast) -> None:
    tag = tags.add(partner=cast.bilal_partner, name="Update", by=cast.bureau)
    query = f"?columns=phone&columns=email&columns=street&columns=postcode&columns=tags&columns=website&tags={tag.pk}"
    seen = {letter: Visitor(letter, cast).client.get(f"/netwerk/{query}") for letter in "MR"}
    columns = {letter: [column.key for column in answer.context["columns"]] for letter, answer in seen.items()}
    assert columns == {"M": ["name", "email", "phone", "street", "postcode", "tags", "website"], "R": ["name", "phone"]}
    assert ["Update" in readable(answer) for answer in seen.values()] == [True, False]
