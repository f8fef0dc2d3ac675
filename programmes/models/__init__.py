"""What happens: school years, the Cultuurmenu and courses."""

from programmes.models.courses import Course, CourseDate
from programmes.models.menu import Activity, Delivery, DeliveryGroup
from programmes.models.years import SchoolGroup, SchoolYear

__all__ = ["Activity", "Course", "CourseDate", "Delivery", "DeliveryGroup", "SchoolGroup", "SchoolYear"]
