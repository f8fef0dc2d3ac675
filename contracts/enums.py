"""The fixed words of what is agreed and owed."""

from django.db.models import TextChoices


class TemplateStatus(TextChoices):
    DRAFT = "draft", "concept"
    PUBLISHED = "published", "gepubliceerd"


class AgreementStatus(TextChoices):
    DRAFT = "draft", "concept"
    ISSUED = "issued", "opgesteld"


class InvoiceStatus(TextChoices):
    DRAFT = "draft", "concept"
    ISSUED = "issued", "uitgegeven"


class SeriesKind(TextChoices):
    """What is numbered without holes, per year."""

    AGREEMENT = "agreement", "overeenkomsten"
    INVOICE = "invoice", "facturen"


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
