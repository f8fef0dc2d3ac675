"""For whom somebody speaks in the portal."""

from collections.abc import MutableMapping
from datetime import date
from typing import Any

from fluxus.errors import Refusal
from network.domain import partners
from network.domain.merging import winner_of
from network.models import Partner, User

SESSION_KEY = "acting_for"


def partners_of(*, user: User, on: date) -> list[Partner]:
    """The partners `user` may speak for on a day, by name."""
    return list(Partner.objects.acted_for_by(user, on=on).order_by("sort_name", "pk"))


def current_partner(*, user: User, session: MutableMapping[str, Any], on: date) -> Partner | None:
    """The partner chosen in this session (or in whom he went up), as long as that is still allowed, else the first by name."""
    choices = {partner.pk: partner for partner in partners_of(user=user, on=on)}
    chosen: int = session.get(SESSION_KEY) or 0
    if chosen and chosen not in choices and (winner := winner_of(chosen)):
        chosen = winner.pk
    return choices.get(chosen) or next(iter(choices.values()), None)


def choose_partner(*, user: User, session: MutableMapping[str, Any], partner_id: int | str, on: date) -> Partner:
    """Remember in the session that `user` speaks for this partner; refuses one he may not speak for."""
    for partner in partners_of(user=user, on=on):
        if str(partner.pk) == str(partner_id):
            session[SESSION_KEY] = partner.pk
            return partner
    raise Refusal("Je kunt niet namens deze partner werken.", field="partner")


def change_own_details(*, partner: Partner, email: str, phone: str, website: str, by: User, today: date) -> Partner:
    """Let a partner change how he is reached; a line on his timeline when something changed.

    Raises Refusal with the field when a number does not hold, or when `by` may not speak for the partner.
    """
    if partner not in partners_of(user=by, on=today):
        raise Refusal("Je kunt niet namens deze partner werken.")
    if partner.is_person:
        return partners.change_person(
            partner=partner,
            given_name=partner.given_name,
            infix=partner.infix,
            family_name=partner.family_name,
            by=by,
            today=today,
            email=email,
            phone=phone,
            website=website,
        )
    return partners.change_organisation(
        partner=partner, name=partner.name, by=by, today=today, email=email, phone=phone, website=website
    )
