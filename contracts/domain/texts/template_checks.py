"""What keeps a template from being published, and what its writer should know."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from contracts.domain.drawing_up.agreement_snapshots import WORDS
from contracts.domain.texts.library import locked_by
from contracts.domain.texts.texts import in_order, refuse_unreadable
from contracts.enums import ClauseKind, Condition, TextStatus
from contracts.models import ClauseVersion, ModelAgreement, TemplateClause, TemplateVersion
from fluxus.errors import Refusal
from fluxus.periods import dutch_date

SOON = timedelta(days=183)


def faults(version: TemplateVersion) -> list[str]:
    """Everything that must be right before this version can be published."""
    places = in_order(version)
    if not any(place.clause_version.clause.kind == ClauseKind.ARTICLE for place in places):
        return ["Er staat nog geen artikel in dit model."]
    found = [*_of_words(version), *_of_clauses(places)]
    return found + (list(_of_locks(version.model_agreement, places)) if version.model_agreement else [])


def warnings(version: TemplateVersion, *, today: date) -> list[str]:
    """What may be right, and deserves a look."""
    return [*_of_age(in_order(version)), *_of_strangers(version), *_of_end(version.model_agreement, today)]


def model_warning(version: TemplateVersion, *, ends_on: date) -> str:
    """A sentence when the model agreement ends before an agreement that lasts until `ends_on` does, else ''."""
    model = version.model_agreement
    if model is None or ends_on <= model.ends_on:
        return ""
    return (
        f"{model} geldt tot en met {dutch_date(model.ends_on)}. "
        f"Deze overeenkomst loopt door tot en met {dutch_date(ends_on)}."
    )


def _of_words(version: TemplateVersion) -> Iterator[str]:
    """Words that nobody fills in (any more)."""
    texts = [("de overwegingen", version.preamble)]
    texts += [(f"“{place.clause_version.heading}”", place.clause_version.body) for place in in_order(version)]
    for name, text in texts:
        try:
            refuse_unreadable(text, words=WORDS, field="")
        except Refusal as refusal:
            yield f"In {name}: {refusal.sentence}"


def _of_clauses(places: list[TemplateClause]) -> Iterator[str]:
    for place in places:
        text = place.clause_version
        if text.status == TextStatus.WITHDRAWN:
            yield f"“{text}” is ingetrokken. Kies een nieuwere versie."
        elif text.status != TextStatus.PUBLISHED:
            yield f"“{text}” is nog niet gepubliceerd ({text.get_status_display()})."
    for count in Counter(place.clause_version.clause_id for place in places).values():
        if count > 1:
            yield "Een bepaling staat er met twee versies in. Kies er een."


def _of_locks(model: ModelAgreement, places: list[TemplateClause]) -> Iterator[str]:
    """Every text that the model locks stands here, word for word and always."""
    by_clause = {place.clause_version.clause_id: place for place in places}
    for locked in locked_by(model):
        wrong = _wrong_with(by_clause.get(locked.clause_id), locked)
        if wrong:
            yield f"De vaste bepaling “{locked.heading}” van {model} {wrong}"


def _wrong_with(place: TemplateClause | None, locked: ClauseVersion) -> str:
    if place is None:
        return "ontbreekt."
    if place.clause_version.sha256 != locked.sha256:
        return f"heeft hier een andere tekst (versie {place.clause_version.version}). Neem versie {locked.version}."
    return "" if place.condition == Condition.ALWAYS else "moet er altijd staan, zonder voorwaarde."


def _of_age(places: list[TemplateClause]) -> Iterator[str]:
    texts = {place.clause_version.clause_id: place.clause_version for place in places}
    newer = ClauseVersion.objects.filter(clause__in=texts, status=TextStatus.PUBLISHED).order_by("version")
    newest = {each.clause_id: each for each in newer}
    for clause, text in texts.items():
        if clause in newest and newest[clause].version > text.version:
            yield f"Van “{text.heading}” is er een nieuwere versie ({newest[clause].version})."


def _of_strangers(version: TemplateVersion) -> Iterator[str]:
    for place in in_order(version):
        text = place.clause_version
        if text.model_agreement_id and text.model_agreement_id != version.model_agreement_id:
            yield f"“{text.heading}” is vastgezet door een modelovereenkomst die dit model niet volgt."


def _of_end(model: ModelAgreement | None, today: date) -> Iterator[str]:
    if model and model.ends_on < today:
        yield f"{model} gold tot en met {dutch_date(model.ends_on)} en is dus afgelopen."
    elif model and model.ends_on < today + SOON:
        yield f"{model} geldt nog tot en met {dutch_date(model.ends_on)}. Wat langer loopt, krijgt een waarschuwing."
