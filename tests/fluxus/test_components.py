"""The house template tags: strict in what they take, safe in what they give."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client, RequestFactory

from fluxus.components import register
from fluxus.components.marks import STATUS_TONES, TONES, icon_names, initials
from fluxus.forms import HouseForm
from fluxus.home import NavItem, StartPanel
from fluxus.search import SearchHit
from tests.cast import Cast


def render(source: str, **context: Any) -> str:
    """The template as one line."""
    return " ".join(Template(source).render(Context(context)).split())


class SmallForm(HouseForm):
    name = forms.CharField(label="Naam", help_text="Voluit.")
    kind = forms.ChoiceField(label="Soort", choices=[("a", "Persoon")], widget=forms.RadioSelect, required=False)
    agreed = forms.BooleanField(label="Akkoord")


@pytest.mark.parametrize(
    "source",
    [
        "{% card colour='red' %}{% endcard %}",
        "{% card 'Titel' %}{% endcard %}",
        "{% notice tone='groen' %}{% endnotice %}",
        "{% badge 'Nieuw' tone='groen' %}",
        "{% status 'confirmed' 'Bevestigd' tone='groen' %}",
        "{% icon 'bestaat-niet' %}",
        "{% icon 'search' size='reusachtig' %}",
        "{% button 'Bewaren' kind='groot' %}",
        "{% button 'Bewaren' href='/' %}",
        "{% link_button 'Verder' %}",
        "{% discipline 'muziek' %}",
        "{% avatar 'Bilal' kind='koor' %}",
        "{% breadcrumb 'Netwerk' '/netwerk/' %}",
        "{% empty %}{% endempty %}",
        "{% table %}{% endtable %}",
        "{% page_header %}{% endpage_header %}",
        "{% timeline_item title='Iets' %}{% endtimeline_item %}",
    ],
)
def test_component_refuses_what_it_does_not_know(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        render(source)


@pytest.mark.parametrize(
    "source",
    [
        "{% card title=text %}{{ text }}{% endcard %}",
        "{% page_header title=text eyebrow=text lead=text %}{{ text }}{% endpage_header %}",
        "{% empty title=text %}{{ text }}{% endempty %}",
        "{% notice title=text %}{{ text }}{% endnotice %}",
        "{% rows %}{% row text hint=text %}{{ text }}{% endrow %}{% endrows %}",
        "{% table caption=text %}{{ text }}{% endtable %}",
        "{% timeline_item at=at title=text by=text kind=text %}{{ text }}{% endtimeline_item %}",
        "{% badge text %}{% status 'draft' text %}{% button text %}{% link_button text text %}",
        "{% partner_link text text meta=text %}{% stat text text hint=text %}{% breadcrumb text text text %}",
        "{% tabs label=text %}{% tab text text %}{% endtabs %}{% pager older=text newer=text %}",
        "{% dialog id='x' title=text %}{{ text }}{% enddialog %}{% dialog_button 'x' text %}",
        "{% progress 1 2 label=text note=text url=text %}{% figure caption=text %}{{ text }}{% endfigure %}",
        "{% toolbar label=text %}{{ text }}{% endtoolbar %}",
        "{% form_actions label=text cancel=text %}{{ text }}{% endform_actions %}",
    ],
)
def test_component_escapes_its_words_once(source: str) -> None:
    html = render(source, text="<b>&", at=datetime(2026, 12, 1, 19, 5))
    assert "<b>" not in html
    assert "&lt;b&gt;&amp;" in html
    assert "&amp;lt;" not in html


def test_component_keeps_the_markup_inside_its_block() -> None:
    for name, attributes in {
        "card": "title='T'",
        "notice": "",
        "empty": "title='T'",
        "page_header": "title='T'",
        "table": "caption='T'",
        "row": "'T'",
        "figure": "caption='T'",
        "toolbar": "",
    }.items():
        assert "<em>ja</em>" in render(f"{{% {name} {attributes} %}}<em>ja</em>{{% end{name} %}}")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ value|euros }}", "–"),
        ("{{ 125050|euros }}", "€ 1.250,50"),
        ("{{ value|day }}", "–"),
        ("{{ day|day }}", "dinsdag 1 december 2026"),
        ("{{ day|day:'short' }}", "di 1 dec"),
        ("{{ day|day:'date' }}", "1 december 2026"),
        ("{{ aware|day:'date' }}", "2 december 2026"),
        ("{{ aware|moment }}", "wo 2 dec 2026 00:30"),
        ("{{ aware|clock }}", "00:30"),
        ("{{ value|moment }}{{ value|clock }}{{ value|period }}", "–––"),
    ],
)
def test_filters_write_amounts_and_moments_the_house_way(source: str, text: str) -> None:
    late = datetime(2026, 12, 1, 23, 30, tzinfo=UTC)
    assert render(source, value=None, day=date(2026, 12, 1), aware=late).replace("\xa0", " ") == text


def test_status_has_colour_pattern_and_word() -> None:
    assert render("{% status 'confirmed' 'Bevestigd' %}") == (
        '<span class="status tone-good" data-status="confirmed">Bevestigd</span>'
    )


def test_status_of_an_unknown_value_is_grey() -> None:
    assert 'class="status tone-off"' in render("{% status 'onbekend' 'Onbekend' %}")


def test_statuses_have_one_tone_each() -> None:
    values = [value for values in STATUS_TONES.values() for value in values.split()]
    assert sorted(values) == sorted(set(values))
    assert set(STATUS_TONES) == TONES


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Bilal el Amrani", "BA"), ("Koor Zaanzang", "KZ"), ("bilal", "B"), ("", "?"), ("2e Kwintet", "2K"), ("🎵", "🎵")],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_icon_without_label_is_hidden_from_screen_readers() -> None:
    assert 'aria-hidden="true"' in render("{% icon 'search' %}")
    assert 'role="img" aria-label="Zoeken"' in render("{% icon 'search' label='Zoeken' %}")


def test_icons_of_the_disciplines_are_drawn() -> None:
    assert {"music", "visual", "theatre_dance", "digital", "amateur"} <= icon_names()


def test_row_without_value_shows_a_dash() -> None:
    assert "<dd>–</dd>" in render("{% row 'IBAN' %}  {% endrow %}")


def test_large_figures_have_a_point_between_thousands() -> None:
    assert "<dd>8.665</dd>" in render("{% stat 8665 'inwoners' %}")
    assert "<dd>€ 12,50</dd>" in render("{% stat '€ 12,50' 'open' %}")


def test_pager_without_pages_shows_nothing() -> None:
    assert render("{% pager %}") == ""


@pytest.mark.parametrize(("is_more", "words"), [(False, "1 gevonden"), (True, "De eerste 1")])
def test_results_say_whether_there_is_more(is_more: bool, words: str) -> None:
    hits = [SearchHit("Partners", "Sanne", "/a/")]
    hits += [SearchHit("Partners", "Alle partners", "/b/", is_more=True)] if is_more else []
    shown = render("{% search_results groups 'san' %}", groups=[("Partners", hits)])
    assert f'<p class="sr-only" role="status">{words}</p>' in shown


def test_progress_asks_again_until_finished() -> None:
    assert 'hx-trigger="every 1s"' in render("{% progress 1 4 label='Maken' url='/taak/' %}")
    assert "hx-trigger" not in render("{% progress 4 4 label='Maken' url='/taak/' finished=True %}")


def test_field_ties_label_help_and_error_to_the_input() -> None:
    html = render("{% field form.name %}", form=SmallForm({}))
    assert 'for="id_name"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'aria-invalid="true"' in html


def test_field_takes_another_label() -> None:
    html = render("{% field form.name label='Naam van de band' %}", form=SmallForm())
    assert "Naam van de band" in html
    assert ">Naam<" not in html


def test_field_with_choices_is_a_fieldset_with_a_legend() -> None:
    html = render("{% field form.kind %}", form=SmallForm())
    assert "<fieldset" in html
    assert '<legend class="label">Soort' in html


def test_form_fields_lead_to_every_error() -> None:
    form = SmallForm({})
    form.add_error(None, "Het hele formulier klopt niet.")
    html = render("{% form_fields form %}", form=form)
    assert 'role="alert" tabindex="-1" data-focus' in html
    assert '<a href="#id_name">Naam</a>' in html
    assert '<a href="#id_agreed">Akkoord</a>' in html
    assert "Het hele formulier klopt niet." in html


def test_form_fields_without_errors_have_no_summary() -> None:
    assert "data-focus" not in render("{% form_fields form %}", form=SmallForm())


def test_start_panel_shows_its_own_template_and_context() -> None:
    panel = StartPanel("Verzoeken", "components/empty.html", {"title": "Niets <te> doen", "icon": "check"}, "/x/", 3)
    html = render("{% start_panel panel %}", panel=panel)
    assert "Verzoeken" in html
    assert 'class="count">3<' in html
    assert "Niets &lt;te&gt; doen" in html


@pytest.mark.django_db
def test_nav_links_mark_the_most_precise_place(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    places = [NavItem("Netwerk", "/netwerk/", "people"), NavItem("Wijken", "/netwerk/wijken/", "map")]
    monkeypatch.setattr("fluxus.components.page.navigation", lambda request: places)
    request = RequestFactory().get("/netwerk/wijken/assendelft/")
    request.user = cast.bureau
    source = "{% nav_links as links %}{% for link in links %}{{ link.item.label }} {{ link.current }} {% endfor %}"
    assert render(source, request=request) == "Netwerk False Wijken True"


@pytest.mark.django_db
def test_nav_links_know_where_else_a_place_is(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    places = [NavItem("Start", "/mijn/", "home"), NavItem("Seizoen", "/mijn/seizoen/", "map", also=("/mijn/boeken/",))]
    monkeypatch.setattr("fluxus.components.page.navigation", lambda request: places)
    request = RequestFactory().get("/mijn/boeken/")
    request.user = cast.bilal
    source = "{% nav_links as links %}{% for link in links %}{{ link.item.label }} {{ link.current }} {% endfor %}"
    assert render(source, request=request) == "Start False Seizoen True"


@pytest.mark.django_db
def test_layout_follows_the_person(cast: Cast) -> None:
    request = RequestFactory().get("/")
    for user, layout in [(cast.bureau, "work"), (cast.bilal, "portal"), (AnonymousUser(), "public")]:
        request.user = user
        assert render("{% layout_name %}", request=request) == layout
    assert render("{% layout_name %}") == "public"


@pytest.mark.django_db
def test_gallery_shows_every_component(client: Client, cast: Cast) -> None:
    client.force_login(cast.admin)
    html = client.get("/werk/bouwstenen/").content.decode()
    examples = sorted((settings.BASE_DIR / "templates/components/examples").glob("*.html"))
    assert [path.stem for path in examples if f'id="{path.stem}"' not in html] == []


def test_docs_name_every_component() -> None:
    docs = (settings.BASE_DIR / "docs/components.md").read_text()
    of_the_base = {"layout_name", "nav_links", "example", "all_icons", "starts_with"}
    assert [name for name in {*register.tags, *register.filters} - of_the_base if name not in docs] == []
