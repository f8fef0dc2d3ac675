"""The fixed words of invoices, the bank and the books."""

from django.db.models import TextChoices


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


class BankMessages(TextChoices):
    """Which edition of the ISO 20022 messages the bank takes."""

    OF_2019 = "v2019", "2019 (pain.001.001.09 en pain.008.001.08)"
    OF_2009 = "v2009", "2009 (pain.001.001.03 en pain.008.001.02)"


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
