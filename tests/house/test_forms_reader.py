"""The reader of forms, on which the tests of bad input stand."""

from tests.forms import forms_on, post_forms

PAGE = """
<form method="get" action="/zoek/"><input name="q"></form>
<form method="post" id="f" action="opslaan/">
  <input type="hidden" name="token" value="x"><input name="title" value="Koor" required>
  <select name="room"><option value="">–</option><option value="3" selected>Studio 1</option></select>
  <input type="checkbox" name="yes">
  <input type="radio" name="r" value="a"><input type="radio" name="r" value="b" checked>
  <textarea name="note">een
twee</textarea><button name="act" value="go">Verder</button><input name="off" disabled>
</form>
<input name="outside" form="f" value="1">
"""


def test_a_form_is_read_as_a_browser_sends_it() -> None:
    (form,) = post_forms(PAGE, "/hier/")
    assert form.action == "/hier/opslaan/"
    assert form.data() == {
        "token": ["x"],
        "title": ["Koor"],
        "room": ["3"],
        "r": ["b"],
        "note": ["een\ntwee"],
        "outside": ["1"],
    }
    assert form["title"].is_required
    assert form.submits == [("act", "go")]


def test_changes_replace_what_stands_there() -> None:
    (form,) = post_forms(PAGE)
    assert form.data(title="Band", yes="on")["title"] == ["Band"]
    assert form.data(yes="on")["yes"] == ["on"]


def test_a_button_sends_the_form_elsewhere() -> None:
    page = """
    <form method="get" action="/lijst/"><input name="id" value="7"><button>Zoek</button>
    <button formaction="weg/" formmethod="post">Weg</button><button type="button" formaction="/nooit/">Open</button></form>
    <form method="post" action="/nooit/"><input type="hidden" name="token"></form>
    <form method="post" id="leeg"></form><button form="leeg" formaction="/a/">A</button>
    """
    sent = [(form.method, form.action, form.names) for form in forms_on(page, "/hier/")]
    assert sent == [("get", "/lijst/", ["id"]), ("post", "/hier/weg/", ["id"]), ("post", "/a/", [])]


def test_get_forms_are_seen_too() -> None:
    assert [form.method for form in forms_on(PAGE)] == ["get", "post"]
