"""All forms of the house get bad input: always a page with a sentence, never an error, and what was typed stays."""

import re
from collections.abc import Iterator
from html import escape

import pytest
from django.db import transaction
from django.test import Client

from tests.crawl import Visit, crawl, enter, links, name_of
from tests.forms import Form, forms_on, post_forms
from tests.pages.payloads import QUESTIONS, SCRIPT, TEXTS, cases

PEOPLE = ("bureau", "bilal", "school", None)
ANSWERS = {200, 204, 302, 303, 400, 403, 404, 409, 422, 429}
STAYS = {"emoji", "script", "right to left", "quotes", "bsn as btw"}
# The fields of which the typed text is not shown again.
SECRETS = re.compile(r"password|code|token|credential")


@pytest.fixture(scope="module")
def visits(demo_world: None) -> list[Visit]:
    return [visit for visitor in PEOPLE for visit in crawl(visitor, most=2) if visit.status == 200]


def distinct(visits: list[Visit]) -> Iterator[tuple[Visit, Form]]:
    """Every form once: the same address with the same fields is the same form."""
    seen = set()
    for visit in visits:
        for form in post_forms(visit.html, visit.path):
            key = (name_of(form.action), tuple(form.names), visit.visitor is None)
            if key not in seen:
                seen.add(key)
                yield visit, form


def send(client: Client, form: Form, changes: dict[str, str]) -> tuple[int, str]:
    """The answer to the form with the changes; nothing of it stays in the database."""
    with transaction.atomic():
        response = client.post(form.action, form.data(**changes))
        transaction.set_rollback(True)
    is_text = not response.streaming and response.get("Content-Type", "").startswith("text/")
    return response.status_code, response.content.decode() if is_text else ""


def faults_of(client: Client, visit: Visit, form: Form) -> Iterator[str]:
    for label, name, changes in cases(form):
        where = f"{visit.visitor} {visit.path} → {form.action} [{name}: {label}]"
        try:
            status, html = send(client, form, changes)
        except Exception as error:  # noqa: BLE001  # every escaped error is a fault to list, whatever it is
            yield f"{where}: {type(error).__name__}: {str(error)[:160]}"
            continue
        if status not in ANSWERS:
            yield f"{where}: {status}"
        if SCRIPT in html:
            yield f"{where}: the script came back unescaped"
        if status == 422 and is_lost(form, name, label, changes, html):
            yield f"{where}: what was typed is gone"


def is_lost(form: Form, name: str, label: str, changes: dict[str, str], html: str) -> bool:
    """A text that was typed is not on the page that refused it."""
    if label not in STAYS or name == "*" or not form[name].is_typed or SECRETS.search(name):
        return False
    return escape(changes[name]) not in html and changes[name] not in html


def test_no_form_breaks(visits: list[Visit]) -> None:
    clients = {visitor: enter(visitor) for visitor in PEOPLE}
    forms = list(distinct(visits))
    faults = [fault for visit, form in forms for fault in faults_of(clients[visit.visitor], visit, form)]
    assert len(forms) >= 15
    assert faults == []


def test_no_question_breaks(visits: list[Visit]) -> None:
    """Forms that ask (search, filters) and every query in a link, with each bad text in each place."""
    clients, seen, faults = {visitor: enter(visitor) for visitor in PEOPLE}, set(), []
    for visit in visits:
        questions = [
            (form.action, name)
            for form in forms_on(visit.html, visit.path)
            if form.method == "get"
            for name in form.names
        ]
        questions += [
            (path.split("?")[0], pair.split("=")[0])
            for path in links(visit.html, visit.path)
            if "?" in path
            for pair in path.split("?")[1].split("&")
        ]
        for path, name in questions:
            key = (name_of(path), name)
            if key in seen or path.startswith("/account/"):
                continue
            seen.add(key)
            for label in QUESTIONS:
                status = clients[visit.visitor].get(path, {name: TEXTS[label][:5000]}).status_code
                if status not in ANSWERS:
                    faults.append(f"{path}?{name} [{label}]: {status}")
    assert faults == []


@pytest.mark.parametrize("number", ["0", "99999999", "9" * 25])
def test_no_address_breaks(visits: list[Visit], number: str) -> None:
    """Numbers that no row has, and that no database can have."""
    client = enter("bureau")
    paths = {
        name_of(visit.path): re.sub(r"/\d+/", f"/{number}/", visit.path)
        for visit in visits
        if re.search(r"/\d+/", visit.path)
    }
    answers = {path: client.get(path).status_code for path in paths.values()}
    assert {path: status for path, status in answers.items() if status not in ANSWERS | {405}} == {}


class TestItself:
    """The cases reach every field."""

    def test_cases(self) -> None:
        (form,) = forms_on(
            '<form method="post"><input name="a"><select name="b"><option value="1"></select>'
            '<input type="date" name="d"></form>'
        )
        reached = {name for _, name, _ in cases(form)}
        assert reached == {"*", "a", "b", "d"}
        spring = next(changes for label, _, changes in cases(form) if label == "spring night")
        assert spring == {"d": "2027-03-28"}
