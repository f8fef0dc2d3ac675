"""One row of somebody else's list → a draft of a partner, with what was repaired and why it may be refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from network.domain.details import Details
from network.enums import Gender, PartnerKind


@dataclass
class Draft:
    """What a row says of one partner. A person has name parts, an organisation only `name`.

    `details` go to `network.domain.partners` (first e-mail address and phone number in it, the others in `extra_*`).
    `organisation` and `function` say where a person works. `note` is free text of the row. `repairs` and `problems` are Dutch;
    with a problem the row is refused, a repair is only told. `settled` holds what is not written but says who it is.
    """

    kind: str = PartnerKind.PERSON
    name: str = ""
    given_name: str = ""
    infix: str = ""
    family_name: str = ""
    initials: str = ""
    gender: str = Gender.UNKNOWN
    details: Details = field(default_factory=Details)
    extra_emails: list[str] = field(default_factory=list)
    extra_phones: list[str] = field(default_factory=list)
    organisation: str = ""
    function: str = ""
    tags: list[str] = field(default_factory=list)
    note: str = ""
    repairs: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def is_person(self) -> bool:
        return self.kind == PartnerKind.PERSON

    @property
    def emails(self) -> list[str]:
        """All e-mail addresses, in the order of the row."""
        return [address for address in (self.details.get("email", ""), *self.extra_emails) if address]

    @property
    def phones(self) -> list[str]:
        """All phone numbers as they are kept, in the order of the row."""
        return [number for number in (self.details.get("phone", ""), *self.extra_phones) if number]


def draft(cells: Mapping[str, str], mapping: Mapping[str, str], values: Mapping[str, Mapping[str, str]]) -> Draft:
    """The draft of one row. `mapping` is heading → field, `values` field → what stands there → what it means."""
    return Draft(problems=["Er staat geen naam in deze rij."])
