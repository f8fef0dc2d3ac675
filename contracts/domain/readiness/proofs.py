"""Proofs of partners: handed in, looked at by a colleague, and kept no longer than is needed."""

from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction

from contracts.enums import ClauseKind, ProofKind, ProofStatus, TextStatus
from contracts.models import ClauseVersion, PartnerProof
from contracts.models.readiness import SHORT_NAMES
from fluxus import uploads
from fluxus.db import explain, lock
from fluxus.errors import Refusal
from fluxus.periods import dutch_date, wall_clock
from fluxus.uploads import Upload
from network.domain.outbox import queue_letter
from network.domain.timeline import record
from network.enums import EntryKind
from network.models import Partner

CODE_OF_CONDUCT = "gedragscode"
FOLDER = "proofs"
WITH_FILE = (ProofKind.VOG, ProofKind.INSURANCE)
NAMES = {
    ProofKind.VOG: "De VOG",
    ProofKind.CODE_OF_CONDUCT: "De gedragscode",
    ProofKind.INSURANCE: "De aansprakelijkheidsverzekering",
}


def hand_in(
    *, partner: Partner, kind: str, upload: Upload, starts_on: date, ends_on: date | None = None, by: Any, at: datetime
) -> PartnerProof:
    """Put a VOG or an insurance in private storage, to be looked at by a colleague.

    The same file twice (a double click) is one proof. One that waits already makes room for the new one.
    """
    if kind not in WITH_FILE:
        raise Refusal("Kies een VOG of een verzekering.", field="kind")
    if starts_on > wall_clock(at).date():
        raise Refusal("Deze datum ligt in de toekomst.", field="starts_on")
    if ends_on and ends_on < starts_on:
        raise Refusal("De einddatum ligt voor de datum van afgifte.", field="ends_on")
    with transaction.atomic():
        _one_at_a_time(partner)
        waiting = list(partner.proofs.filter(kind=kind, status=ProofStatus.PENDING))
        same = next((each for each in waiting if each.sha256 == upload.sha256), None)
        if same is not None:
            return same
        for each in waiting:
            _forget(each)
        made = _store(partner, kind, upload, starts_on, ends_on, by, at)
        record(partners=[partner], kind=EntryKind.PARTNER, title=f"{SHORT_NAMES[kind]} ingeleverd", by=by, at=at)
    return made


def agree(*, partner: Partner, version: ClauseVersion, by: Any, at: datetime) -> PartnerProof:
    """Accept the code of conduct as this version has it; once is enough. Refuses a version that is no longer the newest."""
    current = code_of_conduct()
    if current is None or current.pk != version.pk:
        raise Refusal("De gedragscode is net veranderd. Lees de nieuwe tekst en stem daarmee in.", code="stale")
    with transaction.atomic():
        _one_at_a_time(partner)
        known = partner.proofs.filter(kind=ProofKind.CODE_OF_CONDUCT, clause_version=version).first()
        if known is not None:
            return known
        made = PartnerProof.objects.create(
            partner=partner,
            kind=ProofKind.CODE_OF_CONDUCT,
            clause_version=version,
            starts_on=wall_clock(at).date(),
            sha256=version.sha256,
            status=ProofStatus.ACCEPTED,
            handed_in_at=at,
            handed_in_by=by,
        )
        title = f"Stemde in met de gedragscode (versie {version.version})"
        record(partners=[partner], kind=EntryKind.PARTNER, title=title, by=by, at=at)
    return made


def accept(
    *, proof: PartnerProof, starts_on: date, ends_on: date | None, profile: str = "", by: Any, at: datetime
) -> PartnerProof:
    """A colleague saw it and it is in order. The file of a VOG is wiped, its dates, profile and hash stay.

    Refuses a colleague who acts for the partner himself, and what was decided already.
    """
    if proof.kind == ProofKind.VOG and not profile:
        raise Refusal("Vul in voor welk screeningsprofiel de VOG is afgegeven.", field="profile")
    if ends_on is None:
        raise Refusal("Vul in tot en met welke dag dit geldt.", field="ends_on")
    if starts_on > wall_clock(at).date():
        raise Refusal("Deze datum ligt in de toekomst.", field="starts_on")
    with transaction.atomic():
        held = _undecided(proof, by, at)
        held.starts_on, held.ends_on, held.profile = starts_on, ends_on, profile
        held.status, held.checked_at, held.checked_by = ProofStatus.ACCEPTED, at, by
        if held.kind == ProofKind.VOG:
            _wipe_file(held)
        try:
            with transaction.atomic():
                held.save()
        except IntegrityError as error:
            raise explain(PartnerProof, error, field="ends_on") from error
        title = f"{held.short_name} gecontroleerd, geldig tot en met {dutch_date(ends_on)}"
        record(partners=[held.partner], kind=EntryKind.PARTNER, title=title, by=by, at=at)
    return held


def reject(*, proof: PartnerProof, reason: str, by: Any, at: datetime) -> PartnerProof:
    """A colleague saw it and it will not do. Whoever handed it in gets a letter with the reason; the file is wiped."""
    if not reason:
        raise Refusal("Schrijf op wat er niet klopt. De partner leest dit.", field="reason")
    with transaction.atomic():
        held = _undecided(proof, by, at)
        held.status, held.remark = ProofStatus.REJECTED, reason
        held.checked_at, held.checked_by = at, by
        _wipe_file(held)
        held.save()
        _tell_rejected(held)
        title = f"{held.short_name} afgekeurd"
        record(partners=[held.partner], kind=EntryKind.PARTNER, title=title, detail=reason, by=by, at=at)
    return held


