"""What a run would do, before anything is written: how many, for how much, and what stands in the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from contracts.domain.readiness.readiness import Blocker, Readiness, readiness
from contracts.domain.runs.choosing import Bundle, Criteria, choose
from contracts.domain.runs.paying import usual_pay
from contracts.models import TemplateVersion
from network.models import Partner

LOW_PAY = "Het honorarium is lager dan het advies. Maak zelf een concept en leg daarin uit waarom."


@dataclass(frozen=True)
class Judged:
    """One agreement to be, with what stops it and what asks for attention."""

    bundle: Bundle
    blockers: list[Blocker]
    warnings: list[Blocker]


@dataclass(frozen=True)
class Group:
    """All of one partner."""

    partner: Partner
    rows: list[Judged]

    @property
    def fee_cents(self) -> int:
        return sum(row.bundle.fee_cents for row in self.rows)

    @property
    def dates(self) -> int:
        return sum(row.bundle.count for row in self.rows)

    @property
    def blockers(self) -> list[Blocker]:
        return _once(blocker for row in self.rows for blocker in row.blockers)

    @property
    def warnings(self) -> list[Blocker]:
        return _once(warning for row in self.rows for warning in row.warnings)


@dataclass(frozen=True)
class Preview:
    """The outcome of a dry run; amounts in cents."""

    rows: list[Judged]

    @property
    def ready(self) -> list[Judged]:
        return [row for row in self.rows if not row.blockers]

    @property
    def blocked(self) -> list[Judged]:
        return [row for row in self.rows if row.blockers]

    @property
    def warned(self) -> list[Judged]:
        return [row for row in self.rows if row.warnings]

    @property
    def total(self) -> int:
        return len(self.rows)

    @property
    def dates(self) -> int:
        return sum(row.bundle.count for row in self.rows)

    @property
    def fee_cents(self) -> int:
        return sum(row.bundle.fee_cents for row in self.rows)

    @property
    def groups(self) -> list[Group]:
        """Per partner, who is blocked first: that is where something is to be done."""
        held: dict[Partner, list[Judged]] = {}
        for row in self.rows:
            held.setdefault(row.bundle.partner, []).append(row)
        groups = [Group(partner, rows) for partner, rows in held.items()]
        return sorted(groups, key=lambda group: (not group.blockers, not group.warnings))


def preview(
    *, source: str, bundling: str, criteria: Criteria, template_version: TemplateVersion, today: date
) -> Preview:
    """A dry run: nothing is written, no number is taken. Queries do not grow with the number of agreements."""
    known: dict[tuple[int, date, bool], Readiness] = {}
    bundles = choose(source=source, bundling=bundling, criteria=criteria)
    usual = usual_pay(bundles, kind=template_version.template.kind, on=today)
    rows = []
    for bundle in bundles:
        key = bundle.partner.pk, bundle.last, bundle.with_minors
        if key not in known:
            known[key] = ready(bundle, template_version)
        rows.append(judge(bundle, known[key], today, is_low=usual.is_low(bundle)))
    return Preview(rows)


def ready(bundle: Bundle, template_version: TemplateVersion) -> Readiness:
    """Who works with minors is asked for a VOG."""
    return readiness(
        bundle.partner, template_version=template_version, with_minors=bundle.with_minors, ends_on=bundle.last
    )


def judge(bundle: Bundle, found: Readiness, today: date, *, is_low: bool) -> Judged:
    """With what the dates and amounts of this bundle add to what misses of the partner."""
    blockers, warnings = list(found.blockers), list(found.warnings)
    if is_low:
        blockers.append(Blocker(LOW_PAY, url=reverse("contracts:agreement-draft", args=[bundle.partner.pk])))
    if bundle.most and bundle.count > bundle.most:
        blockers.append(Blocker(f"Dit zijn meer dan {bundle.most} afspraken. Bundel per maand.", url=""))
    if bundle.first < today:
        warnings.append(Blocker("Een deel van de data is al voorbij.", url=""))
    if bundle.fee_cents == 0:
        warnings.append(Blocker("Er staat geen bedrag bij.", url=""))
    return Judged(bundle, blockers, warnings)


def _once(found: Iterable[Blocker]) -> list[Blocker]:
    return list(dict.fromkeys(found))
