"""Templates of agreements: clauses in an order, with conditions, put together as a concept and published when all is right."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.text import slugify

from contracts.domain.drawing_up.agreement_snapshots import WORDS
from contracts.domain.texts import reviewing
from contracts.domain.texts.template_checks import faults
from contracts.domain.texts.texts import refuse_unreadable
from contracts.enums import TextStatus
from contracts.models import AgreementTemplate, ClauseVersion, ModelAgreement, TemplateClause, TemplateVersion
from fluxus.db import explain
from fluxus.errors import Refusal

ONLY_A_CONCEPT = "Alleen een concept kan veranderen."
CARRIED = ("title", "preamble", "model_agreement", "required_proofs", "advised_proofs")


def with_clauses() -> models.QuerySet[TemplateVersion]:
    """Versions with all that their text is made of, in a handful of queries."""
    versions = TemplateVersion.objects.select_related("template", "model_agreement")
    return versions.prefetch_related("clauses__clause_version__clause", "clauses__clause_version__model_agreement")


def newest_published(clauses: Iterable[int]) -> dict[int, int]:
    """Per clause the number of its newest published text."""
    found = ClauseVersion.objects.filter(clause__in=clauses, status=TextStatus.PUBLISHED)
    return dict(found.values_list("clause").annotate(newest=models.Max("version")))


def create(*, name: str, kind: str, **settings: int) -> TemplateVersion:
    """A new template with an empty first version."""
    try:
        with transaction.atomic():
            template = AgreementTemplate.objects.create(name=name, slug=slugify(name)[:60], kind=kind, **settings)
            return TemplateVersion.objects.create(template=template, version=1, title=name)
    except IntegrityError as error:
        raise Refusal("Er is al een model met deze naam. Kies een andere naam.", field="name", code="taken") from error


@transaction.atomic
def set_terms(*, template: AgreementTemplate, **settings: Any) -> AgreementTemplate:
    """How long signers have, when they are reminded and how long what is signed is kept. Holds for what is sent from now on."""
    for name, value in settings.items():
        setattr(template, name, value)
    template.save()
    return template


def new_version(*, template: AgreementTemplate) -> TemplateVersion:
    """A concept with everything of the newest version. Refuses while another one is in the making."""
    newest = with_clauses().filter(template=template).order_by("-version").first()
    if newest is None:
        raise Refusal("Dit model heeft nog geen tekst.", code="empty")
    carried = {name: getattr(newest, name) for name in CARRIED}
    try:
        with transaction.atomic():
            made = TemplateVersion.objects.create(template=template, version=newest.version + 1, **carried)
            TemplateClause.objects.bulk_create(
                TemplateClause(
                    version=made,
                    position=place.position,
                    clause_version_id=place.clause_version_id,
                    condition=place.condition,
                )
                for place in newest.clauses.all()
            )
    except IntegrityError as error:
        raise explain(TemplateVersion, error) from error
    return made


@transaction.atomic
def change(
    *,
    version: TemplateVersion,
    title: str,
    preamble: str,
    model_agreement: ModelAgreement | None,
    required_proofs: Iterable[str],
    advised_proofs: Iterable[str],
) -> TemplateVersion:
    """Change what stands around the clauses. A proof is asked in one way: needed, or wanted."""
    refuse_unreadable(preamble, words=WORDS, field="preamble")
    required, advised = list(required_proofs), list(advised_proofs)
    if set(required) & set(advised):
        raise Refusal("Een bewijs is nodig of gewenst, niet allebei.", field="advised_proofs")
    found = reviewing.held(version, TextStatus.DRAFT, sentence=ONLY_A_CONCEPT)
    found.title, found.preamble, found.model_agreement = title, preamble, model_agreement
    found.required_proofs, found.advised_proofs = required, advised
    found.save()
    return found


@transaction.atomic
def place(*, version: TemplateVersion, text: ClauseVersion, condition: str) -> TemplateClause:
    """Put a clause at the end. Refuses one that is there already, in this or another version."""
    found = reviewing.held(version, TextStatus.DRAFT, sentence=ONLY_A_CONCEPT)
    if found.clauses.filter(clause_version__clause_id=text.clause_id).exists():
        raise Refusal("Deze bepaling staat al in het model.", field="clause_version", code="taken")
    last = found.clauses.aggregate(last=models.Max("position"))["last"] or 0
    return TemplateClause.objects.create(version=found, position=last + 1, clause_version=text, condition=condition)


@transaction.atomic
def remove(*, place: TemplateClause) -> None:
    """Take a clause out; what comes after it moves up."""
    found = _held_place(place)
    found.delete()
    _number(found.version)


@transaction.atomic
def move(*, place: TemplateClause, by: int) -> None:
    """Up (-1) or down (1) by one place; at the end nothing happens."""
    found = _held_place(place)
    order = list(found.version.clauses.order_by("position"))
    here = next(at for at, each in enumerate(order) if each.pk == found.pk)
    there = here + by
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
        _number(found.version, order)


@transaction.atomic
def set_condition(*, place: TemplateClause, condition: str) -> None:
    """When this clause stands in an agreement."""
    found = _held_place(place)
    found.condition = condition
    found.save(update_fields=["condition"])


@transaction.atomic
def renew(*, place: TemplateClause) -> None:
    """Take the newest published text of the same clause."""
    found = _held_place(place)
    newest = (
        ClauseVersion.objects.filter(clause_id=found.clause_version.clause_id, status=TextStatus.PUBLISHED)
        .order_by("-version")
        .first()
    )
    if newest is None:
        raise Refusal("Van deze bepaling is nog geen tekst gepubliceerd.")
    found.clause_version = newest
    found.save(update_fields=["clause_version"])


@transaction.atomic
def publish(*, version: TemplateVersion, by: Any, at: datetime) -> TemplateVersion:
    """Publish an approved version; new agreements follow it from now on. Refuses with everything that is not right."""
    found = reviewing.held(version, TextStatus.APPROVED, sentence="Eerst keurt een jurist het model goed.")
    wrong = faults(with_clauses().get(pk=found.pk))
    if wrong:
        raise Refusal(f"Dit kan nog niet. {' '.join(wrong)}", code="not_publishable", faults=wrong)
    return reviewing.publish(found, by=by, at=at)


@transaction.atomic
def withdraw(*, version: TemplateVersion) -> TemplateVersion:
    """Take a published version out of use: nothing new is drawn up with it. Agreements that have it keep it."""
    found = reviewing.held(version, TextStatus.PUBLISHED, sentence="Alleen wat gepubliceerd is, kun je intrekken.")
    return reviewing.withdraw(found)


@transaction.atomic
def throw_away(*, version: TemplateVersion) -> None:
    """Delete a concept; a template without any version goes with it."""
    found = reviewing.held(version, TextStatus.DRAFT, sentence="Alleen een concept kun je weggooien.")
    template = found.template
    found.delete()
    if not template.versions.exists():
        template.delete()


def _held_place(place: TemplateClause) -> TemplateClause:
    """A place of a concept, with the whole concept locked."""
    reviewing.held(place.version, TextStatus.DRAFT, sentence=ONLY_A_CONCEPT)
    found = TemplateClause.objects.filter(pk=place.pk).select_related("version", "clause_version").first()
    if found is None:
        raise Refusal("Deze bepaling staat niet meer in het model.", code="gone")
    return found


def _number(version: TemplateVersion, order: list[TemplateClause] | None = None) -> None:
    """1, 2, 3 …; the database looks at doubles only at the end."""
    places = list(version.clauses.order_by("position")) if order is None else order
    for position, each in enumerate(places, start=1):
        each.position = position
    TemplateClause.objects.bulk_update(places, ["position"])
