"""Reads the forms on a page, the way a browser without JavaScript would send them."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from urllib.parse import urljoin

IGNORED_TYPES = {"submit", "button", "image", "reset", "file"}


@dataclass
class Field:
    """One control: its kind (`text`, `date`, `select`, `checkbox` …), its value now, and what can be chosen."""

    name: str
    kind: str
    value: str = ""
    choices: list[str] = field(default_factory=list)
    is_on: bool = True
    is_required: bool = False

    @property
    def is_typed(self) -> bool:
        return self.kind not in {"select", "checkbox", "radio", "hidden"}


@dataclass
class Form:
    """A form with where it goes to."""

    action: str
    method: str
    fields: list[Field] = field(default_factory=list)
    identity: str = ""
    submits: list[tuple[str, str]] = field(default_factory=list)

    def __getitem__(self, name: str) -> Field:
        return next(item for item in self.fields if item.name == name)

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(item.name for item in self.fields))

    def data(self, **changes: str | list[str]) -> dict[str, list[str]]:
        """What is sent when nothing but `changes` is filled in."""
        sent: dict[str, list[str]] = {}
        for item in self.fields:
            if item.is_on:
                sent.setdefault(item.name, []).append(item.value)
        for name, value in changes.items():
            sent[name] = value if isinstance(value, list) else [value]
        return sent


@dataclass(frozen=True)
class Button:
    """What sends a form: the form around it or the id of the form it names, and where to when not to the form's own address."""

    form: Form | str | None
    action: str
    method: str

    def belongs_to(self, form: Form) -> bool:
        return self.form is form or (bool(form.identity) and self.form == form.identity)


class FormReader(HTMLParser):
    """Collects forms; controls with a `form=` attribute go to the form with that id."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base
        self.forms: list[Form] = []
        self.open: Form | None = None
        self.box: Field | None = None
        self.option: str | None = None
        self.stray: list[tuple[str, Field]] = []
        self.buttons: list[Button] = []

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in given}
        if tag == "form":
            action = urljoin(self.base, attributes.get("action", "") or self.base)
            self.open = Form(action, attributes.get("method", "get").lower(), identity=attributes.get("id", ""))
            self.forms.append(self.open)
        elif tag == "option" and self.box is not None:
            self.add_option(attributes)
        elif tag in {"input", "select", "textarea", "button"} and "disabled" not in attributes:
            self.add_control(tag, attributes)

    def add_control(self, tag: str, attributes: dict[str, str]) -> None:
        kind = attributes.get("type", "text") if tag == "input" else tag
        name = attributes.get("name", "")
        if tag == "button" or kind in IGNORED_TYPES:
            self.add_button(attributes)
            return
        if not name:
            return
        item = Field(name, kind, attributes.get("value", ""), is_required="required" in attributes)
        if kind in {"checkbox", "radio"}:
            item.value, item.is_on = attributes.get("value", "on"), "checked" in attributes
        if tag in {"select", "textarea"}:
            self.box = item
            item.is_on = tag == "textarea"
        if "form" in attributes:
            self.stray.append((attributes["form"], item))
        elif self.open is not None:
            self.open.fields.append(item)

    def add_button(self, attributes: dict[str, str]) -> None:
        if attributes.get("name") and self.open:
            self.open.submits.append((attributes["name"], attributes.get("value", "")))
        if attributes.get("type", "submit") in {"submit", "image"}:
            action = attributes.get("formaction", "")
            where = urljoin(self.base, action) if action else ""
            self.buttons.append(Button(attributes.get("form") or self.open, where, attributes.get("formmethod", "")))

    def add_option(self, attributes: dict[str, str]) -> None:
        assert self.box is not None
        value = attributes.get("value", "")
        if not self.box.choices or "selected" in attributes:
            self.box.value, self.box.is_on = value, True
        self.box.choices.append(value)

    def handle_data(self, data: str) -> None:
        if self.box is not None and self.box.kind == "textarea":
            self.box.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag in {"select", "textarea"}:
            self.box = None
        elif tag == "form":
            self.open = None


def forms_on(html: str, base: str = "/") -> list[Form]:
    """Every form on the page, in order."""
    reader = FormReader(base)
    reader.feed(html)
    for identity, item in reader.stray:
        for form in reader.forms:
            if form.identity == identity:
                form.fields.append(item)
    return [sent for form in reader.forms for sent in ways_to_send(form, reader.buttons)]


def ways_to_send(form: Form, buttons: list[Button]) -> Iterator[Form]:
    """The form once for every address that its buttons send it to; its own too, unless they all go elsewhere.

    Without a button it is sent with Enter in a field; without fields that show not at all.
    """
    own = [button for button in buttons if button.belongs_to(form)]
    is_open = any(item.kind != "hidden" for item in form.fields)
    if any(not button.action for button in own) or (not own and is_open):
        yield form
    for action, method in dict.fromkeys((button.action, button.method) for button in own if button.action):
        yield replace(form, action=action, method=method or form.method)


def post_forms(html: str, base: str = "/") -> Iterator[Form]:
    """The forms that change something, logging out aside."""
    return (form for form in forms_on(html, base) if form.method == "post" and "/logout/" not in form.action)
