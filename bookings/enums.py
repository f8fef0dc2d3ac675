"""The fixed words of rooms and bookings."""

from django.db.models import IntegerChoices, TextChoices


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
    """Who rents: cultuurmakers pay the reduced rate (jaarplan 3.2)."""

    CULTUURMAKER = "cultuurmaker", "cultuurmakers"
    OTHER = "other", "overige huurders"


class BookingStatus(TextChoices):
    CONFIRMED = "confirmed", "bevestigd"
    CANCELLED = "cancelled", "vervallen"


class ClaimKind(TextChoices):
    BOOKING = "booking", "boeking"
    CLOSURE = "closure", "sluiting"


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
