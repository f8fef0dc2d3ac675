"""Who: users, partners and what is known of them."""

from network.models.accounts import Invitation, Membership, Registration, User
from network.models.contact import ContactMoment, ContactMomentPartner
from network.models.details import Address, EmailAddress, Identifier, PhoneNumber
from network.models.outbox import OutgoingMail
from network.models.partners import Affiliation, Partner, RoleAssignment
from network.models.schools import SchoolProfile
from network.models.timeline import TimelineEntry
from network.models.wijken import Wijk, WijkAccount

__all__ = [
    "Address",
    "Affiliation",
    "ContactMoment",
    "ContactMomentPartner",
    "EmailAddress",
    "Identifier",
    "Invitation",
    "Membership",
    "OutgoingMail",
    "Partner",
    "PhoneNumber",
    "Registration",
    "RoleAssignment",
    "SchoolProfile",
    "TimelineEntry",
    "User",
    "Wijk",
    "WijkAccount",
]
