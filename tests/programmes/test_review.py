"""FluXus looks at what makers submit."""

from collections.abc import Callable

import pytest
from django.test import Client

from network.models import OutgoingMail, User
from tests.cast import Cast
from tests.factories.programmes import make_course

QUEUE = "/programma/cursussen/"


def test_queue_and_catalogue(as_bureau: Client) -> None:
    make_course(status="submitted", title="Wacht")
    make_course(status="published", title="Staat er al")
    make_course(status="draft", title="Nog niet")
    html = as_bureau.get(QUEUE).content.decode()
    assert ["Wacht" in html, "Staat er al" in html, "Nog niet" in html] == [True, True, False]


def test_empty(as_bureau: Client) -> None:
    html = as_bureau.get(QUEUE).content.decode()
    assert "Er wacht niets" in html
    assert "De catalogus is leeg" in html


def test_publish_puts_it_in_the_catalogue(as_bureau: Client, client: Client) -> None:
    course = make_course(status="submitted", title="Zanglab")
    answer = as_bureau.post(f"{QUEUE}{course.pk}/publiceren/")
    assert (answer.status_code, answer["Location"]) == (303, QUEUE)
    assert "Zanglab" in client.get("/cursussen/").content.decode()
    assert OutgoingMail.objects.count() == 1


def test_publish_twice_is_a_sentence(as_bureau: Client) -> None:
    course = make_course(status="published")
    answer = as_bureau.post(f"{QUEUE}{course.pk}/publiceren/")
    assert answer.status_code == 409
    assert "Alleen een ingediende cursus" in answer.content.decode()


def test_send_back_needs_a_reason(as_bureau: Client) -> None:
    course = make_course(status="submitted")
    answer = as_bureau.post(f"{QUEUE}{course.pk}/terugsturen/", {"reason": " "})
    assert answer.status_code == 422
    course.refresh_from_db()
    assert course.status == "submitted"


def test_send_back(as_bureau: Client) -> None:
    course = make_course(status="submitted")
    as_bureau.post(f"{QUEUE}{course.pk}/terugsturen/", {"reason": "Zet de prijs erbij. 🎷"})
    course.refresh_from_db()
    assert (course.status, course.review_note) == ("draft", "Zet de prijs erbij. 🎷")


def test_withdraw(as_bureau: Client, client: Client) -> None:
    course = make_course(title="Zanglab")
    as_bureau.post(f"{QUEUE}{course.pk}/intrekken/")
    assert "Zanglab" not in client.get("/cursussen/").content.decode()


@pytest.mark.parametrize("path", ["publiceren", "terugsturen", "intrekken"])
def test_who_may_not(cast: Cast, log_in: Callable[[User], Client], path: str) -> None:
    url = f"{QUEUE}{make_course(status='submitted').pk}/{path}/"
    codes = [log_in(user).post(url).status_code for user in (cast.reception, cast.bilal, cast.stranger)]
    assert codes == [403, 404, 404]


def test_not_by_get(as_bureau: Client) -> None:
    course = make_course(status="submitted")
    codes = [
        as_bureau.get(f"{QUEUE}{course.pk}/{path}/").status_code for path in ("publiceren", "terugsturen", "intrekken")
    ]
    assert codes == [405, 405, 405]


def test_one_and_thirty_courses_ask_the_same(as_bureau: Client, queries_of: Callable[..., int]) -> None:
    make_course(status="submitted")
    make_course()
    few = queries_of(as_bureau, QUEUE)
    for _ in range(29):
        make_course(status="submitted")
        make_course()
    assert queries_of(as_bureau, QUEUE) == few
