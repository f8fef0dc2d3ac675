"""The templates: each is used, none carries scripts, styles or unescaped text."""

import re
from collections.abc import Iterator

from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from tests.house.source import PACKAGES, ROOT, Source, python, sources

FORBIDDEN = {
    "inline style": re.compile(r"<[^>]+\sstyle\s*=|<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\b(src=|type=\"application/(ld\+)?json\"))", re.IGNORECASE),
    "event attribute": re.compile(r"<[^>]+\s(on[a-z]+|hx-on[:-][\w:-]+)\s*=", re.IGNORECASE),
    "javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "unescaped text": re.compile(r"\|\s*safe\b|\{%\s*autoescape off"),
    "outside address": re.compile(r"<(script|link|img|iframe)[^>]+(src|href)\s*=\s*[\"'](https?:)?//", re.IGNORECASE),
}
# Django and allauth ask for these by name.
ASKED_BY_NAME = re.compile(
    r"^(400|403|403_csrf|404|409|500)\.html$|^(allauth|account|mfa|usersessions|django|admin|registration)/"
)
PRINT_STYLES_ALLOWED = ("pdf/", "mail/")


def templates() -> list[Source]:
    return [page for suffix in (".html", ".txt") for page in sources("templates", suffix=suffix)]


def faults(page: Source) -> Iterator[str]:
    name = page.path.removeprefix("templates/")
    text = re.sub(r"\{#.*?#\}|\{% comment.*?endcomment %\}", "", page.text, flags=re.DOTALL)
    for label, pattern in FORBIDDEN.items():
        if label == "inline style" and name.startswith(PRINT_STYLES_ALLOWED):
            continue
        yield from (f"{page.path}: {label}: {match.group(0)[:80]}" for match in pattern.finditer(text))


def used_names(files: list[Source]) -> set[str]:
    """Template names in quotes, in Python and in templates; a fragment (`page.html#part`) uses its page."""
    quoted = re.compile(r"""["']([\w./-]+\.(?:html|txt))(?:#[\w-]+)?["']""")
    return {name for file in files for name in quoted.findall(file.text)}


def component_names(files: list[Source]) -> set[str]:
    """`component("card", …)` renders components/card.html."""
    return {
        f"components/{name}.html"
        for file in files
        for name in re.findall(r"""component\(\s*["'](\w+)["']""", file.text)
    }


def unused(pages: list[Source], code: list[Source]) -> list[str]:
    used = used_names(pages + code) | component_names(code) | stem_names(code)
    names = [page.path.removeprefix("templates/") for page in pages]
    return [name for name in names if name not in used and not ASKED_BY_NAME.match(name)]


def stem_names(code: list[Source]) -> set[str]:
    """Names made with an f-string, `f"mail/network/{key}.txt"`, use every file that fits."""
    patterns = [
        re.escape(re.sub(r"\{[^}]*\}", "\x00", name)).replace("\x00", r"[\w-]+")
        for file in code
        for name in re.findall(r"""f["']([\w./{}-]*\{[^}]*\}[\w./{}-]*\.(?:html|txt))["']""", file.text)
    ]
    names = [str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.*")]
    return {name for name in names for pattern in patterns if re.fullmatch(pattern, name)}


def test_templates_are_clean() -> None:
    assert [fault for page in templates() for fault in faults(page)] == []


def test_every_template_is_used() -> None:
    assert unused(templates(), python(*PACKAGES)) == []


def missing(names: set[str]) -> list[str]:
    """Names that no template directory has, those of Django and allauth included."""
    absent = []
    for name in sorted(names):
        try:
            get_template(name)
        except TemplateDoesNotExist:
            absent.append(name)
    return absent


def test_every_template_that_is_asked_for_exists() -> None:
    assert missing(used_names(templates() + python(*PACKAGES))) == []


class TestItself:
    """Each check sees the fault that it is for."""

    def test_dirty_templates(self) -> None:
        dirty = [
            '<p style="color:red">',
            "<style>p{}</style>",
            "<script>alert(1)</script>",
            '<button onclick="x()">',
            '<a href="javascript:x()">',
            "{{ text|safe }}",
            '<script src="https://example.org/x.js"></script>',
            '<div hx-on:click="x()">',
        ]
        assert [len(list(faults(Source("templates/a.html", text)))) for text in dirty] == [1] * len(dirty)

    def test_clean_templates(self) -> None:
        text = '<script src="{% static \'js/x.js\' %}" defer></script><p class="style">on x="1"</p>{# |safe #}'
        assert list(faults(Source("templates/a.html", text))) == []

    def test_missing_template(self) -> None:
        assert missing({"base.html", "nergens.html"}) == ["nergens.html"]

    def test_unused_template(self) -> None:
        pages = [
            Source("templates/a.html", "{% include 'b.html' %}"),
            Source("templates/b.html", ""),
            Source("templates/c.html", ""),
        ]
        assert unused(pages, [Source("views.py", "respond(request, 'a.html#part')")]) == ["c.html"]
