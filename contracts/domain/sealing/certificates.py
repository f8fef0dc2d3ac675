"""The key the house seals with: the configured one, or in development one of its own."""

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.conf import settings

from contracts.models import House, SealCertificate
from fluxus import pades
from fluxus.errors import Refusal

RENEW_BEFORE = timedelta(days=30)


def current(*, at: datetime) -> pades.Key:
    """The key to seal with at this moment. Refuses when there is none, when it does not open, or when it has expired."""
    key = _configured() if settings.SIGNING_CERTIFICATE else _own(at)
    if not key.valid_from <= at < key.expires_at:
        raise Refusal(
            f"Het certificaat om mee te verzegelen is niet geldig. Het geldt van {key.valid_from:%d-%m-%Y} "
            f"tot {key.expires_at:%d-%m-%Y}.",
            code="certificate",
        )
    return key


def note(key: pades.Key) -> SealCertificate:
    """Keep the certificate (never the key), so that seals made with it can be checked for as long as they exist."""
    said = {
        "subject": key.subject[:200],
        "issuer": key.issuer[:200],
        "is_self_issued": key.is_self_issued,
        "pem": key.pem,
        "valid_from": key.valid_from,
        "expires_at": key.expires_at,
    }
    noted, _ = SealCertificate.objects.get_or_create(fingerprint=key.fingerprint, defaults=said)
    return noted


def make(*, path: Path, at: datetime, password: str = "") -> pades.Key:
    """Make a key that the house issues to itself, in a file that only its owner may read. Replaces what is there."""
    house = House.objects.on(at.date()).first()
    name, legal_name = (house.name, house.legal_name) if house else ("FluXus", "FluXus")
    content = pades.make_key(name=f"{name} zegel", of=legal_name, at=at, password=password)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:  # made with mode 0600
        file.write(content)
    Path(file.name).replace(path)
    return pades.load_key(content, password=password)


def _configured() -> pades.Key:
    try:
        content = Path(settings.SIGNING_CERTIFICATE).read_bytes()
        return pades.load_key(content, password=settings.SIGNING_CERTIFICATE_PASSWORD)
    except (OSError, pades.NoKey) as fault:
        raise Refusal(
            f"Het certificaat om mee te verzegelen (SIGNING_CERTIFICATE) gaat niet open: {fault}", code="certificate"
        ) from fault


def _own(at: datetime) -> pades.Key:
    """In development: made at first need, and anew before it expires. Two makers at once each keep a key that holds."""
    path: Path | None = settings.OWN_SIGNING_CERTIFICATE
    if path is None:
        raise Refusal(
            "Er is nog geen certificaat om mee te verzegelen. Beheer stelt het in (SIGNING_CERTIFICATE).",
            code="certificate",
        )
    if path.exists():
        key = pades.load_key(path.read_bytes())
        if at < key.expires_at - RENEW_BEFORE:
            return key
    return make(path=path, at=at)
