"""The fixed words of rooms and bookings."""

from django.db.models import IntegerChoices, TextChoices

from network.enums import Role

DECIDERS = (Role.ADMIN, Role.PROJECTBUREAU)
"""Who decides on rooms, and may go past a rule of the house with a reason."""


class RoomKind(TextChoices):
    STUDIO = "studio", "studio"
    CLASSROOM = "classroom", "leslokaal"
    ATELIER = "atelier", "atelier"
    DANCE = "dance", "danszaal"
    HALL = "hall", "zaal"
    MEETING = "meeting", "vergaderruimte"
    STAGE = "stage", "podium"


class RoomFeature(TextChoices):
    """What people search a room on."""

    PIANO = "piano", "piano"
    DRUMS = "drums", "drumstel"
    MIRRORS = "mirrors", "spiegelwand"
    SINK = "sink", "wasbak"
    EASELS = "easels", "ezels"
    KILN = "kiln", "keramiekoven"
    COMPUTERS = "computers", "computers"
    SOUND = "sound", "geluidsinstallatie"
    BEAMER = "beamer", "beamer"
    LIGHT = "light", "theaterlicht"
    STEP_FREE = "step_free", "rolstoeltoegankelijk"


class TariffClass(TextChoices):
    """Rooms of one price."""

    SMALL = "small", "klein"
    MEDIUM = "medium", "middel"
    LARGE = "large", "groot"
    HALL = "hall", "zaal"


class Audience(TextChoices):
    """Who rents: cultuurmakers pay the reduced rate (jaarplan 3.2). Without a tariff of their own, the others pay `other`."""

    CULTUURMAKER = "cultuurmaker", "cultuurmakers"
    SCHOOL = "school", "scholen en schoolbesturen"
    SOCIAL = "social", "maatschappelijke organisaties"
    OTHER = "other", "overige huurders"


class TariffUnit(TextChoices):
    """What an amount is for. A daypart is charged for each one that the booking touches."""

    HOUR = "hour", "per uur"
    DAYPART = "daypart", "per dagdeel"
    FIXED = "fixed", "per keer"


class Daypart(TextChoices):
    """Parts of a day, six hours each. Past midnight it is still the evening before to who pays by the daypart."""

    NIGHT = "night", "nacht"
    MORNING = "morning", "ochtend"
    AFTERNOON = "afternoon", "middag"
    EVENING = "evening", "avond"


class PriceListStatus(TextChoices):
    """A price list in the making changes and prices nothing; a published one never changes."""

    DRAFT = "draft", "concept"
    PUBLISHED = "published", "gepubliceerd"


class BookingMode(TextChoices):
    """What a partner may do with a room himself."""

    DIRECT = "direct", "direct te boeken"
    REQUEST = "request", "op aanvraag"
    INTERNAL = "internal", "alleen door medewerkers"


class BookingStatus(TextChoices):
    """A confirmed booking and an option own the time of their room; nothing else does."""

    REQUESTED = "requested", "aangevraagd"
    OPTION = "option", "optie"
    CONFIRMED = "confirmed", "bevestigd"
    CANCELLED = "cancelled", "vervallen"
    REJECTED = "rejected", "afgewezen"
    SKIPPED = "skipped", "overgeslagen"


CLAIMING = (BookingStatus.CONFIRMED, BookingStatus.OPTION)
ENDED = (BookingStatus.CANCELLED, BookingStatus.REJECTED)


class SkipKind(TextChoices):
    """Why a date of a series has no lesson."""

    SCHOOL_HOLIDAY = "school_holiday", "schoolvakantie"
    PUBLIC_HOLIDAY = "public_holiday", "feestdag"
    CLOSED = "closed", "gesloten"
    CLASH = "clash", "ruimte bezet"
    CHOICE = "choice", "zelf overgeslagen"
    NO_SUCH_TIME = "no_such_time", "tijd bestaat niet"


class Attendance(TextChoices):
    """What reception saw."""

    ARRIVED = "arrived", "binnen"
    NO_SHOW = "no_show", "niet gekomen"


class ClaimKind(TextChoices):
    BOOKING = "booking", "boeking"
    CLOSURE = "closure", "sluiting"


class ClosureKind(TextChoices):
    """Why nobody can rent: all of these own the time like a booking does."""

    MAINTENANCE = "maintenance", "onderhoud"
    PRODUCTION = "production", "productie"
    CLOSED = "closed", "gesloten"


class DisplayKind(TextChoices):
    """Where a screen hangs."""

    FOYER = "foyer", "foyer"
    DOOR = "door", "deur"


class SwapStatus(TextChoices):
    """What became of a request for another room or time."""

    OPEN = "open", "open"
    GRANTED = "granted", "toegekend"
    REFUSED = "refused", "afgewezen"
    WITHDRAWN = "withdrawn", "ingetrokken"


class CalendarKind(TextChoices):
    SCHOOL_HOLIDAY = "school_holiday", "schoolvakantie"
    PUBLIC_HOLIDAY = "public_holiday", "feestdag"
    CLOSURE = "closure", "sluiting"


class Weekday(IntegerChoices):
    """ISO weekdays: Monday is 1."""

    MONDAY = 1, "maandag"
    TUESDAY = 2, "dinsdag"
    WEDNESDAY = 3, "woensdag"
    THURSDAY = 4, "donderdag"
    FRIDAY = 5, "vrijdag"
    SATURDAY = 6, "zaterdag"
    SUNDAY = 7, "zondag"
