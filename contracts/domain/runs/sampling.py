"""What the first agreement of a run would look like, on paper."""

import json
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from contracts.domain.printing import printable
from contracts.domain.runs.carrying import issued
from contracts.domain.runs.choosing import Bundle, Criteria
from contracts.domain.runs.previewing import preview
from contracts.domain.snapshots import canonical, fingerprint
from contracts.models import Agreement, AgreementRun, RunItem, TemplateVersion
from fluxus import pdf
from fluxus.errors import Refusal

NUMBER = "VOORBEELD"


def sample(
    *, source: str, bundling: str, criteria: Criteria, template_version: TemplateVersion, by: Any, today: date
) -> bytes:
    """The PDF of the first bundle that can be drawn up, numbered 'VOORBEELD'.

    It is issued for real in a transaction that is rolled back, so it is exactly what would come; no number is taken.
    """
    found = preview(source=source, bundling=bundling, criteria=criteria, template_version=template_version, today=today)
    if not found.ready:
        raise Refusal("Er is nog geen overeenkomst die opgesteld kan worden. Los eerst op wat ontbreekt.")
    run = AgreementRun(
        source=source, bundling=bundling, criteria=criteria, title=NUMBER, issued_on=today, started_by=by
    )
    run.template_version = template_version
    page = printable(_tried_out(run, found.ready[0].bundle, timezone.now()))
    return pdf.render_pdf(page.html(), identifier=page.identifier, attachments=page.attachments)


def _tried_out(run: AgreementRun, bundle: Bundle, at: datetime) -> Agreement:
    with transaction.atomic():
        run.save()
        item = RunItem(run=run, position=1, partner=bundle.partner, sources=bundle.sources)
        agreement = issued(item, at)
        transaction.set_rollback(True)
    content = canonical(agreement.snapshot or {}).decode().replace(agreement.number or NUMBER, NUMBER)
    agreement.number, agreement.snapshot = NUMBER, json.loads(content)
    agreement.data_hash = fingerprint(agreement.snapshot)
    return agreement
