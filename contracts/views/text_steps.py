"""The steps of a text from concept to published: the same for a clause and for a template."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from contracts.domain.texts import reviewing
from contracts.forms.texts import JudgeForm
from contracts.models import ClauseVersion, TemplateVersion
from contracts.rules import may_write_texts
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.web import see_other, toast

type View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Steps[T: (ClauseVersion, TemplateVersion)]:
    """How a version is found, the page to go to after a step, and its page with a judgement that was refused."""

    find: Callable[[int, int], T]
    after: Callable[[T], str]
    show: Callable[[HttpRequest, T, JudgeForm], HttpResponse]

    def step(self, act: Callable[[T, Any, datetime], object], told: str) -> View:
        """A view that takes one step and tells it; what is refused is told on the page of the text."""

        @require_POST
        @allow(may_write_texts)
        def view(request: HttpRequest, pk: int, version: int) -> HttpResponse:
            found = self.find(pk, version)
            try:
                act(found, request.user, timezone.now())
            except Refusal as refusal:
                toast(request, refusal.sentence, kind="error")
            else:
                toast(request, told)
            return see_other(request, self.after(found))

        return view

    def judge(self) -> View:
        """A view that notes what the lawyer found."""

        @require_POST
        @allow(may_write_texts)
        def view(request: HttpRequest, pk: int, version: int) -> HttpResponse:
            found, form = self.find(pk, version), JudgeForm(request.POST)
            if form.is_valid():
                try:
                    judged = reviewing.judge(version=found, **form.cleaned_data, by=request.user, at=timezone.now())
                except Refusal as refusal:
                    form.refuse(refusal)
                else:
                    stand = judged.get_status_display()
                    toast(request, f"Het oordeel is vastgelegd. Versie {judged.version} is {stand}.")
                    return see_other(request, self.after(found))
            return self.show(request, found, form)

        return view
