"""Proofs and DBA checks of the demo world: most makers are ready, some lack something, a few wait for a look."""

import io
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from PIL import Image, ImageDraw

from contracts.domain.readiness import dba, proofs
from contracts.enums import ProofKind, ProofStatus
from contracts.models import DbaCheck, PartnerProof
from fluxus import uploads
from fluxus.demo import World
from fluxus.periods import AMSTERDAM
from network.models import Partner

PROFILE = "84 Belast zijn met de zorg voor minderjarigen"
YEARS = timedelta(days=3 * 365)
LACKS_ONE_IN = 25
CHECKED_ONE_IN = 2
REASON = "De naam op de verklaring is niet goed te lezen. Maak een nieuwe foto."


def build_proofs(world: World) -> None:
    """A VOG, the code of conduct and an insurance for nearly every maker; what waits has a file to look at."""
    makers = list(world.shared["cultuurmakers"])
    world.shared["code_of_conduct"] = proofs.code_of_conduct()
    rows = [row for place, maker in enumerate(makers) for row in proofs_of(world, maker, place)]
    PartnerProof.objects.bulk_create(rows, batch_size=500)
    DbaCheck.objects.bulk_create(
        check_of(world, maker, place)
        for place, maker in enumerate(makers)
        if maker.is_person and place % CHECKED_ONE_IN == 0
    )


def proofs_of(world: World, maker: Partner, place: int) -> list[PartnerProof]:
    """By turns one lacks his VOG, one his insurance; the third handed in a VOG that waits, the fourth one that failed."""
    given = world.today - timedelta(days=40 + place % 600)
    made = []
    code = world.shared["code_of_conduct"]
    if code and place % LACKS_ONE_IN:
        made.append(row(world, maker, ProofKind.CODE_OF_CONDUCT, given, clause_version=code, sha256=code.sha256))
    if place == 2:
        made.append(waiting(world, maker))
    elif place == 3:
        made.append(rejected(world, maker))
    elif place % LACKS_ONE_IN != LACKS_ONE_IN - 1:
        ends_on = world.today + timedelta(days=30) if place == 4 else given + YEARS
        made.append(row(world, maker, ProofKind.VOG, given, ends_on=ends_on, profile=PROFILE, **seen(world, given)))
    if place % LACKS_ONE_IN != LACKS_ONE_IN - 2:
        ends_on = date(world.today.year + 1, 12, 31)
        made.append(row(world, maker, ProofKind.INSURANCE, given, ends_on=ends_on, **seen(world, given)))
    return made


def row(world: World, maker: Partner, kind: ProofKind, given: date, **fields: Any) -> PartnerProof:
    return PartnerProof(
        partner=maker,
        kind=kind,
        starts_on=given,
        handed_in_at=at(given),
        handed_in_by=world.shared["bureau"],
        **{"status": ProofStatus.ACCEPTED, **fields},
    )


def seen(world: World, given: date) -> dict[str, Any]:
    return {"checked_at": at(given + timedelta(days=2)), "checked_by": world.shared["beheer"]}


def waiting(world: World, maker: Partner) -> PartnerProof:
    """Handed in yesterday, with its file."""
    upload = uploads.check_bytes(picture(maker.name), name="vog.png")
    return row(
        world,
        maker,
        ProofKind.VOG,
        world.today - timedelta(days=1),
        status=ProofStatus.PENDING,
        storage_name=uploads.keep(upload, folder=proofs.FOLDER),
        filename=upload.name,
        media_type=upload.media_type,
        sha256=upload.sha256,
    )


def rejected(world: World, maker: Partner) -> PartnerProof:
    given = world.today - timedelta(days=10)
    return row(world, maker, ProofKind.VOG, given, status=ProofStatus.REJECTED, remark=REASON, **seen(world, given))


def picture(name: str) -> bytes:
    """Something to look at that nobody takes for a real VOG."""
    page, target = Image.new("RGB", (620, 320), "white"), io.BytesIO()
    ink = ImageDraw.Draw(page)
    ink.text((40, 40), "VOORBEELD", fill="navy", font_size=40)
    ink.text((40, 120), f"Verklaring voor {name}", fill="black", font_size=24)
    ink.text((40, 170), PROFILE, fill="black", font_size=18)
    page.save(target, "PNG")
    return target.getvalue()


def check_of(world: World, maker: Partner, place: int) -> DbaCheck:
    """Mostly answers without risk; some of each."""
    questionnaire = world.shared.setdefault("dba_questions", dba.current())
    questions = world.shared.setdefault("dba_list", dba.questions_of(questionnaire))
    limit = world.shared.setdefault("presumption", dba.presumption(world.today))
    risky = place % 6
    answers: dict[str, Any] = {
        question.key: 8 if question.kind == "number" else answered(question.risky_answer, is_risky=number < risky)
        for number, question in enumerate(questions)
    }
    given: dict[str, Any] = {
        "hours_per_week": Decimal(2 + place % 9),
        "clients": 1 + place % 7,
        "hourly_cents": 4800 + 100 * (place % 20),
    }
    outcome = dba.weigh(questions, answers, limit=limit, **given)
    return DbaCheck(
        partner=maker,
        questionnaire=questionnaire,
        answers=answers,
        presumption_cents=limit.cents if limit else None,
        risk=outcome.risk,
        findings=outcome.findings,
        answered_at=at(world.today - timedelta(days=5 + place % 200)),
        answered_by=world.shared["bureau"],
        **given,
    )


def answered(risky: str, *, is_risky: bool) -> str:
    other = dba.NO if risky == dba.YES else dba.YES
    return risky if is_risky else other


def at(day: date) -> datetime:
    return datetime.combine(day, time(14, 5), AMSTERDAM)
