"""The fixed words of texts, agreements and signatures."""

from django.db.models import TextChoices


class AgreementKind(TextChoices):
    """What a template is for; both kinds are drawn up, signed, sealed and kept in the same way."""

    OVO = "ovo", "overeenkomst van opdracht"
    RENTAL = "rental", "huurovereenkomst"


class ClauseKind(TextChoices):
    """Where a text stands: a numbered article, or a page behind the signatures (huisregels, BHV, gedragscode)."""

    ARTICLE = "article", "artikel"
    ANNEX = "annex", "bijlage"


class TextStatus(TextChoices):
    """How far a version of a clause or of a template is. Only what is published is used, and it never changes."""

    DRAFT = "draft", "concept"
    REVIEW = "review", "bij juridische controle"
    APPROVED = "approved", "goedgekeurd"
    PUBLISHED = "published", "gepubliceerd"
    WITHDRAWN = "withdrawn", "ingetrokken"


class Condition(TextChoices):
    """When a clause, or one line of it, stands in an agreement."""

    ALWAYS = "always", "altijd"
    MINORS = "minors", "er wordt met minderjarigen gewerkt"
    AT_SCHOOL = "at_school", "het werk is op een school"
    TRAVEL = "travel", "er is een reiskostenvergoeding"
    LIABLE = "liable", "opdrachtnemer is btw-plichtig"
    SMALL_BUSINESS = "small_business", "opdrachtnemer gebruikt de KOR"
    EXEMPT = "exempt", "opdrachtnemer is vrijgesteld van btw"
    NO_ENTREPRENEUR = "no_entrepreneur", "opdrachtnemer is geen ondernemer"


class AgreementStatus(TextChoices):
    """Signed and sealed are two things: people sign, the house seals. Running and finished follow from the dates."""

    DRAFT = "draft", "concept"
    ISSUED = "issued", "opgesteld"
    SENT = "sent", "verstuurd"
    PARTLY_SIGNED = "partly_signed", "deels getekend"
    SIGNED = "signed", "getekend"
    SEALED = "sealed", "verzegeld"
    DECLINED = "declined", "geweigerd"
    EXPIRED = "expired", "verlopen"
    WITHDRAWN = "withdrawn", "ingetrokken"
    REPLACED = "replaced", "vervangen"
    TERMINATED = "terminated", "opgezegd"


AT_THE_SIGNERS = (AgreementStatus.SENT, AgreementStatus.PARTLY_SIGNED)
IN_FORCE = (AgreementStatus.SIGNED, AgreementStatus.SEALED)
NO_LONGER = (
    AgreementStatus.DECLINED,
    AgreementStatus.EXPIRED,
    AgreementStatus.WITHDRAWN,
    AgreementStatus.REPLACED,
    AgreementStatus.TERMINATED,
)
"""What such an agreement held is free for another one."""


class SignerRole(TextChoices):
    """In this order: first the other party, then the house."""

    COUNTERPARTY = "counterparty", "opdrachtnemer of huurder"
    HOUSE = "house", "namens het huis"


class RequestStatus(TextChoices):
    PLANNED = "planned", "nog niet aan de beurt"
    SENT = "sent", "verstuurd"
    OPENED = "opened", "geopend"
    SIGNED = "signed", "getekend"
    DECLINED = "declined", "geweigerd"
    EXPIRED = "expired", "verlopen"
    REVOKED = "revoked", "ingetrokken"


OPEN_REQUESTS = (RequestStatus.PLANNED, RequestStatus.SENT, RequestStatus.OPENED)


class SignatureMethod(TextChoices):
    TYPED = "typed", "naam getypt"
    DRAWN = "drawn", "handtekening getekend"


class ProvenBy(TextChoices):
    """How a signer showed that he is the one who was invited."""

    CODE = "code", "code per e-mail"
    LOGIN = "login", "ingelogd"


class EventKind(TextChoices):
    """What happened to an agreement, in the words of its evidence."""

    ISSUED = "issued", "opgesteld en vastgelegd"
    RENDERED = "rendered", "PDF gemaakt"
    INVITED = "invited", "uitgenodigd om te tekenen"
    MAILED = "mailed", "uitnodiging verstuurd"
    BOUNCED = "bounced", "uitnodiging kwam niet aan"
    REMINDED = "reminded", "herinnerd"
    OPENED = "opened", "tekenpagina geopend"
    CODE_SENT = "code_sent", "code gestuurd"
    CODE_PASSED = "code_passed", "code goed ingevuld"
    CODE_FAILED = "code_failed", "code fout ingevuld"
    READ = "read", "document gelezen"
    DOWNLOADED = "downloaded", "document gedownload"
    SIGNED = "signed", "getekend"
    DECLINED = "declined", "geweigerd"
    EXPIRED = "expired", "termijn verlopen"
    WITHDRAWN = "withdrawn", "ingetrokken"
    REPLACED = "replaced", "vervangen"
    TERMINATED = "terminated", "opgezegd"
    PAPER = "paper", "op papier getekend"
    SEALED = "sealed", "verzegeld"
    RESEALED = "resealed", "tijdstempel toegevoegd"
    COPIES_SENT = "copies_sent", "exemplaren verstuurd"


class SealLevel(TextChoices):
    """Levels of a PAdES signature (ETSI EN 319 142-1)."""

    B = "b", "PAdES B-B"
    T = "t", "PAdES B-T, met tijdstempel"
    LT = "lt", "PAdES B-LT"
    LTA = "lta", "PAdES B-LTA"


class RunStatus(TextChoices):
    RUNNING = "running", "bezig"
    FINISHED = "finished", "klaar"
    STOPPED = "stopped", "gestopt"


class RunSource(TextChoices):
    """What a run draws up agreements for."""

    MENU = "menu", "een Cultuurmenu"
    SEASON = "season", "huur in een seizoen"
    LESSONS = "lessons", "lessen van cursussen in een seizoen"
    SELECTION = "selection", "een selectie"


class Bundling(TextChoices):
    """What comes together in one agreement; always of one partner."""

    SCHOOL = "school", "per cultuurmaker en school"
    ACTIVITY = "activity", "per cultuurmaker en activiteit"
    MONTH = "month", "per cultuurmaker en maand"
    PARTNER = "partner", "alles van een cultuurmaker of huurder"


class ItemStatus(TextChoices):
    """One agreement of a run."""

    WAITING = "waiting", "wacht"
    MADE = "made", "opgesteld"
    BLOCKED = "blocked", "kan nog niet"
    FAILED = "failed", "mislukt"
    DROPPED = "dropped", "overgeslagen"


class ProofKind(TextChoices):
    """What a partner shows before he works here."""

    VOG = "vog", "verklaring omtrent het gedrag (VOG)"
    CODE_OF_CONDUCT = "code_of_conduct", "gedragscode"
    INSURANCE = "insurance", "aansprakelijkheidsverzekering"


class ProofStatus(TextChoices):
    PENDING = "pending", "wacht op controle"
    ACCEPTED = "accepted", "in orde"
    REJECTED = "rejected", "afgekeurd"


class AnswerKind(TextChoices):
    YES_NO = "yes_no", "ja of nee"
    NUMBER = "number", "getal"


class Risk(TextChoices):
    """How much a working relation looks like employment (Wet DBA)."""

    LOW = "low", "weinig risico"
    MEDIUM = "medium", "let op"
    HIGH = "high", "bespreek eerst"


class LegalAmountKind(TextChoices):
    """Amounts that a law or a ruling changes now and then."""

    PRESUMPTION_RATE = "presumption_rate", "uurtarief waaronder een arbeidsovereenkomst wordt vermoed"
