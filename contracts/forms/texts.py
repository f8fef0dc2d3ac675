"""Writing clauses and templates, judging them, and choosing whom a text is tried on."""

from typing import Any

from django import forms
from django.db.models import OuterRef, Subquery

from contracts.enums import AgreementKind, ClauseKind, Condition, ProofKind, TextStatus
from contracts.models import Agreement, ClauseVersion, ModelAgreement
from fluxus.forms import HouseForm
from fluxus.text import tidy
from network.forms.fields import PartnerField

MOST_SAMPLES = 25
NOBODY = "Niemand: vrije tekst"


class LinesField(forms.CharField):
    """Lines of text, each tidied; empty lines fall out."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return "\n".join(line for line in (tidy(each) for each in super().to_python(value).splitlines()) if line)


class LineField(forms.CharField):
    """One line of text without invisible characters."""

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value))


class ClauseTextForm(HouseForm):
    """What a clause says; `seen` is the hash of what the writer had before him."""

    heading = LineField(label="Kop", max_length=120)
    body = LinesField(
        label="Tekst",
        max_length=8000,
        widget=forms.Textarea({"rows": 14, "spellcheck": "true"}),
        help_text="Elke regel is een lid. Tussen {accolades} staat een woord dat wordt ingevuld.",
    )
    summary = LineField(
        label="In gewone woorden",
        max_length=300,
        required=False,
        help_text="Voor collega’s. Komt niet in de overeenkomst.",
    )
    model_agreement = forms.ModelChoiceField(
        queryset=ModelAgreement.objects.order_by("name", "pk"),
        label="Vastgezet door",
        required=False,
        empty_label=NOBODY,
        help_text="Kies een modelovereenkomst als deze woorden zijn beoordeeld. Daarna mag er niets aan veranderen.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


class NewClauseForm(HouseForm):
    """A new subject of the library with its first text."""

    name = LineField(label="Onderwerp", max_length=120)
    kind = forms.ChoiceField(label="Soort", choices=ClauseKind.choices)
    heading = LineField(label="Kop", max_length=120)
    body = ClauseTextForm.base_fields["body"]
    summary = ClauseTextForm.base_fields["summary"]


class ClauseFilterForm(HouseForm):
    """What the library shows."""

    q = forms.CharField(label="Zoeken", max_length=100, required=False, widget=forms.TextInput({"type": "search"}))
    kind = forms.ChoiceField(label="Soort", required=False, choices=[("", "Alles"), *ClauseKind.choices])

    def chosen(self, name: str) -> str:
        """What was filled in and makes sense, else ''."""
        self.is_valid()
        return tidy(str(self.cleaned_data.get(name) or ""))


class JudgeForm(HouseForm):
    """What a lawyer found."""

    is_good = forms.TypedChoiceField(
        label="Oordeel",
        choices=[("ja", "Goedgekeurd"), ("nee", "Terug naar de schrijver")],
        coerce=lambda value: value == "ja",
        widget=forms.RadioSelect,
        error_messages={"required": "Kies een oordeel."},
    )
    reviewer = LineField(label="Jurist", max_length=120, help_text="Wie keek ernaar? Naam, en kantoor als dat er is.")
    note = forms.CharField(label="Toelichting", max_length=2000, required=False, widget=forms.Textarea({"rows": 3}))


class SampleForm(HouseForm):
    """Whom a text is tried on: one of the newest agreements, or a partner."""

    bij = forms.TypedChoiceField(label="Overeenkomst", required=False, coerce=int, empty_value=None)
    partner = PartnerField(label="Of een partner", required=False)

    def __init__(self, *args: Any, user: Any, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Agreement.objects.visible_to(user).select_related("partner").order_by("-pk")
        self.agreements = {each.pk: each for each in (found.filter(kind=kind) if kind else found)[:MOST_SAMPLES]}
        named = [(pk, f"{each}: {each.partner}, {each.subject}"[:90]) for pk, each in self.agreements.items()]
        self.fields["bij"].choices = named or [("", "Er zijn nog geen overeenkomsten")]

    @property
    def agreement(self) -> Agreement | None:
        """The chosen one, else the newest."""
        chosen = self.cleaned_data.get("bij") or next(iter(self.agreements), None)
        return self.agreements.get(chosen) if chosen else None


class NewTemplateForm(HouseForm):
    """A new kind of agreement."""

    name = LineField(label="Naam", max_length=120)
    kind = forms.ChoiceField(label="Soort", choices=AgreementKind.choices)


class TermsForm(HouseForm):
    """How long signers have and how long what is signed is kept."""

    days_to_sign = forms.IntegerField(label="Dagen om te tekenen", min_value=1, max_value=365)
    first_reminder_days = forms.IntegerField(label="Eerste herinnering na dagen", min_value=1, max_value=365)
    reminder_every_days = forms.IntegerField(label="Daarna om de zoveel dagen", min_value=1, max_value=365)
    most_reminders = forms.IntegerField(label="Hoogstens zoveel herinneringen", min_value=0, max_value=20)
    keep_years = forms.IntegerField(
        label="Bewaren in jaren",
        min_value=7,
        max_value=50,
        help_text="Minstens 7 jaar. Over onroerende zaken 10 jaar (Wet OB 1968 art. 34a).",
    )


class TemplateTextForm(HouseForm):
    """What stands around the clauses of a template."""

    title = LineField(label="Titel", max_length=160)
    preamble = LinesField(
        label="Overwegingen",
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text="Waarom partijen dit afspreken. Elke regel is een overweging.",
    )
    model_agreement = forms.ModelChoiceField(
        queryset=ModelAgreement.objects.order_by("name", "pk"),
        label="Volgt modelovereenkomst",
        required=False,
        empty_label="Geen",
    )
    required_proofs = forms.MultipleChoiceField(
        label="Nodig voor het opstellen",
        choices=ProofKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Een VOG vragen we alleen als er met minderjarigen wordt gewerkt.",
    )
    advised_proofs = forms.MultipleChoiceField(
        label="Gewenst", choices=ProofKind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class PlaceForm(HouseForm):
    """A clause to put into a template: of each the newest text that is not withdrawn."""

    clause_version = forms.ModelChoiceField(
        queryset=ClauseVersion.objects.none(), label="Bepaling", empty_label="Kies een bepaling"
    )
    condition = forms.ChoiceField(label="Als", choices=Condition.choices)

    def __init__(self, *args: Any, without: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = ClauseVersion.objects.exclude(status=TextStatus.WITHDRAWN)
        newest = standing.filter(clause=OuterRef("clause")).order_by("-version").values("pk")[:1]
        free = standing.filter(pk=Subquery(newest)).exclude(clause__in=without)
        self.fields["clause_version"].queryset = free.select_related("clause").order_by("clause__kind", "heading", "pk")


class ConditionForm(HouseForm):
    """When a clause stands in an agreement."""

    condition = forms.ChoiceField(label="Als", choices=Condition.choices)
