"""Choosing what a run draws up."""

from typing import Any

from django import forms
from django.http import QueryDict

from bookings.models import Season
from contracts.domain.runs import Criteria
from contracts.enums import AgreementKind, Bundling, RunSource, TextStatus
from contracts.forms.agreements import affordable
from contracts.models import TemplateVersion
from fluxus.errors import Refusal
from fluxus.forms import DayField, EuroField, HouseForm
from programmes.models import SchoolYear

LONGEST_KEY = 18
OF_SEASON = (RunSource.SEASON, RunSource.LESSONS)


class RunForm(HouseForm):
    """For what, how bundled, with which text. Asked by GET, so that a choice has an address of its own."""

    source = forms.ChoiceField(label="Waarvoor", choices=RunSource.choices, initial=RunSource.MENU)
    year = forms.ModelChoiceField(
        SchoolYear.objects.order_by("-starts_on"), label="Schooljaar", required=False, empty_label="Kies een schooljaar"
    )
    season = forms.ModelChoiceField(
        Season.objects.order_by("-starts_on"), label="Seizoen", required=False, empty_label="Kies een seizoen"
    )
    bundling = forms.ChoiceField(label="Eén overeenkomst", choices=Bundling.choices, initial=Bundling.SCHOOL)
    template_version = forms.ModelChoiceField(
        TemplateVersion.objects.none(), label="Model", empty_label=None, error_messages={"required": "Kies een model."}
    )
    fee_cents = EuroField(
        label="Honorarium per les, zonder btw",
        required=False,
        help_text="Alleen bij lessen. Voor wie iets anders krijgt, start je een eigen run.",
    )
    from_on = DayField(label="Alleen vanaf", required=False, help_text="Leeg: ook wat al is geweest.")
    sends_letters = forms.BooleanField(
        label="Verstuur elke overeenkomst meteen om te tekenen", required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["template_version"].queryset = newest_versions()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        source = cleaned.get("source")
        if source == RunSource.MENU and not cleaned.get("year") and "year" not in self.errors:
            self.add_error("year", "Kies een schooljaar.")
        if source in OF_SEASON and not cleaned.get("season") and "season" not in self.errors:
            self.add_error("season", "Kies een seizoen.")
        if source == RunSource.LESSONS and cleaned.get("fee_cents") is None and "fee_cents" not in self.errors:
            self.add_error("fee_cents", "Vul het honorarium per les in.")
        self._refuse_other_kind(cleaned)
        return cleaned

    def _refuse_other_kind(self, cleaned: dict[str, Any]) -> None:
        wanted = AgreementKind.RENTAL if cleaned.get("source") == RunSource.SEASON else AgreementKind.OVO
        version = cleaned.get("template_version")
        if version and version.template.kind != wanted:
            self.refuse(Refusal(f"Kies een model voor een {wanted.label}.", field="template_version"))

    def clean_fee_cents(self) -> int | None:
        cents = self.cleaned_data["fee_cents"]
        return None if cents is None else affordable(cents)

    def criteria(self) -> Criteria:
        """What was chosen, as a run keeps it."""
        asked = self.cleaned_data
        found: Criteria = {}
        if asked["source"] == RunSource.MENU:
            found["year"] = asked["year"].pk
        if asked["source"] in OF_SEASON:
            found["season"] = asked["season"].pk
        if asked["source"] == RunSource.LESSONS:
            found["fee_cents"] = asked["fee_cents"]
        if asked.get("from_on"):
            found["from_on"] = asked["from_on"].isoformat()
        return found

    def title(self) -> str:
        """'Cultuurmenu 2026-2027', 'Huur voorjaar 2027', 'Lessen voorjaar 2027', 'Selectie van partners'."""
        asked = self.cleaned_data
        if asked["source"] == RunSource.MENU:
            return f"Cultuurmenu {asked['year']}"
        named = {RunSource.SEASON: f"Huur {asked['season']}", RunSource.LESSONS: f"Lessen {asked['season']}"}
        return named.get(asked["source"], "Selectie van partners")


class StartForm(RunForm):
    """The same choice, sent to be carried out; the token makes a form that is sent twice one run."""

    request_token = forms.UUIDField(widget=forms.HiddenInput)


def newest_versions() -> Any:
    """The published text of every template that is in use: of each the newest."""
    published = TemplateVersion.objects.filter(status=TextStatus.PUBLISHED)
    newest = published.order_by("template", "-version").distinct("template").values("pk")
    return TemplateVersion.objects.filter(pk__in=newest).select_related("template").order_by("template__name")


def ticked(data: QueryDict) -> list[int]:
    """The partners that were ticked; what is no key of anybody is left out."""
    return sorted(
        {
            int(text)
            for text in data.getlist("partners")
            if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY
        }
    )
