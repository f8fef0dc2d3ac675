"""What a colleague decided about a whole list: what happens to partners we know, and what every row gets."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

NEW, FILL, UPDATE = "new", "fill", "update"
KNOWN = {
    NEW: "laten zoals ze zijn, alleen nieuwe toevoegen",
    FILL: "alleen invullen wat bij ons nog leeg is",
    UPDATE: "bijwerken met wat in de lijst staat",
}


@dataclass(frozen=True)
class Policy:
    """`known` says what happens to partners we know, `label` and `roles` go to everybody in the list. Empty never wipes."""

    known: str = UPDATE
    label: str = ""
    roles: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Self:
        known = str(kept.get("known") or UPDATE)
        return cls(known if known in KNOWN else UPDATE, str(kept.get("label") or ""), tuple(kept.get("roles") or ()))

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "roles": list(self.roles)}
