"""Salutations against the examples of the register of persons (RvIG, Gherkin in Dutch): every example of every feature.

The features lie outside this repository, in the data beside it; without them there is nothing to compare with.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from network.domain.salutations import (
    NameUse,
    PersonName,
    Spouse,
    Surname,
    envelope_name,
    form_of_address,
    full_name,
    running_text,
    salutation,
)
from network.enums import Gender
from tests.house.source import ROOT

FOLDER = ROOT.parent / "shared" / "data" / "07_contacten" / "aanhef_brp"
CASES = 205

GENDERS = {"M": Gender.MAN, "V": Gender.WOMAN}
USES = {"E": NameUse.OWN, "P": NameUse.PARTNER, "V": NameUse.PARTNER_OWN, "N": NameUse.OWN_PARTNER}
# National table 38, noble titles and predicates.
TITLES = {
    "B": "baron", "BS": "barones", "G": "graaf", "GI": "gravin", "H": "hertog", "HI": "hertogin", "JH": "jonkheer",
    "JV": "jonkvrouw", "M": "markies", "MI": "markiezin", "P": "prins", "PS": "prinses", "R": "ridder",
}  # fmt: skip
ANSWERS = {
    "aanhef": salutation,
    "aanschrijfwijze.naam": envelope_name,
    "aanschrijfwijze.aanspreekvorm": form_of_address,
    "gebruikInLopendeTekst": running_text,
    "volledigeNaam": full_name,
}

type Table = list[list[str]]


@dataclass
class Step:
    """A sentence with the table under it."""

    text: str
    table: Table = field(default_factory=list)

    @property
    def pairs(self) -> dict[str, str]:
        return {name.split(" (")[0].strip(): value for name, value in self.table[1:]}


@dataclass
class Scenario:
    """What is given, what is asked and what comes out; one example fills the <places>."""

    name: str
    steps: list[Step] = field(default_factory=list)
    examples: Table = field(default_factory=list)

    def filled(self) -> Iterator["Scenario"]:
        """The scenario once per example, or as it is when there are none."""
        heads = self.examples[:1]
        for row in self.examples[1:] or [[]]:
            values = dict(zip(heads[0], row, strict=True)) if heads else {}
            steps = [
                Step(step.text, [[fill(cell, values) for cell in line] for line in step.table]) for step in self.steps
            ]
            yield Scenario(f"{self.name} {' | '.join(row)}", steps)


def fill(text: str, values: dict[str, str]) -> str:
    return re.sub(r"<([^>]+)>", lambda place: values[place.group(1)], text)


def scenarios(text: str) -> Iterator[Scenario]:
    """The scenarios of a feature, in order, before their examples are filled in."""
    found: Scenario | None = None
    table: Table = []
    for line in (raw.strip() for raw in text.splitlines()):
        if match := re.match(r"(?:Abstract )?Scenario: (.*)", line):
            if found:
                yield found
            found = Scenario(match.group(1))
        elif re.match(r"(Regel|Achtergrond):", line):
            if found:
                yield found
            found = None
        elif found and line.startswith("Voorbeelden:"):
            table = found.examples
        elif found and re.match(r"(Gegeven|En|Als|Dan) ", line):
            found.steps.append(Step(line))
            table = found.steps[-1].table
        elif found and line.startswith("|"):
            table.append([cell.strip() for cell in line.strip("|").split("|")])
    if found:
        yield found


def cases() -> list[tuple[str, Scenario]]:
    """Every example of every feature, with a name to find it by."""
    return [
        (f"{path.stem}: {example.name}", example)
        for path in sorted(FOLDER.glob("*.feature"))
        for scenario in scenarios(path.read_text())
        for example in scenario.filled()
    ]


def surname(pairs: dict[str, str]) -> dict[str, str]:
    title = pairs.get("adellijke titel of predicaat") or pairs.get("adellijke titel of predikaat") or ""
    return {
        "family_name": pairs.get("geslachtsnaam", ""),
        "infix": pairs.get("voorvoegsel", ""),
        "title": TITLES.get(title, ""),
    }


def person(scenario: Scenario) -> PersonName:
    """The person that the scenario is given."""
    given = [step for step in scenario.steps if step.table and "heeft" in step.text and "response" not in step.text]
    own, *others = (step.pairs for step in given)
    since = "datum huwelijkssluiting/aangaan geregistreerd partnerschap"
    return PersonName(
        own=Surname(**surname(own)),
        given_names=own.get("voornamen", ""),
        gender=GENDERS.get(own.get("geslachtsaanduiding", ""), Gender.UNKNOWN),
        name_use=USES[own.get("aanduiding naamgebruik", "E")],
        spouses=tuple(Spouse(since=other.get(since, ""), **surname(other)) for other in others),
    )


def asked(scenario: Scenario) -> list[str]:
    """The answers that the scenario asks for."""
    parameters = next(step for step in scenario.steps if step.text.startswith("Als ")).pairs
    names = [path.partition(".")[2] for path in parameters["fields"].split(",") if "." in path]
    return [answer for name in names for answer in ANSWERS if answer.split(".")[0] == name]


def expected(scenario: Scenario) -> dict[str, str]:
    """What should come out for each answer that is asked for; what is not mentioned is empty."""
    told = {
        name: value
        for step in scenario.steps
        if "response" in step.text and step.table
        for name, value in step.pairs.items()
    }
    return {name: told.get(name, "") for name in asked(scenario)}


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the examples of the register lie outside this repository")
def test_every_example_of_the_register() -> None:
    every = cases()
    faults = {
        name: (expected(scenario), answers)
        for name, scenario in every
        if (answers := {field: ANSWERS[field](person(scenario)) for field in asked(scenario)}) != expected(scenario)
    }
    assert faults == {}
    assert len(every) == CASES


class TestReader:
    """The reader sees every scenario, every example and every cell."""

    TEXT = """
    Functionaliteit: aanhef
    Regel: een tabel in een regel is geen scenario
      | geslacht | M |
      Abstract Scenario: bij <geslacht>
        Gegeven de persoon heeft de volgende gegevens
        | naam                        | waarde     |
        | geslachtsaanduiding (04.10) | <geslacht> |
        | geslachtsnaam (02.40)       | Boer       |
        Als personen wordt gezocht
        | naam   | waarde             |
        | fields | adressering.aanhef |
        Dan heeft de response een persoon met de volgende gegevens
        | naam   | waarde   |
        | aanhef | <aanhef> |
        Voorbeelden:
        | geslacht | aanhef               |
        | M        | Geachte heer Boer    |
        | V        | Geachte mevrouw Boer |
    """

    def test_examples(self) -> None:
        read = [example for scenario in scenarios(self.TEXT) for example in scenario.filled()]
        assert [person(example).gender for example in read] == [Gender.MAN, Gender.WOMAN]
        assert [expected(example) for example in read] == [
            {"aanhef": "Geachte heer Boer"},
            {"aanhef": "Geachte mevrouw Boer"},
        ]

    def test_empty_answer_is_expected(self) -> None:
        text = self.TEXT.replace("| aanhef | <aanhef> |", "")
        example = next(next(scenarios(text)).filled())
        assert expected(example) == {"aanhef": ""}
