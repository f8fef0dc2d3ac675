"""A time-stamping authority (RFC 3161) of our own, over HTTP on this machine: it really signs the time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from asn1crypto import keys, tsp, x509
from cryptography import x509 as plain
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

NAME = "Testklok"


class Authority:
    """Answers what comes in; `is_away` lets it fail like a service that is down, `says` gives something else back."""

    def __init__(self) -> None:
        certificate, key = make_certificate()
        self.certificate = certificate
        self.clock = DummyTimeStamper(certificate, key)
        self.is_away = False
        self.says: bytes | None = None
        self.asked = 0

    def answer(self, body: bytes) -> bytes:
        self.asked += 1
        if self.says is not None:
            return self.says
        return bytes(self.clock.request_tsa_response(tsp.TimeStampReq.load(body)).dump())


def make_certificate() -> tuple[x509.Certificate, keys.PrivateKeyInfo]:
    """A certificate that may only state the time."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = plain.Name([plain.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        plain.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(plain.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(plain.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .sign(key, hashes.SHA256())
    )
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    certificate = x509.Certificate.load(made.public_bytes(serialization.Encoding.DER))
    return certificate, keys.PrivateKeyInfo.load(der)


@contextmanager
def serving(authority: Authority) -> Iterator[str]:
    """The address at which it can be asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if authority.is_away:
                self.send_error(503)
                return
            said = authority.answer(body)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
