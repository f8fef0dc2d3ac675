"""Who is in, in a few words, for whoever may know; worked out once for a whole list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bookings.domain.occupation import known_partners
from bookings.enums import ClaimKind
from bookings.models import RoomClaim


@dataclass(frozen=True)
class Witness:
    """Knows of which partners the reader may hear; None is all of them."""

    knows: set[int] | None

    @classmethod
    def of(cls, reader: Any) -> "Witness":
        """At most one query."""
        return cls(known_partners(reader))

    def says(self, claims: Sequence[RoomClaim]) -> str:
        """'19:00–20:00 Ritmo (repetitie), en nog 1'."""
        if not claims:
            return "zojuist door iemand anders geboekt"
        rest = f", en nog {len(claims) - 1}" if len(claims) > 1 else ""
        return f"{self.one(claims[0])}{rest}"

    def one(self, claim: RoomClaim) -> str:
        if claim.kind == ClaimKind.CLOSURE:
            return f"gesloten: {claim.closure.why(for_colleague=self.knows is None)}" if claim.closure else "gesloten"
        hours = f"{claim.local_start:%H:%M}–{claim.local_end:%H:%M}"
        booking = claim.booking
        if booking is None or (self.knows is not None and booking.partner_id not in self.knows):
            return f"bezet van {hours.replace('–', ' tot ')}"
        return f"{hours} {booking.partner.name} ({booking.title})"
