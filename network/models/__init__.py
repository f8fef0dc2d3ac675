"""Who: users, partners and what is known of them."""

from network.models.accounts import Invitation, Membership, Registration, User
from network.models.contact import ContactMoment, ContactMomentPartner
from network.models.details import Address, EmailAddress, Identifier, PhoneNumber
from network.models.duplicates import DuplicatePair, Merge
from network.models.imports import Import, ImportMapping, ImportRow
from network.models.networks import LocalNetwork
from network.models.outbox import OutgoingMail
from network.models.partners import Affiliation, Partner, RoleAssignment
from network.models.register import RegisterProposal
from network.models.schools import SchoolProfile
from network.models.segments import Export, Segment
from network.models.tags import PartnerTag, Tag, TagChange
from network.models.tasks import Task
from network.models.timeline import TimelineEntry
from network.models.wijken import Wijk, WijkAccount

__all__ = [
    "Address",
    "Affiliation",
    "ContactMoment",
    "ContactMomentPartner",
    "DuplicatePair",
    "EmailAddress",
    "Export",
    "Identifier",
    "Import",
    "ImportMapping",
    "ImportRow",
    "Invitation",
    "LocalNetwork",
    "Membership",
    "Merge",
    "OutgoingMail",
    "Partner",
    "PartnerTag",
    "PhoneNumber",
    "RegisterProposal",
    "Registration",
    "RoleAssignment",
    "SchoolProfile",
    "Segment",
    "Tag",
    "TagChange",
    "Task",
    "TimelineEntry",
    "User",
    "Wijk",
    "WijkAccount",
]
