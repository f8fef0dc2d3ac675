"""Proofs of partners with a small file behind them; say only what the test is about."""

from datetime import UTC, date, datetime
from typing import Any

from contracts.domain.readiness import proofs
from contracts.models import Clause, ClauseVersion, PartnerProof
from fluxus.uploads import Upload, check_bytes
from network.models import Partner, User

A_PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
GIVEN = date(2026, 11, 1)


def an_upload(content: bytes = A_PDF, name: str = "vog.pdf") -> Upload:
    return check_bytes(content, name=name)


def make_proof(partner: Partner, *, by: User, kind: str = "vog", **fields: Any) -> PartnerProof:
    """Handed in, waiting for a look."""
    values = {"upload": an_upload(), "starts_on": GIVEN, "at": AT, **fields}
    return proofs.hand_in(partner=partner, kind=kind, by=by, **values)


def make_code_of_conduct(version: int = 1, body: str = "Wees veilig.\nWees eerlijk.") -> ClauseVersion:
    """The newest published code of conduct."""
    clause, _ = Clause.objects.get_or_create(
        slug="eigen-gedragscode", defaults={"name": "Gedragscode", "kind": "annex"}
    )
    return ClauseVersion.objects.create(
        clause=clause,
        version=version,
        heading="Gedragscode",
        body=body,
        sha256=f"{version:064x}",
        status="published",
        published_at=datetime(2030, 1, version, tzinfo=UTC),
    )
