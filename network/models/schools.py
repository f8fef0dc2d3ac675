"""What the DUO register says of a school site."""

from django.db import models

from network.enums import SchoolSector
from network.models.partners import Partner


class SchoolProfile(models.Model):
    """A site of a school. Its board is a partner too; pupils are a number, never children."""

    partner = models.OneToOneField(Partner, models.CASCADE, verbose_name="school", related_name="school")
    site_code = models.CharField("vestigingscode", max_length=6, unique=True)
    sector = models.CharField("onderwijssoort", max_length=10, choices=SchoolSector.choices)
    denomination = models.CharField("grondslag", max_length=60, blank=True)
    pupils = models.PositiveIntegerField("leerlingen", null=True, blank=True)
    pupils_counted_on = models.DateField("geteld op", null=True, blank=True)
    board = models.ForeignKey(
        Partner, models.PROTECT, verbose_name="schoolbestuur", null=True, blank=True, related_name="governed_schools"
    )
    source = models.CharField("bron", max_length=120)

    class Meta:
        verbose_name = "school"
        verbose_name_plural = "scholen"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(site_code__regex=r"^[0-9]{2}[A-Z]{2}[0-9]{2}$"),
                name="network_school_site_code_form",
                violation_error_message="Een vestigingscode ziet eruit als 30AH00.",
            ),
        ]

    def __str__(self) -> str:
        return self.site_code
