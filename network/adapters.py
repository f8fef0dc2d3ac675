"""How allauth behaves in this house: its letters leave through the outbox, its secrets are kept encrypted."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

from network.domain.outbox import plain_text, queue_mail


class AccountAdapter(DefaultAccountAdapter):
    """Letters with codes and links go through the outbox and are wiped there after sending."""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        context = {**context, "email": email}
        subject = plain_text(template=f"{template_prefix}_subject.txt", context=context)
        body = plain_text(template=f"{template_prefix}_message.txt", context=context)
        queue_mail(
            key=f"account:{uuid4()}", to=email, subject=self.format_email_subject(subject), body=body, is_secret=True
        )


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps are encrypted with the secret key of this installation (and its predecessors)."""

    def encrypt(self, text: str) -> str:
        return vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return vault().decrypt(encrypted_text.encode()).decode()


def vault() -> MultiFernet:
    """Encrypts with SECRET_KEY, decrypts also with SECRET_KEY_FALLBACKS."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(urlsafe_b64encode(sha256(f"mfa:{key}".encode()).digest())) for key in keys])
