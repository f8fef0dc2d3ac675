"""The real school registers of Zaanstad: 2024 comes in whole, 2020 afterwards only proposes."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Sum

from network.domain import register_decisions
from network.models import Identifier, Partner, RegisterProposal, SchoolProfile, TimelineEntry

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "02_scholen"
FIRST = "zaanstad_scholen_2024.csv"
OLDER = (
    "duo_alle_vestigingen_bo_2020_zaanstad.csv",
    "duo_alle_vestigingen_vo_2020_zaanstad.csv",
    "duo_alle-vestigingen-bo_2020_origineel.csv.gz",
)
NO_REGISTER = ("zaanstad_po_leerlingen_2019_groep8_afstand.csv", "zaanstad_vo_leerlingen_2019_per_leerjaar.csv")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not DATA.is_dir(), reason="the public data lie outside the repository"),
]


def dump() -> list[Any]:
    """Every row that an import of schools could touch."""
    return [
        list(model.objects.order_by("pk").values()) for model in (Partner, SchoolProfile, Identifier, TimelineEntry)
    ] + [list(Partner.objects.order_by("pk").values_list("addresses__postcode", "phones__number", "role_assignments"))]


@pytest.fixture
def register_of_2024() -> None:
    call_command("import_schools", str(DATA / FIRST))


def test_2024_comes_in_whole(register_of_2024: None) -> None:
    schools = SchoolProfile.objects.all()
    assert schools.count() == 65
    assert schools.filter(sector="po").aggregate(total=Sum("pupils"))["total"] == 12_646
    assert schools.filter(partner__addresses__wijk__isnull=False).count() == 65
    assert Identifier.objects.filter(kind="brin", partner__school__isnull=False).count() == 65
    assert list(schools.filter(pupils=None).values_list("partner__name", flat=True)) == ["Elif Zaandam"]
    assert list(schools.filter(board=None).values_list("partner__name", flat=True)) == ["Elif Zaandam"]
    gorter = Partner.objects.get(school__site_code="19BZ00")
    assert (gorter.website, gorter.phones.count()) == ("", 0)


def test_2020_afterwards_gives_proposals_only(register_of_2024: None) -> None:
    before = dump()
    for name in OLDER:
        call_command("import_schools", str(DATA / name))
    for name in NO_REGISTER:
        with pytest.raises(CommandError, match="kolommen van het scholenregister"):
            call_command("import_schools", str(DATA / name))
    assert dump() == before
    found = RegisterProposal.objects.order_by("kind", "site_code")
    by_kind: dict[str, list[str]] = {}
    for proposal in found:
        by_kind.setdefault(proposal.kind, []).append(proposal.site_code)
    assert by_kind == {
        "new": ["18SC00", "20CN06", "20CN07"],
        "renamed": ["02VQ00", "02VQ01", "19AG01"],
        "moved": ["03TL00", "08XR00", "18VM00", "19BF00", "19CC00", "26BC00", "30FU00", "30FY00"],
        "changed": ["02TZ00", "02VQ00", "02VQ01", "08XR00", "19AG00", "19AG01", "26JZ00"],
        "closed": ["20EY10", "32FA00"],
    }
    assert {one.older_than for one in register_decisions.present(found)} == {2024}
