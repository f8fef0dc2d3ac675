"""Make a key to seal agreements with, and a certificate that the house issues to itself."""

from getpass import getpass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from contracts.domain.sealing import certificates


class Command(BaseCommand):
    help = "Maak een sleutel met een eigen certificaat (PKCS#12) om overeenkomsten mee te verzegelen."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="Waar de sleutel komt, bijvoorbeeld /etc/fluxus/seal.p12.")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        if file.exists():
            raise CommandError(
                f"{file} bestaat al. Zet het eerst opzij: oude zegels blijven ook zonder sleutel geldig."
            )
        password = settings.SIGNING_CERTIFICATE_PASSWORD or getpass("Wachtwoord (leeg mag): ")
        key = certificates.make(path=file, at=timezone.now(), password=password)
        self.stdout.write(f"{file}: {key.subject}, geldig tot {key.expires_at:%d-%m-%Y}.")
        self.stdout.write("Zet SIGNING_CERTIFICATE op dit bestand en SIGNING_CERTIFICATE_PASSWORD op het wachtwoord.")
