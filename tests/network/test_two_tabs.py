"""Two colleagues, or one with two tabs, change the same partner: nobody's change is wiped unseen."""

from typing import Any

import pytest
from django.test import Client

from network.models import Partner, User
from tests.cast import Cast
from tests.factories.network import make_person

pytestmark = pytest.mark.django_db


def as_user(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def opened(client: Client, partner: Partner) -> dict[str, Any]:
    """The form as a browser would send it back, with nothing typed."""
    form = client.get(f"{partner.get_absolute_url()}wijzigen/").context["form"]
    values = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: value for name, value in values.items() if value is not None}


def save(client: Client, partner: Partner, form: dict[str, Any]) -> Any:
    return client.post(f"{partner.get_absolute_url()}wijzigen/", form)


@pytest.fixture
def sanne(cast: Cast) -> Partner:
    return make_person("Sanne", "Berg")


def test_what_a_colleague_changed_meanwhile_is_shown_and_not_wiped(cast: Cast, sanne: Partner) -> None:
    bureau, expert = as_user(cast.bureau), as_user(cast.expert)
    first, second = opened(bureau, sanne), opened(expert, sanne)
    assert save(bureau, sanne, first | {"website": "https://sanne.nl"}).status_code == 303
    answer = save(expert, sanne, second | {"trade_name": "Sanne zingt"})
    sanne.refresh_from_db()
    assert (answer.status_code, sanne.website, sanne.trade_name) == (422, "https://sanne.nl", "")
    errors = answer.context["form"].errors
    assert list(errors) == ["website"]
    assert "“https://sanne.nl”" in errors["website"][0]
    assert "Sanne zingt" in answer.text


def test_saving_once_more_is_meant(cast: Cast, sanne: Partner) -> None:
    bureau, expert = as_user(cast.bureau), as_user(cast.expert)
    first, second = opened(bureau, sanne), opened(expert, sanne)
    save(bureau, sanne, first | {"gender": "woman", "roles": ["teacher"]})
    answer = save(expert, sanne, second | {"trade_name": "Sanne zingt"})
    assert set(answer.context["form"].errors) == {"gender", "roles"}
    assert "woman" not in answer.context["form"].errors["gender"][0]
    again = second | {"trade_name": "Sanne zingt", "gender": "woman", "seen": answer.context["form"]["seen"].value()}
    assert save(expert, sanne, again).status_code == 303
    sanne.refresh_from_db()
    assert (sanne.trade_name, sanne.gender) == ("Sanne zingt", "woman")


def test_a_change_of_what_one_may_not_see_is_no_matter(cast: Cast, sanne: Partner) -> None:
    bureau, expert = as_user(cast.bureau), as_user(cast.expert)
    first, second = opened(bureau, sanne), opened(expert, sanne)
    save(bureau, sanne, first | {"iban": "NL91 ABNA 0417 1643 00"})
    assert save(expert, sanne, second | {"trade_name": "Sanne zingt"}).status_code == 303
    assert sanne.identifiers.get().kind == "iban"


@pytest.mark.parametrize("seen", ["x", "[]", "3", "{}", '{"name": 3}', ""])
def test_marks_that_cannot_be_read_break_nothing(cast: Cast, sanne: Partner, seen: str) -> None:
    bureau = as_user(cast.bureau)
    assert save(bureau, sanne, opened(bureau, sanne) | {"seen": seen}).status_code in {303, 422}
