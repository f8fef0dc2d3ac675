"""Courses as schema.org data, for search engines and for other agendas.

Course is what, CourseInstance when and where, Offer for how much (https://schema.org/Course).
"""

from typing import Any

from fluxus.periods import AMSTERDAM, Period, to_utc
from programmes.models import Course

LANGUAGE = "nl-NL"


def as_schema_org(course: Course, *, base_url: str) -> dict[str, Any]:
    """One course as JSON-LD; wants `dates`, `maker` and `room.building` loaded."""
    url = f"{base_url}{course.get_absolute_url()}"
    return {
        "@context": "https://schema.org",
        "@type": "Course",
        "@id": url,
        "url": url,
        "name": course.title,
        "description": course.summary,
        "inLanguage": LANGUAGE,
        "about": course.get_discipline_display(),
        "typicalAgeRange": age_range(course),
        "provider": {"@type": "Person" if course.maker.is_person else "Organization", "name": course.maker.name},
        "offers": offer(course, url),
        "hasCourseInstance": instance(course),
    }


def offer(course: Course, url: str) -> dict[str, Any]:
    """The price of the whole course, paid to the maker."""
    whole, rest = divmod(course.price_cents, 100)
    category = "Paid" if course.price_cents else "Free"
    return {"@type": "Offer", "category": category, "price": f"{whole}.{rest:02d}", "priceCurrency": "EUR", "url": url}


def instance(course: Course) -> dict[str, Any]:
    """The series of lessons as one event with its parts."""
    lessons = sorted((row.period for row in course.dates.all()), key=lambda period: period.start)
    data: dict[str, Any] = {
        "@type": "CourseInstance",
        "courseMode": "onsite",
        "name": course.title,
        "maximumAttendeeCapacity": course.capacity,
        "instructor": {"@type": "Person" if course.maker.is_person else "Organization", "name": course.maker.name},
        "location": place(course),
        "courseWorkload": f"PT{sum(lesson.minutes for lesson in lessons)}M",
        "subEvent": [event(lesson, course) for lesson in lessons],
    }
    if lessons:
        data |= {"startDate": moment(lessons[0].start), "endDate": moment(lessons[-1].end)}
    return data


def event(lesson: Period, course: Course) -> dict[str, Any]:
    """One lesson."""
    return {
        "@type": "Event",
        "name": course.title,
        "startDate": moment(lesson.start),
        "endDate": moment(lesson.end),
        "location": place(course),
    }


def place(course: Course) -> dict[str, Any]:
    """Where: a room with the address of its building, or what the maker wrote."""
    if not course.room:
        return {"@type": "Place", "name": course.place, "address": course.place}
    building = course.room.building
    address = {
        "@type": "PostalAddress",
        "streetAddress": building.street_line,
        "postalCode": building.postcode,
        "addressLocality": building.city,
        "addressCountry": "NL",
    }
    return {"@type": "Place", "name": course.where, "address": address}


def age_range(course: Course) -> str:
    """'8-12', '18-', '0-'."""
    return f"{course.age_from or 0}-{course.age_to or ''}"


def moment(wall: Any) -> str:
    """A wall-clock time with its distance to UTC, so that every reader lands on the same moment."""
    return to_utc(wall).astimezone(AMSTERDAM).isoformat()
