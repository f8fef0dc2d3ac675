"""How a text reads for a real agreement or partner, before anything is drawn up. Nothing is stored."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bookings.enums import BookingStatus
from bookings.models import Booking
from contracts.domain.drawing_up.agreement_lines import line_of
from contracts.domain.drawing_up.agreement_snapshots import facts_of, freeze, words_of
from contracts.domain.printing import Printable
from contracts.domain.snapshots import Snapshot, fingerprint, house_on, partner_party
from contracts.domain.texts.texts import Line, read_out
from contracts.enums import AgreementKind
from contracts.models import Agreement, AgreementLine, TemplateVersion
from fluxus import pdf
from network.models import Partner
from programmes.models import Delivery

NUMBER = "VOORBEELD"
MOST_LINES = 12


@dataclass(frozen=True)
class Sample:
    """Whom a text is tried on: an agreement that is not stored, with its appointments."""

    agreement: Agreement
    lines: Sequence[AgreementLine]


def sample_of(agreement: Agreement, *, today: date) -> Sample:
    """A real agreement or draft, as if it were issued today."""
    tried = copy.copy(agreement)
    tried.number, tried.issued_on = NUMBER, today
    return Sample(tried, list(agreement.lines.order_by("position")))


def sample_for(partner: Partner, version: TemplateVersion, *, today: date) -> Sample:
    """What is planned with a partner, as if it were agreed today; without any planning only his own data."""
    kind = version.template.kind
    lines = _hires(partner) if kind == AgreementKind.RENTAL else _visits(partner)
    days = [each.local_start.date() for each in lines] or [today]
    tried = Agreement(
        kind=kind,
        partner=partner,
        template_version=version,
        number=NUMBER,
        issued_on=today,
        subject="Wat er met deze partner gepland is" if lines else "Nog niets gepland",
        starts_on=min(days),
        ends_on=max(days),
        fee_cents=sum(each.fee_cents for each in lines),
        with_minors=any(each.delivery_id for each in lines),
    )
    return Sample(tried, lines)


def snapshot_of(version: TemplateVersion, sample: Sample, *, today: date) -> Snapshot:
    """The agreement that `sample` would be with this version of a template."""
    tried = copy.copy(sample.agreement)
    tried.template_version = version
    return freeze(tried, house=house_on(today), lines=sample.lines)


def pdf_of(version: TemplateVersion, sample: Sample, *, today: date) -> bytes:
    """The same as PDF. It has no number and is kept nowhere."""
    snapshot = snapshot_of(version, sample, today=today)
    identifier = fingerprint(snapshot).encode()
    page = Printable(snapshot=snapshot, template="pdf/agreement.html", filename="Voorbeeld.pdf", identifier=identifier)
    return pdf.render_pdf(page.html(), identifier=identifier)


def lines_of(body: str, sample: Sample, *, today: date) -> list[Line]:
    """How a text that is still being written reads for this sample, with the lines that fall out."""
    agreement = sample.agreement
    words = words_of(agreement, house_on(today), partner_party(agreement.partner), len(sample.lines))
    return read_out(body, words, facts_of(agreement, lines=sample.lines))


def _visits(partner: Partner) -> list[AgreementLine]:
    visits = Delivery.objects.standing().filter(activity__maker=partner).select_related("activity", "school")
    visits = visits.prefetch_related("groups", "school__addresses__wijk").order_by("-local_start")[:MOST_LINES]
    return [line_of(each) for each in reversed(visits)]


def _hires(partner: Partner) -> list[AgreementLine]:
    hires = Booking.objects.filter(partner=partner, status=BookingStatus.CONFIRMED).select_related("room__building")
    return [line_of(each) for each in reversed(hires.order_by("-local_start")[:MOST_LINES])]
