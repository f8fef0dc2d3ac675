"""The clause library: writing a text, having it looked at, publishing it, and keeping locked words as they are."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import IntegrityError, models, transaction
from django.utils.text import slugify

from contracts.domain.drawing_up.agreement_snapshots import WORDS
from contracts.domain.texts import reviewing
from contracts.domain.texts.editions import fingerprint_of_text
from contracts.domain.texts.texts import refuse_unreadable
from contracts.enums import TextStatus
from contracts.models import AgreementTemplate, Clause, ClauseVersion, ModelAgreement
from fluxus.db import explain, one_at_a_time
from fluxus.errors import Refusal

USED = (TextStatus.PUBLISHED, TextStatus.WITHDRAWN)


@transaction.atomic
def write(*, name: str, kind: str, heading: str, body: str, summary: str, by: Any) -> ClauseVersion:
    """A new subject of the library with its first text, as a concept."""
    _refuse_unreadable(heading, body)
    clause = Clause.objects.create(name=name, kind=kind, slug=_free_slug(name))
    return _add(clause, version=1, heading=heading, body=body, summary=summary, by=by)


def new_version(*, clause: Clause, by: Any) -> ClauseVersion:
    """A concept with the newest text, to change. Refuses while another one is in the making.

    A lock does not come along: an authority assessed the old words, not what they become.
    """
    newest = clause.versions.order_by("-version").first()
    if newest is None:
        raise Refusal("Deze bepaling heeft nog geen tekst.", code="empty")
    try:
        with transaction.atomic():
            return _add(
                clause,
                version=newest.version + 1,
                heading=newest.heading,
                body=newest.body,
                summary=newest.summary,
                by=by,
            )
    except IntegrityError as error:
        raise explain(ClauseVersion, error) from error


@transaction.atomic
def change(
    *,
    version: ClauseVersion,
    heading: str,
    body: str,
    summary: str,
    model_agreement: ModelAgreement | None,
    seen: str,
) -> ClauseVersion:
    """Change a concept. `seen` is the hash of the text that the writer had before him: nobody overwrites another unseen."""
    _refuse_unreadable(heading, body)
    found = reviewing.held(version, TextStatus.DRAFT, sentence="Alleen een concept kan veranderen.")
    if found.sha256 != seen:
        raise Refusal(
            "Iemand anders heeft deze tekst intussen veranderd. Wat jij schreef staat hieronder nog. "
            "Open de pagina opnieuw in een ander tabblad om te vergelijken.",
            code="stale",
        )
    found.heading, found.body, found.summary, found.model_agreement = heading, body, summary, model_agreement
    found.sha256 = fingerprint_of_text(heading, body)
    found.save()
    return found


@transaction.atomic
def publish(*, version: ClauseVersion, by: Any, at: datetime) -> ClauseVersion:
    """Publish an approved text. Refuses other words than an authority locked, and words that nobody fills in."""
    found = reviewing.held(version, TextStatus.APPROVED, sentence="Eerst keurt een jurist de tekst goed.")
    _refuse_unreadable(found.heading, found.body)
    if found.model_agreement_id:
        one_at_a_time(f"contracts.locked.{found.model_agreement_id}")
        _refuse_other_words(found)
    return reviewing.publish(found, by=by, at=at)


@transaction.atomic
def withdraw(*, version: ClauseVersion) -> ClauseVersion:
    """Take a published text out of use. Refuses as long as a published template has it."""
    found = reviewing.held(version, TextStatus.PUBLISHED, sentence="Alleen wat gepubliceerd is, kun je intrekken.")
    using = found.template_clauses.filter(version__status=TextStatus.PUBLISHED).select_related("version").first()
    if using:
        raise Refusal(f"Deze tekst staat nog in “{using.version}”. Trek eerst die versie van het model in.")
    return reviewing.withdraw(found)


@transaction.atomic
def throw_away(*, version: ClauseVersion) -> None:
    """Delete a concept; a subject without any text goes with it. Refuses while a template has it."""
    found = reviewing.held(version, TextStatus.DRAFT, sentence="Alleen een concept kun je weggooien.")
    using = found.template_clauses.select_related("version").first()
    if using:
        raise Refusal(f"Dit concept staat in “{using.version}”. Haal het daar eerst uit.")
    clause = found.clause
    found.delete()
    if not clause.versions.exists():
        clause.delete()


def locked_by(model: ModelAgreement) -> list[ClauseVersion]:
    """The published words that an authority assessed for this model, one text per clause."""
    locked = model.locked_clauses.filter(status__in=USED).select_related("clause").order_by("clause", "version")
    return list({each.clause_id: each for each in locked}.values())


def listed() -> models.QuerySet[Clause]:
    """All clauses by name, with what is in force, what is in the making, and the templates they stand in (`used_in`)."""
    versions = ClauseVersion.objects.filter(clause=models.OuterRef("pk")).order_by("-version")
    making = versions.filter(status__in=reviewing.IN_THE_MAKING)
    published = versions.filter(status=TextStatus.PUBLISHED)
    used_in = AgreementTemplate.objects.filter(versions__clauses__clause_version__clause=models.OuterRef("pk"))
    return Clause.objects.annotate(
        used_in=ArraySubquery(used_in.order_by("name").values("name").distinct()),
        published_version=models.Subquery(published.values("version")[:1]),
        making_status=models.Subquery(making.values("status")[:1]),
        summary=models.Subquery(versions.values("summary")[:1]),
        locked=models.Exists(published.filter(model_agreement__isnull=False)),
    ).order_by("kind", "name", "pk")


def _add(clause: Clause, **fields: Any) -> ClauseVersion:
    sha256 = fingerprint_of_text(fields["heading"], fields["body"])
    by = fields.pop("by")
    return ClauseVersion.objects.create(clause=clause, sha256=sha256, drafted_by=by, **fields)


def _free_slug(name: str) -> str:
    """The name as an address, with a number when it is taken; one writer at a time."""
    one_at_a_time("contracts.clause-slug")
    stem = slugify(name)[:50] or "bepaling"
    taken = set(Clause.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _refuse_unreadable(heading: str, body: str) -> None:
    if set("{}") & set(heading):
        raise Refusal("In een kop worden geen woorden ingevuld. Laat de accolades weg.", field="heading")
    refuse_unreadable(body, words=WORDS, field="body")


def _refuse_other_words(version: ClauseVersion) -> None:
    """Within one model a clause has one text: other words need an assessment, and so a reference, of their own."""
    same = ClauseVersion.objects.filter(
        clause_id=version.clause_id, model_agreement_id=version.model_agreement_id, status__in=USED
    )
    if same.exclude(sha256=version.sha256).exists():
        raise Refusal(
            f"{version.model_agreement} zet voor deze bepaling andere woorden vast. "
            "Een andere tekst vraagt om een nieuwe beoordeling met een eigen kenmerk.",
            field="model_agreement",
            code="locked",
        )
