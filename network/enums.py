"""The fixed words of the network."""

from django.db.models import TextChoices


class Role(TextChoices):
    """What a user may do; all but `partner` are colleagues."""

    ADMIN = "admin", "beheer"
    PROJECTBUREAU = "projectbureau", "projectbureau"
    EXPERT = "expert", "cultuurexpert"
    FINANCE = "finance", "financiën"
    MARKETING = "marketing", "marketing en communicatie"
    RECEPTION = "reception", "receptie"
    PARTNER = "partner", "partner"


COLLEAGUE_ROLES = (Role.ADMIN, Role.PROJECTBUREAU, Role.EXPERT, Role.FINANCE, Role.MARKETING, Role.RECEPTION)
# Who sees and searches more of a partner than his name and phone number.
DETAIL_READERS = (Role.ADMIN, Role.PROJECTBUREAU, Role.EXPERT, Role.FINANCE, Role.MARKETING)


class PartnerKind(TextChoices):
    PERSON = "person", "persoon"
    ORGANISATION = "organisation", "organisatie"


class Gender(TextChoices):
    """How somebody wants to be addressed; unknown gives a neutral salutation."""

    UNKNOWN = "unknown", "niet bekend"
    WOMAN = "woman", "mevrouw"
    MAN = "man", "de heer"


class PartnerRole(TextChoices):
    """What a partner is in the network (jaarplan, chapter 2)."""

    TEACHER = "teacher", "docent"
    ARTIST = "artist", "kunstenaar of artiest"
    CULTURAL_ORGANISATION = "cultural_organisation", "culturele organisatie"
    AMATEUR_ASSOCIATION = "amateur_association", "amateurvereniging"
    SCHOOL = "school", "school"
    SCHOOL_BOARD = "school_board", "schoolbestuur"
    SOCIAL_ORGANISATION = "social_organisation", "maatschappelijke organisatie"
    COMMUNITY_CENTRE = "community_centre", "buurthuis"
    CARE = "care", "zorginstelling"
    SOCIAL_TEAM = "social_team", "sociaal wijkteam"
    CHILDCARE = "childcare", "kinderopvang"
    VENUE = "venue", "podium"
    GOVERNMENT = "government", "overheid"
    FUND = "fund", "fonds"
    KNOWLEDGE_PARTNER = "knowledge_partner", "kennispartner"
    PRESS = "press", "pers"
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
    TASK = "task", "taak"
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


class Confidentiality(TextChoices):
    """Who may read a contact moment."""

    OPEN = "open", "alle collega’s die notities lezen"
    TEAM = "team", "projectbureau en cultuurexperts"
    PERSONAL = "personal", "alleen wie erbij was"


class LocalNetworkKind(TextChoices):
    """Networks in a wijk that FluXus joins (jaarplan 3.1, verbreding van netwerken)."""

    SOCIAL_TEAM = "social_team", "sociaal wijkteam"
    CARE = "care", "zorg"
    CHILDCARE = "childcare", "kinderopvang"
    EDUCATION = "education", "onderwijs"
    CULTURE = "culture", "cultuur"
    RESIDENTS = "residents", "bewoners"


class ImportStatus(TextChoices):
    """Where an import stands; the worker takes what waits."""

    MAPPING = "mapping", "kolommen kiezen"
    CHECK_QUEUED = "check_queued", "wacht op proefrun"
    CHECKING = "checking", "proefrun bezig"
    CHECKED = "checked", "klaar om te importeren"
    QUEUED = "queued", "wacht op import"
    RUNNING = "running", "import bezig"
    DONE = "done", "geïmporteerd"
    UNDO_QUEUED = "undo_queued", "wacht op terugdraaien"
    UNDOING = "undoing", "terugdraaien bezig"
    UNDONE = "undone", "teruggedraaid"
    FAILED = "failed", "mislukt"


class RowOutcome(TextChoices):
    """What an import did, or would do, with one row."""

    CREATED = "created", "nieuw"
    UPDATED = "updated", "bijgewerkt"
    UNCHANGED = "unchanged", "ongewijzigd"
    DUPLICATE = "duplicate", "mogelijk dubbel"
    REFUSED = "refused", "geweigerd"


class RowChoice(TextChoices):
    """What a colleague decided about a row that may be somebody we know."""

    UNDECIDED = "undecided", "nog kiezen"
    SAME = "same", "is dezelfde: bijwerken"
    NEW = "new", "is iemand anders: toevoegen"
    SKIP = "skip", "overslaan"


class PairStatus(TextChoices):
    """What became of two partners that look alike."""

    OPEN = "open", "nog bekijken"
    DIFFERENT = "different", "geen duplicaat"


class ProposalKind(TextChoices):
    """What a next school register says that we do not have."""

    NEW = "new", "nieuw"
    RENAMED = "renamed", "andere naam"
    MOVED = "moved", "verhuisd"
    CHANGED = "changed", "gegevens gewijzigd"
    CLOSED = "closed", "niet meer in het register"


class ProposalStatus(TextChoices):
    OPEN = "open", "nog bekijken"
    ACCEPTED = "accepted", "overgenomen"
    DISMISSED = "dismissed", "niet overgenomen"
