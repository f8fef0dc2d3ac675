"""The fixed words of what is agreed and owed."""

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


class InvoiceStatus(TextChoices):
    DRAFT = "draft", "concept"
    ISSUED = "issued", "uitgegeven"


class SeriesKind(TextChoices):
    """What is numbered without holes, per year."""

    AGREEMENT = "agreement", "overeenkomsten van opdracht"
    RENTAL = "rental", "huurovereenkomsten"
    INVOICE = "invoice", "facturen"
    CREDIT = "credit", "creditfacturen"


class OrderStatus(TextChoices):
    """How far a document is."""

    QUEUED = "queued", "wacht"
    RUNNING = "running", "bezig"
    READY = "ready", "klaar"
    FAILED = "failed", "mislukt"


class VatChoice(TextChoices):
    """EN 16931 category of an invoice line."""

    STANDARD = "S", "btw"
    EXEMPT = "E", "vrijgesteld"
    OUTSIDE_SCOPE = "O", "buiten de btw"


class InvoiceKind(TextChoices):
    """What an invoice is; a correction is always a credit note."""

    INVOICE = "invoice", "factuur"
    ADVANCE = "advance", "voorschot"
    DEPOSIT = "deposit", "waarborgsom"
    CREDIT = "credit", "creditfactuur"


class Product(TextChoices):
    """What is sold, for the btw and for the ledger."""

    ROOM = "room", "zaalhuur"
    SERVICED_ROOM = "serviced_room", "zaalhuur met dienstverlening"
    SUPPLEMENT = "supplement", "toeslag"
    CANCELLATION = "cancellation", "annuleringskosten"
    YOUTH_LESSON = "youth_lesson", "kunstles tot 21 jaar"
    ADULT_LESSON = "adult_lesson", "kunstles vanaf 21 jaar"
    SCHOOL_ACTIVITY = "school_activity", "activiteit op school"
    ADMISSION = "admission", "voorstelling of concert"
    SERVICE = "service", "andere dienst"
    DEPOSIT = "deposit", "waarborgsom"
    COLLECTION_COSTS = "collection_costs", "incassokosten"


class LineUnit(TextChoices):
    """Units of a line; the e-invoice writes them by their code of UN/ECE Recommendation 20."""

    HOUR = "hour", "uur"
    PIECE = "piece", "stuk"
    DAY = "day", "dag"


class EInvoiceProfile(TextChoices):
    """Which rules an e-invoice to this buyer follows."""

    NONE = "none", "geen e-factuur"
    PEPPOL = "peppol", "Peppol BIS Billing 3"
    NLCIUS = "nlcius", "NLCIUS (SI-UBL 2.0)"


class BuyerKind(TextChoices):
    """Consumer or business: other rules for reminders and costs."""

    CONSUMER = "consumer", "consument"
    BUSINESS = "business", "bedrijf of organisatie"


class Channel(TextChoices):
    """How an invoice or letter leaves."""

    MAIL = "mail", "e-mail"
    EINVOICE = "einvoice", "e-factuur"
    POST = "post", "post"


class Sending(TextChoices):
    """Whether an invoice left; derived from its letters and never stored."""

    SENT = "sent", "verstuurd"
    QUEUED = "queued", "onderweg"
    FAILED = "failed", "niet aangekomen"
    UNSENT = "unsent", "niet verstuurd"


class BillingItemStatus(TextChoices):
    """One partner of an invoice run."""

    WAITING = "waiting", "wacht"
    MADE = "made", "uitgegeven"
    BLOCKED = "blocked", "kan nog niet"
    NOTHING = "nothing", "niets te factureren"
    FAILED = "failed", "mislukt"


class BankFormat(TextChoices):
    CAMT053 = "camt053", "CAMT.053"


class AllocationKind(TextChoices):
    """Why an amount counts for an invoice. Settlement is the sum of these rows, never a typed status."""

    PAYMENT = "payment", "betaling"
    RETURN = "return", "teruggeboekt"
    CREDIT = "credit", "verrekend met creditfactuur"
    REFUND = "refund", "terugbetaald"
    WRITE_OFF = "write_off", "oninbaar"


class Settlement(TextChoices):
    """How an invoice stands, in a word; derived from its allocations and never stored."""

    DRAFT = "draft", "concept"
    OPEN = "open", "open"
    PARTLY = "partly", "deels betaald"
    LATE = "late", "te laat"
    PAID = "paid", "betaald"
    CREDITED = "credited", "gecrediteerd"
    WRITTEN_OFF = "written_off", "oninbaar"
    TOO_MUCH = "too_much", "te veel betaald"
    TO_SETTLE = "to_settle", "nog te verrekenen"
    SETTLED = "settled", "verrekend"


class Certainty(TextChoices):
    """How sure we are what a bank transaction is for; only what is sure is settled without a click."""

    SURE = "sure", "zeker"
    LIKELY = "likely", "waarschijnlijk"
    POSSIBLE = "possible", "misschien"


class MandateScheme(TextChoices):
    """SEPA direct debit schemes."""

    CORE = "core", "algemeen (SDD Core)"
    B2B = "b2b", "zakelijk (SDD B2B)"


class BankOrderKind(TextChoices):
    """A file for the bank: money to collect (pain.008) or to pay (pain.001)."""

    COLLECT = "collect", "incasso"
    PAY = "pay", "betaling"


class BankOrderStatus(TextChoices):
    """Announced before it may leave; delivered once the file was given to the bank."""

    DRAFT = "draft", "concept"
    ANNOUNCED = "announced", "aangekondigd"
    MADE = "made", "bestand gemaakt"
    DELIVERED = "delivered", "bij de bank"
    WITHDRAWN = "withdrawn", "ingetrokken"


class ReminderKind(TextChoices):
    """Steps of reminding."""

    FRIENDLY = "friendly", "herinnering"
    FINAL = "final", "aanmaning"
    NOTICE = "notice", "veertiendagenbrief"
    HANDOVER = "handover", "overdragen aan incasso"


class PauseKind(TextChoices):
    DISPUTE = "dispute", "bezwaar"
    PLAN = "plan", "betalingsregeling"
    OTHER = "other", "andere reden"


class PurchaseStatus(TextChoices):
    """An invoice that a cultuurmaker sent us; paid is derived from the bank."""

    SUBMITTED = "submitted", "ingediend"
    APPROVED = "approved", "goedgekeurd"
    REJECTED = "rejected", "teruggestuurd"
    WITHDRAWN = "withdrawn", "ingetrokken"


class ExportTarget(TextChoices):
    """Where the bookkeeper takes things; every invoice is in one batch per target."""

    JOURNAL = "journal", "journaal (CSV)"
    XAF = "xaf", "auditfile (XAF 3.2)"
    DOCUMENTS = "documents", "PDF en UBL (zip)"
