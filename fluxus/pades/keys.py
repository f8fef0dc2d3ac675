"""Keys with their certificates, as PKCS#12: read one, or make one that this house issues to itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

VALID_FOR = timedelta(days=3 * 365)
CLOCK_SKEW = timedelta(minutes=5)


class NoKey(ValueError):
    """The file is not a PKCS#12 that opens with this password and holds a key with its certificate."""


@dataclass(frozen=True)
class Key:
    """A key to sign with, and what its certificate says. `pem` is the certificate and the chain behind it."""

    signer: Any
    fingerprint: str
    subject: str
    issuer: str
    is_self_issued: bool
    valid_from: datetime
    expires_at: datetime
    pem: str


def load_key(content: bytes, *, password: str = "") -> Key:
    """The key in a PKCS#12. A certificate whose chain ends in the file itself counts as issued by ourselves only when
    the maker says so in its issuer (see `make_key`), or when it signed itself. Raises NoKey."""
    from pyhanko.sign.signers import SimpleSigner

    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(content, password.encode() or None)
    except ValueError as fault:
        raise NoKey(str(fault)) from fault
    if key is None or certificate is None:
        raise NoKey("there is no key with a certificate in it")
    return Key(
        signer=SimpleSigner.load_pkcs12_data(content, other_certs=[], passphrase=password.encode() or None),
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        subject=common_name(certificate.subject),
        issuer=common_name(certificate.issuer),
        is_self_issued=organisation(certificate.subject) == organisation(certificate.issuer),
        valid_from=certificate.not_valid_before_utc,
        expires_at=certificate.not_valid_after_utc,
        pem="".join(each.public_bytes(serialization.Encoding.PEM).decode() for each in [certificate, *chain]),
    )


def make_key(*, name: str, of: str, at: datetime, password: str = "") -> bytes:
    """A new key as PKCS#12: certificate `name` of organisation `of`, issued by an own root whose key is thrown away.

    Nobody can issue a second certificate in that name, not even us; a next key has a next root. NIST P-256, which every
    PDF reader knows.
    """
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name = _name(f"{name}, eigen uitgever", of)
    root = _certificate(root_name, root_name, root_key.public_key(), at, is_root=True).sign(root_key, hashes.SHA256())
    sealing = _certificate(_name(name, of), root_name, key.public_key(), at, is_root=False).sign(
        root_key, hashes.SHA256()
    )
    lock: Any = serialization.NoEncryption()
    if password:
        lock = serialization.BestAvailableEncryption(password.encode())
    return pkcs12.serialize_key_and_certificates(b"seal", key, sealing, [root], lock)


def common_name(name: x509.Name) -> str:
    """The common name, or where there is none the whole name."""
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def organisation(name: x509.Name) -> str:
    """The organisation; without one the whole name, so that two names without an organisation are not the same."""
    found = name.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def _name(name: str, of: str) -> x509.Name:
    parts = [(NameOID.COUNTRY_NAME, "NL"), (NameOID.ORGANIZATION_NAME, of), (NameOID.COMMON_NAME, name[:64])]
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, at: datetime, *, is_root: bool
) -> x509.CertificateBuilder:
    usage = {
        "digital_signature": not is_root,
        "content_commitment": not is_root,
        "key_cert_sign": is_root,
        "crl_sign": is_root,
    }
    never = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - CLOCK_SKEW)
        .not_valid_after(at + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=0 if is_root else None), critical=True)
        .add_extension(x509.KeyUsage(**usage, **never), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )
