"""The key of the house: the configured one, its own in development, and a clear refusal of anything else."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import Settings

from contracts.domain.sealing import certificates
from contracts.models import SealCertificate
from fluxus import pades
from fluxus.errors import Refusal
from tests.factories.contracts import make_house

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def file(settings: Settings, tmp_path: Path) -> Path:
    """Where the configured key is looked for; nothing is there yet."""
    settings.SIGNING_CERTIFICATE = str(tmp_path / "prod" / "seal.p12")
    settings.SIGNING_CERTIFICATE_PASSWORD = "geheim"
    settings.OWN_SIGNING_CERTIFICATE = None
    return Path(settings.SIGNING_CERTIFICATE)


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> Path:
    settings.OWN_SIGNING_CERTIFICATE = tmp_path / "seal" / "seal.p12"
    return settings.OWN_SIGNING_CERTIFICATE


def test_configured_key_is_used(file: Path) -> None:
    made = certificates.make(path=file, at=AT, password="geheim")
    assert certificates.current(at=AT).fingerprint == made.fingerprint


def test_key_is_of_the_house_and_of_its_owner_only(file: Path) -> None:
    house = make_house()
    key = certificates.make(path=file, at=AT)
    assert (key.subject, key.is_self_issued) == (f"{house.name} zegel", True)
    assert key.issuer == f"{house.name} zegel, eigen uitgever"
    assert key.pem.count("BEGIN CERTIFICATE") == 2
    assert "PRIVATE" not in key.pem
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("content", [None, b"", b"geen sleutel"])
def test_file_that_is_no_key_is_named(file: Path, content: bytes | None) -> None:
    if content is not None:
        file.parent.mkdir()
        file.write_bytes(content)
    with pytest.raises(Refusal, match=r"SIGNING_CERTIFICATE\) gaat niet open"):
        certificates.current(at=AT)


def test_wrong_password_is_named(file: Path, settings: Settings) -> None:
    certificates.make(path=file, at=AT, password="anders")
    with pytest.raises(Refusal, match="gaat niet open"):
        certificates.current(at=AT)


@pytest.mark.parametrize("away", [timedelta(days=-1), pades.keys.VALID_FOR])
def test_configured_key_outside_its_time_is_refused(file: Path, away: timedelta) -> None:
    certificates.make(path=file, at=AT, password="geheim")
    with pytest.raises(Refusal, match="is niet geldig"):
        certificates.current(at=AT + away)


def test_own_key_is_made_once(own: Path) -> None:
    first, again = certificates.current(at=AT), certificates.current(at=AT + timedelta(days=300))
    assert first.fingerprint == again.fingerprint
    assert own.stat().st_mode & 0o777 == 0o600


def test_own_key_is_made_anew_before_it_expires(own: Path) -> None:
    first = certificates.current(at=AT)
    late = first.expires_at - timedelta(days=20)
    assert certificates.current(at=late).fingerprint != first.fingerprint
    assert certificates.current(at=late).valid_from <= late


def test_without_any_key_nothing_is_sealed(settings: Settings) -> None:
    settings.OWN_SIGNING_CERTIFICATE = None
    with pytest.raises(Refusal, match="nog geen certificaat"):
        certificates.current(at=AT)


def test_certificate_is_kept_once(own: Path) -> None:
    key = certificates.current(at=AT)
    assert certificates.note(key) == certificates.note(key)
    assert SealCertificate.objects.get().pem == key.pem


def test_command_makes_a_key_and_replaces_none(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("seal_certificate", str(file))
    assert "Zet SIGNING_CERTIFICATE op dit bestand" in capsys.readouterr().out
    with pytest.raises(CommandError, match="bestaat al"):
        call_command("seal_certificate", str(file))
