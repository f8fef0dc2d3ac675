"""Forms of the Cultuurmenu and the courses."""

from programmes.forms.courses import CatalogueForm, CourseForm, ReasonForm, SeriesForm, TurnDownForm
from programmes.forms.menu import (
    ActivityForm,
    CancelForm,
    DeliveryForm,
    GroupForm,
    MenuFilter,
    NewActivityForm,
    SchoolForm,
)

__all__ = [
    "ActivityForm",
    "CancelForm",
    "CatalogueForm",
    "CourseForm",
    "DeliveryForm",
    "GroupForm",
    "MenuFilter",
    "NewActivityForm",
    "ReasonForm",
    "SchoolForm",
    "SeriesForm",
    "TurnDownForm",
]
