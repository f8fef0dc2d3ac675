"""Lists of contacts as people send them, made in code: as many rows as a test needs, always the same."""

import csv
import io
from collections.abc import Iterator, Sequence

HEADINGS = ("Voornaam", "Tussenvoegsel", "Achternaam", "E-mailadres", "Telefoon", "Straat", "Huisnummer", "Postcode")
HEADINGS += ("Plaats", "Organisatie", "Functie")
GIVEN = "Sanne Bilal Joke Pieter Fatima Kees Aylin Tom Marieke Rachid Els Daan Noor Willem Yara Hans Lotte Omar Ria Sem"
INFIXES = ("", "", "", "van", "de", "van der", "", "den")
FAMILY = (
    "Bakker Visser Smit Meijer Mulder Bos Vos Peters Hendriks Dekker Brouwer Dijkstra Kok Jacobs Vermeer Prins Blom"
)
FAMILY += " Huisman Peeters Kuipers Veenstra Post Postma Koster Willems Evers Hermans Schipper Groot Kramer"
STREETS = ("Westzijde", "Gedempte Gracht", "Zuiddijk", "Provincialeweg", "Peperstraat")
POSTCODES = ("1506", "1521", "1541", "1561", "1502", "1507", "1544")


def contacts(count: int, *, start: int = 0) -> Iterator[Sequence[str]]:
    """Different people with an e-mail address, phone and home; every fifth works at one of some hundreds of organisations."""
    given, family = GIVEN.split(), FAMILY.split()
    for number in range(start, start + count):
        name, last = given[number % len(given)], f"{family[number % len(family)]}{letters(number)}"
        yield (
            name,
            INFIXES[number % len(INFIXES)],
            last,
            f"{name}.{last}@voorbeeld{number % 90}.nl".lower(),
            f"06{20000000 + number * 7:08d}",
            STREETS[number % len(STREETS)],
            str(1 + number % 180),
            f"{POSTCODES[number % len(POSTCODES)]} {chr(65 + number % 17)}{chr(66 + number // 17 % 17)}",
            "Zaandam",
            f"Muziekvereniging {letters(number // 100)}" if number % 5 == 0 else "",
            "penningmeester" if number % 5 == 0 else "",
        )


def letters(number: int) -> str:
    """A different ending for every number, of letters only."""
    text = ""
    while number or not text:
        number, rest = divmod(number, 21)
        text += "abcdefghijklmnoprstuw"[rest]
    return text


def as_csv(rows: Iterator[Sequence[str]] | Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> bytes:
    """As a Dutch Excel writes it: semicolons, cp1252 where that is enough."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().encode("cp1252")
