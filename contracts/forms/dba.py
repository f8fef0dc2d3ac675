"""The questions of the DBA check."""

from collections.abc import Iterable
from typing import Any

from django import forms

from contracts.domain.readiness.dba import NO, YES, Answers
from contracts.enums import AnswerKind
from contracts.models import Question
from fluxus.forms import EuroField, HouseForm

MOST = 1000


class DbaForm(HouseForm):
    """First the facts, then a field per question, under its key."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    hours_per_week = forms.DecimalField(
        label="Uren per week voor FluXus",
        min_value=0,
        max_value=80,
        max_digits=4,
        decimal_places=1,
        localize=True,
        widget=forms.TextInput({"inputmode": "decimal"}),
        error_messages={
            "min_value": "Vul 0 tot 80 uur per week in.",
            "max_value": "Vul 0 tot 80 uur per week in.",
            "invalid": "Vul een getal in, zoals 12,5.",
        },
    )
    clients = forms.IntegerField(label="Andere opdrachtgevers", min_value=0, max_value=MOST)
    hourly_cents = EuroField(label="Uurtarief in euro, zonder btw")

    def __init__(self, *args: Any, questions: Iterable[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for question in self.questions:
            self.fields[question.key] = field_for(question)
        self.fields["remark"] = forms.CharField(
            label="Opmerking", required=False, max_length=1000, widget=forms.Textarea({"rows": 3})
        )

    def answers(self) -> Answers:
        return {question.key: self.cleaned_data[question.key] for question in self.questions}

    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("hours_per_week", "clients", "hourly_cents", "remark")}


def field_for(question: Question) -> forms.Field:
    told = {"label": question.text, "help_text": question.help_text}
    if question.kind == AnswerKind.NUMBER:
        return forms.IntegerField(min_value=0, max_value=MOST, **told)
    return forms.ChoiceField(
        choices=[(YES, "Ja"), (NO, "Nee")],
        widget=forms.RadioSelect,
        error_messages={"required": "Beantwoord deze vraag."},
        **told,
    )
