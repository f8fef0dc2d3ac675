"""What every draft has in common, whatever it was made from."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import models

from contracts.domain.drawing_up.agreement_lines import extent, fitting, keep
from contracts.domain.texts.editions import current
from contracts.enums import AgreementStatus, TextStatus
from contracts.models import Agreement, AgreementLine, AgreementRun, TemplateVersion
from fluxus.db import lock
from fluxus.errors import Refusal
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import Partner

MOST_CENTS = 100_000_000


def compose(
    *,
    partner: Partner,
    lines: Sequence[AgreementLine],
    subject: str,
    by: Any,
    today: date,
    template_version: TemplateVersion | None = None,
    run: AgreementRun | None = None,
    amends: Agreement | None = None,
    **terms: Any,
) -> Agreement:
    """Write a draft with these lines, and say so on the timeline; in the transaction of whoever chose them.

    A run issues at once what it drafts, so its drafts are not told.

    The text is the one given, that of the run, or the newest overeenkomst van opdracht. Kind of work and funding are
    those of the last agreement with this partner, unless `terms` say otherwise.
    """
    refuse_amounts(lines)
    version = template_version or (run.template_version if run else current())
    kind = version.template.kind
    agreement = Agreement.objects.create(
        partner=partner,
        kind=kind,
        template_version=version,
        run=run,
        amends=amends,
        subject=fitting(subject),
        drafted_by=by,
        **{**_terms_of_last(partner, kind, today), **extent(lines), **terms},
    )
    keep(agreement, lines)
    if run is None:
        what = f"Wijziging van {amends.number}" if amends else "Concept voor een overeenkomst"
        tell(agreement, f"{what}: {agreement.subject}", by)
    return agreement


def texts_for(kind: str) -> list[TemplateVersion]:
    """The newest published version of every template of a kind, by name."""
    published = TemplateVersion.objects.filter(template__kind=kind, status=TextStatus.PUBLISHED)
    newest = published.order_by("template", "-version").distinct("template").values("pk")
    return list(TemplateVersion.objects.filter(pk__in=newest).select_related("template").order_by("template__name"))


def unheld(origins: Any) -> Any:
    """Those visits, lessons or bookings that no agreement holds."""
    column = {"delivery": "delivery", "coursedate": "course_date", "booking": "booking"}[origins.model._meta.model_name]
    holding = AgreementLine.objects.filter(holds=True, **{column: models.OuterRef("pk")})
    return origins.exclude(models.Exists(holding))


def refuse_taken(origins: Sequence[models.Model], column: str, field: str, what: str) -> None:
    """None of these stands in another agreement, or a Refusal that names it."""
    held = AgreementLine.objects.filter(holds=True, **{f"{column}__in": origins})
    taken = held.select_related("agreement").first()
    if taken:
        raise Refusal(f"{what} staat al in overeenkomst {taken.agreement}.", field=field, code="taken")


def refuse_amounts(lines: Sequence[AgreementLine]) -> None:
    """An agreement is about something, and about less than a million."""
    if not lines:
        raise Refusal("Een overeenkomst heeft minstens één regel.", field="lines")
    if sum(each.fee_cents for each in lines) > MOST_CENTS:
        raise Refusal("Samen is dit meer dan een miljoen euro. Kijk de bedragen na.", field="lines")


def locked_draft(agreement: Agreement) -> Agreement:
    """The draft, locked, with its texts at hand; or a Refusal that says what became of it."""
    found = lock(Agreement.objects.filter(pk=agreement.pk))
    if not found:
        raise Refusal("Dit concept bestaat niet meer.", code="gone")
    held = found[0]
    if held.status != AgreementStatus.DRAFT:
        raise Refusal(f"Overeenkomst {held.number} is al opgesteld en verandert niet meer.", code="issued")
    return held


def tell(agreement: Agreement, title: str, by: Any, *, detail: str = "") -> None:
    """A line on the timeline of the partner, with the amount."""
    record(
        partners=[agreement.partner],
        kind=EntryKind.AGREEMENT,
        title=title,
        detail=detail,
        by=by,
        path=agreement.get_absolute_url(),
        amount_cents=agreement.fee_cents,
    )


def newest_of(partners: Iterable[Partner], kind: str) -> dict[int, Agreement]:
    """The newest agreement of this kind with each of these partners, by the key of the partner, in one query."""
    found = Agreement.objects.filter(partner__in=[each.pk for each in partners], kind=kind)
    newest = found.order_by("partner", "-pk").distinct("partner").select_related("work_kind", "funding")
    return {each.partner_id: each for each in newest}


def _terms_of_last(partner: Partner, kind: str, today: date) -> dict[str, Any]:
    """Kind of work and funding (when it still pays) of the newest agreement of this kind."""
    newest = newest_of([partner], kind).get(partner.pk)
    if newest is None:
        return {}
    funding = newest.funding
    is_over = funding is not None and funding.ends_on is not None and funding.ends_on < today
    return {"work_kind": newest.work_kind, "funding": None if is_over else funding}