def take_back(*, proof: PartnerProof, by: Any, at: datetime) -> None:
    """Take back what nobody looked at yet: the row and its file go."""
    with transaction.atomic():
        held = next(iter(lock(PartnerProof.objects.filter(pk=proof.pk))), None)
        if held is None:
            return
        if held.status != ProofStatus.PENDING:
            raise Refusal("Dit bewijs is al gecontroleerd. Lever een nieuw bewijs in.", code="decided")
        _forget(held)
        title = f"{held.short_name} teruggenomen"
        record(partners=[held.partner], kind=EntryKind.PARTNER, title=title, by=by, at=at)


def read(proof: PartnerProof) -> bytes:
    """The file as it was handed in. Refuses when it was wiped after the check."""
    if not proof.storage_name:
        raise Refusal("Dit bestand is gewist nadat het is gecontroleerd.", code="wiped")
    return uploads.read(proof.storage_name, sha256=proof.sha256)


def code_of_conduct() -> ClauseVersion | None:
    """The text that a partner agrees to now; None as long as the house has none."""
    published = ClauseVersion.objects.filter(
        clause__slug__endswith=CODE_OF_CONDUCT, clause__kind=ClauseKind.ANNEX, status=TextStatus.PUBLISHED
    )
    return published.order_by("-published_at", "-pk").first()


def standing(partner: Partner, kind: str, *, until: date | None = None) -> PartnerProof | None:
    """The accepted proof that counts longest, when it counts on `until`; `partner.proofs` may be fetched beforehand."""
    accepted = [each for each in partner.proofs.all() if each.kind == kind and each.status == ProofStatus.ACCEPTED]
    counts = [each for each in accepted if until is None or each.ends_on is None or each.ends_on >= until]
    return max(counts, key=lambda each: (each.ends_on or date.max, each.pk), default=None)


def newest(partner: Partner, kind: str) -> PartnerProof | None:
    """The last one handed in, whatever became of it."""
    return max((each for each in partner.proofs.all() if each.kind == kind), key=lambda each: each.pk, default=None)


def lack(partner: Partner, kind: str, *, until: date | None = None) -> str:
    """Why there is no proof of this kind that counts on `until`, as a sentence; '' when there is."""
    if standing(partner, kind, until=until):
        return ""
    name, last = NAMES[ProofKind(kind)], newest(partner, kind)
    if last is None:
        return (
            "Met de gedragscode is nog niet ingestemd." if kind == ProofKind.CODE_OF_CONDUCT else f"{name} ontbreekt."
        )
    if last.status == ProofStatus.PENDING:
        return f"{name} is ingeleverd, maar nog niet gecontroleerd."
    if last.status == ProofStatus.REJECTED:
        return f"{name} is afgekeurd."
    return f"{name} geldt maar tot en met {dutch_date(last.ends_on)}." if last.ends_on else f"{name} ontbreekt."


def _one_at_a_time(partner: Partner) -> None:
    lock(Partner.objects.filter(pk=partner.pk))


def _store(
    partner: Partner, kind: str, upload: Upload, starts_on: date, ends_on: date | None, by: Any, at: datetime
) -> PartnerProof:
    """First the file, then the row: a row never points to nothing. A row that fails takes its file along."""
    kept = uploads.keep(upload, folder=FOLDER)
    try:
        with transaction.atomic():
            return PartnerProof.objects.create(
                partner=partner,
                kind=kind,
                starts_on=starts_on,
                ends_on=ends_on,
                storage_name=kept,
                filename=upload.name,
                media_type=upload.media_type,
                sha256=upload.sha256,
                handed_in_at=at,
                handed_in_by=by,
            )
    except Exception:
        uploads.wipe(kept)
        raise


def _undecided(proof: PartnerProof, by: Any, at: datetime) -> PartnerProof:
    held = next(iter(lock(PartnerProof.objects.filter(pk=proof.pk))), None)
    if held is None:
        raise Refusal("De partner heeft dit bewijs teruggenomen.", code="gone")
    if held.status != ProofStatus.PENDING:
        raise Refusal("Iemand anders heeft dit bewijs al gecontroleerd.", code="decided")
    if Partner.objects.acted_for_by(by, on=wall_clock(at).date()).filter(pk=held.partner_id).exists():
        raise Refusal("Dit is je eigen bewijs. Laat een collega het controleren.", code="own")
    return held


def _wipe_file(proof: PartnerProof) -> None:
    """The name goes with the row, the bytes once that is sure (AVG art. 5 lid 1 onder c)."""
    transaction.on_commit(partial(uploads.wipe, proof.storage_name))
    proof.storage_name = ""


def _forget(proof: PartnerProof) -> None:
    _wipe_file(proof)
    proof.delete()


def _tell_rejected(proof: PartnerProof) -> None:
    queue_letter(
        key=f"contracts.proof-rejected.{proof.pk}",
        to=proof.handed_in_by.email,
        template="mail/contracts/proof_rejected.txt",
        context={"proof": proof, "name": proof.short_name},
        partner=proof.partner,
    )
