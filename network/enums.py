"""The fixed words of the network."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What a user may do; all but `partner` are colleagues."""

    ADMIN = "admin", "beheer"
    PROJECTBUREAU = "projectbureau", "projectbureau"
    EXPERT = "expert", "cultuurexpert"
    FINANCE = "finance", "financiën"
    RECEPTION = "reception", "receptie"
    PARTNER = "partner", "partner"


COLLEAGUE_ROLES = (Role.ADMIN, Role.PROJECTBUREAU, Role.EXPERT, Role.FINANCE, Role.RECEPTION)


class PartnerKind(TextChoices):
    PERSON = "person", "persoon"
    ORGANISATION = "organisation", "organisatie"


class PartnerRole(TextChoices):
    """What a partner is in the network (jaarplan, chapter 2)."""

    TEACHER = "teacher", "docent"
    ARTIST = "artist", "kunstenaar of artiest"
    CULTURAL_ORGANISATION = "cultural_organisation", "culturele organisatie"
    AMATEUR_ASSOCIATION = "amateur_association", "amateurvereniging"
    SCHOOL = "school", "school"
    SCHOOL_BOARD = "school_board", "schoolbestuur"
    SOCIAL_ORGANISATION = "social_organisation", "maatschappelijke organisatie"
    CHILDCARE = "childcare", "kinderopvang"
    GOVERNMENT = "government", "overheid"
    FUND = "fund", "fonds"
    KNOWLEDGE_PARTNER = "knowledge_partner", "kennispartner"
    VOLUNTEER = "volunteer", "vrijwilliger"
    EMPLOYEE = "employee", "medewerker"


CULTUURMAKER_ROLES = (
    PartnerRole.TEACHER,
    PartnerRole.ARTIST,
    PartnerRole.CULTURAL_ORGANISATION,
    PartnerRole.AMATEUR_ASSOCIATION,
)


class Discipline(TextChoices):
    """Disciplines of the house (jaarplan 3.2)."""

    MUSIC = "music", "muziek"
    VISUAL = "visual", "beeldende kunst"
    THEATRE_DANCE = "theatre_dance", "theater en dans"
    DIGITAL = "digital", "digitale media en schrijven"
    AMATEUR = "amateur", "amateurkunst"


class VatStatus(TextChoices):
    """How a partner stands to the btw on his own invoices."""

    UNKNOWN = "unknown", "nog niet bekend"
    LIABLE = "liable", "btw-plichtig"
    SMALL_BUSINESS = "small_business", "kleineondernemersregeling (KOR)"
    EXEMPT = "exempt", "vrijgesteld"
    NO_ENTREPRENEUR = "no_entrepreneur", "geen ondernemer"


class IdentifierKind(TextChoices):
    KVK = "kvk", "KvK-nummer"
    BTW = "btw", "btw-id"
    IBAN = "iban", "IBAN"
    BRIN = "brin", "BRIN"
    BOARD = "board", "bestuursnummer"


class AddressKind(TextChoices):
    VISIT = "visit", "bezoekadres"
    POST = "post", "postadres"


class AffiliationKind(TextChoices):
    """What the person (or organisation) is to the organisation."""

    WORKS_AT = "works_at", "werkt bij"
    BOARD_MEMBER = "board_member", "bestuurslid van"
    MEMBER = "member", "lid van"
    CONTACT = "contact", "contactpersoon van"
    PART_OF = "part_of", "valt onder"


class SchoolSector(TextChoices):
    """Kinds of school, DUO register."""

    PO = "po", "basisonderwijs"
    SBO = "sbo", "speciaal basisonderwijs"
    SO = "so", "speciaal onderwijs"
    SO_VSO = "so_vso", "speciaal en voortgezet speciaal onderwijs"
    VO = "vo", "voortgezet onderwijs"
    VSO = "vso", "voortgezet speciaal onderwijs"


class MomentKind(TextChoices):
    PHONE = "phone", "telefoon"
    MAIL = "mail", "mail"
    MEETING = "meeting", "gesprek"
    VISIT = "visit", "bezoek"
    NOTE = "note", "notitie"


class EntryKind(TextChoices):
    """Kinds of line on a timeline."""

    PARTNER = "partner", "gegevens"
    CONTACT = "contact", "contact"
    ACCOUNT = "account", "toegang"
    BOOKING = "booking", "ruimte"
    MENU = "menu", "cultuurmenu"
    COURSE = "course", "cursus"
    AGREEMENT = "agreement", "overeenkomst"
    INVOICE = "invoice", "factuur"


class MailStatus(TextChoices):
    QUEUED = "queued", "wacht"
    SENT = "sent", "verstuurd"
    FAILED = "failed", "mislukt"
