"""The fixed words of what happens."""

from django.db.models import TextChoices


class ActivityKind(TextChoices):
    """What is known in advance about a menu activity."""

    LESSON = "lesson", "les op school"
    PERFORMANCE = "performance", "voorstelling op school"
    OUTING = "outing", "bezoek aan een locatie"


class DeliveryStatus(TextChoices):
    PLANNED = "planned", "gepland"
    CANCELLED = "cancelled", "vervallen"


class CourseStatus(TextChoices):
    DRAFT = "draft", "concept"
    SUBMITTED = "submitted", "wacht op FluXus"
    PUBLISHED = "published", "gepubliceerd"
    WITHDRAWN = "withdrawn", "teruggetrokken"
