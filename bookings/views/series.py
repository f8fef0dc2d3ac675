"""The series wizard: the rule, then every date with what is in the way, then once more in short, then it stands.

Nothing is kept on the server between the steps: the form carries all of it, so Back and old tabs work.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods

from bookings.domain import placing, supplements
from bookings.domain.placing import dates
from bookings.domain.rule_words import in_words, listed
from bookings.domain.series_preview import SKIP, Preview, preview
from bookings.enums import BookingStatus
from bookings.forms.series import PlanForm, SeriesForm, coming_seasons
from bookings.models import BookingSeries
from bookings.rules import may_ask, may_book, may_decide
from fluxus.access import allow
from fluxus.errors import Refusal
from fluxus.periods import dutch_day
from fluxus.text import tidy
from fluxus.web import respond, see_other, toast
from network.domain.acting import current_partner
from network.models import Partner

RULE, DATES, REVIEW = "bookings/series/rule.html", "bookings/series/dates.html", "bookings/series/review.html"
CHOICE = "op-"
LONGEST_CHOICE = 30
MOST_SPREAD_OUT = 6
"""With more taken dates than this, each has a list to choose from instead of all choices side by side."""
NO_PARTNER = "Je spreekt op dit moment voor geen enkele partner. Vraag het projectbureau om je te koppelen."


@allow(may_ask)
@require_http_methods(["GET", "HEAD", "POST"])
def series_add(request: HttpRequest) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    if "stap" not in sent:
        return respond(request, RULE, first_step(request))
    form = SeriesForm(sent, for_partner=not may_book(request.user))
    if not form.is_valid():
        return respond(request, RULE, {"form": form}, status=422 if request.method == "POST" else 200)
    partner = renter(request, form)
    if partner is None:
        raise Refusal(NO_PARTNER, code="no_partner")
    wizard = Wizard(request, form, partner, sent)
    return wizard.book() if request.method == "POST" and sent["stap"] == "boeken" else wizard.show(sent["stap"])


def first_step(request: HttpRequest) -> dict[str, Any]:
    """The rule, with whatever the address already knows."""
    return {"form": SeriesForm(initial=prefill(request.GET), for_partner=not may_book(request.user))}


def prefill(asked: QueryDict) -> dict[str, Any]:
    """From the finder, the board or the page of a partner. Nonsense is left out by the fields themselves."""
    known: dict[str, Any] = {name: tidy(asked[name])[:120] for name in asked if name in SeriesForm.base_fields}
    if "dagen" in asked:
        known["dagen"] = asked.getlist("dagen")
    if "van" in asked:
        known |= {name: name in asked for name in ("schoolvakanties", "feestdagen")}
    if not known.get("eerste"):
        known.setdefault("seizoen", coming_seasons().first())
    number = known.pop("huurder", "")
    if number.isdecimal() and len(number) < 10:
        known["huurder"] = int(number)
    return known


def renter(request: HttpRequest, form: SeriesForm) -> Partner | None:
    """Whom the series is for: as a colleague chose, or for whom the user speaks now."""
    if may_book(request.user):
        return form.cleaned_data["huurder"]  # type: ignore[no-any-return]  # cleaned data are untyped
    user: Any = request.user
    return current_partner(user=user, session=request.session, on=timezone.localdate())


class Wizard:
    """One request in the wizard, with its rule understood."""

    def __init__(self, request: HttpRequest, form: SeriesForm, partner: Partner, sent: QueryDict) -> None:
        self.request, self.form, self.partner, self.sent = request, form, partner, sent
        self.typed = form.cleaned_data
        self.plan_form = PlanForm(sent) if "request_token" in sent else PlanForm(initial={"request_token": uuid4()})

    def show(self, step: str, refusal: Refusal | None = None) -> HttpResponse:
        found = self.preview(choices_in(self.sent))
        if step.startswith("alle:"):
            found = self.preview(for_all(found, step.removeprefix("alle:")))
        status = 422 if refusal else 200
        if step == "telling":
            return respond(self.request, "bookings/series/tally.html", self.context(found), status=status)
        ready = step == "controle" and not (found.problem or found.lost_again or not found.going)
        if step == "controle" and not ready:
            refusal, status = Refusal(unready(found)), 422
        context = self.context(found) | {"refusal": refusal}
        return respond(self.request, REVIEW if ready else DATES, context, status=status)

    def book(self) -> HttpResponse:
        """The one step that writes. Whatever was taken meanwhile comes back in the list, the other choices kept."""
        found = self.preview(choices_in(self.sent))
        if not self.plan_form.is_valid():
            return self.show("datums")
        earlier = self.sent_before()
        if earlier:
            return see_other(self.request, earlier.get_absolute_url())
        try:
            series = self.place(found)
        except Refusal as refusal:
            return self.show("datums", refusal)
        toast(self.request, told(found))
        return see_other(self.request, series.get_absolute_url())

    def sent_before(self) -> BookingSeries | None:
        """The series that a first click made; looked for after the preview, to which its own dates look taken."""
        token = self.plan_form.cleaned_data["request_token"]
        own = BookingSeries.objects.visible_to(self.request.user)
        return own.filter(request_token=token).first() if token else None

    def place(self, found: Preview) -> BookingSeries:
        if found.lost_again or not found.going:
            raise Refusal(unready(found), code="stale")
        return placing.place_series(
            rule=self.typed["rule"],
            room=self.typed["ruimte"],
            partner=self.partner,
            title=self.typed["activiteit"],
            persons=self.typed["personen"],
            note=self.plan_form.cleaned_data["opmerking"],
            supplements=self.plan_form.cleaned_data["supplements"],
            season=self.typed["seizoen"],
            plans=found.plans,
            by=self.request.user,
            override_reason=self.reason,
            request_token=self.plan_form.cleaned_data["request_token"],
        )

    def preview(self, choices: Mapping[date, str]) -> Preview:
        return preview(
            rule=self.typed["rule"],
            room=self.typed["ruimte"],
            partner=self.partner,
            persons=self.typed["personen"],
            choices=choices,
            by=self.request.user,
            at=timezone.now(),
            override_reason=self.reason,
        )

    @property
    def reason(self) -> str:
        """Why somebody who may decide goes past a rule of the house."""
        return tidy(self.sent.get("reden", ""))[:200] if may_decide(self.request.user) else ""

    def context(self, found: Preview) -> dict[str, Any]:
        carried = list(carried_by(self.form, self.sent))
        return {
            "found": found,
            "rule": in_words(self.typed["rule"]),
            "room": self.typed["ruimte"],
            "partner": self.partner,
            "title": self.typed["activiteit"],
            "plan_form": self.plan_form,
            "extras_cents": self.extras(found),
            "carried": carried,
            "chosen": [(f"{CHOICE}{line.on.isoformat()}", line.choice) for line in found.lines if not line.impossible],
            "back_url": f"{reverse('bookings:series-add')}?{query_of(carried)}",
            "asks": dates.status_for(self.typed["ruimte"], self.request.user) == BookingStatus.REQUESTED,
            "reason": self.reason,
            "may_override": may_decide(self.request.user) and (found.is_overridable or bool(self.reason)),
            **self.taken(found),
        }

    def extras(self, found: Preview) -> int:
        """What the supplements add over all dates that go on."""
        self.plan_form.is_valid()
        wanted = getattr(self.plan_form, "cleaned_data", {}).get("supplements", {})
        return supplements.total(wanted, [line.planned.period for line in found.going])

    def taken(self, found: Preview) -> dict[str, Any]:
        """The dates that ask for a choice; the way back to the finder when most of them do."""
        exceptions = [line for line in found.lines if line.taken or line.again]
        wanted = [line for line in found.lines if line.taken or line.is_on]
        return {
            "exceptions": exceptions,
            "many": len(exceptions) > MOST_SPREAD_OUT,
            "mostly_taken": len(exceptions) * 2 > len(wanted) > 1,
            "finder_url": f"{reverse('bookings:finder')}?{query_of(carried_by(self.form, self.sent, but=('ruimte',)))}",
        }


def choices_in(sent: QueryDict) -> dict[date, str]:
    """What was chosen per date. The last of several counts: a ticked box stands behind its hidden opposite."""
    found = {}
    for name in sent:
        day = day_of(name)
        if day is not None:
            found[day] = sent[name][:LONGEST_CHOICE]
    return found


def day_of(name: str) -> date | None:
    if not name.startswith(CHOICE):
        return None
    try:
        return parse_date(name.removeprefix(CHOICE))
    except ValueError:
        return None


def for_all(found: Preview, kind: str) -> dict[date, str]:
    """Every taken date gets the first way out of this kind, where there is one; the rest stays as chosen."""
    chosen = {line.on: line.choice for line in found.lines}
    for line in found.in_the_way:
        first = next((way.value for way in line.ways if way.kind == kind), None)
        chosen[line.on] = first or (SKIP if kind == SKIP else line.choice)
    return chosen


def carried_by(form: SeriesForm, sent: QueryDict, but: Iterable[str] = ()) -> Iterable[tuple[str, str]]:
    """The fields of the rule as they were sent, for hidden inputs and addresses."""
    for name in form.fields:
        for value in sent.getlist(name):
            if value and name not in but:
                yield name, value


def query_of(pairs: Iterable[tuple[str, str]]) -> str:
    asked = QueryDict(mutable=True)
    for name, value in pairs:
        asked.appendlist(name, value)
    return asked.urlencode()


def unready(found: Preview) -> str:
    """Why there is nothing to confirm yet."""
    if found.problem:
        return found.problem
    if found.lost_again:
        days = listed([dutch_day(line.on, short=True) for line in found.lost_again])
        return f"Iemand anders was je voor op {days}. Kies daar iets anders."
    return "Er blijft geen enkele datum over om te boeken. Kies voor een of meer datums iets anders dan overslaan."


def told(found: Preview) -> str:
    """'34 datums geboekt, 4 overgeslagen.'"""
    booked, asked, skipped = len(found.going) - len(found.asked), len(found.asked), len(found.skipped)
    parts = [(booked, "geboekt"), (asked, "aangevraagd"), (skipped, "overgeslagen")]
    said = [f"{count} {word}" for count, word in parts if count]
    return f"De reeks staat: {', '.join(said)}."
