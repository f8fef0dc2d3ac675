"""The letters that a running house sent."""

import email
import re
from email import policy

from tests.live import House, wait_for


def letters(house: House) -> list[str]:
    """The texts of all letters that left, oldest first."""
    files = sorted(house.mail.glob("*"), key=lambda file: file.stat().st_mtime_ns) if house.mail.exists() else []
    found = []
    for file in files:
        for raw in re.split(rb"\n-{79}\n", file.read_bytes()):
            letter = email.message_from_bytes(raw.strip(), policy=policy.default)
            body = letter.get_body(("plain",)) if letter["To"] else None
            if body is not None:
                found.append(str(body.get_content()))
    return found


def in_letter(house: House, pattern: str, *, with_text: str) -> str:
    """What the newest letter with this text says at the place of the pattern, as soon as it left."""

    def found() -> list[str]:
        texts = [text for text in letters(house) if with_text in text]
        return [match[1] for text in texts if (match := re.search(pattern, text))]

    wait_for(lambda: bool(found()), f"a letter with {with_text}", lambda: house.processes.log("worker")[-3000:])
    return found()[-1]
