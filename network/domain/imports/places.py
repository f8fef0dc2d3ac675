"""The address of a row: out of separate columns or one line, of work before home, whole or not at all."""

import re

from fluxus.text import fold
from network.domain.details import MOST_HOUSE_NUMBER, AddressLines
from network.domain.imports import cells as cell
from network.domain.imports.rows import Columns, Draft
from network.domain.wijken import city_of

HOME_COUNTRIES = frozenset(("", "nederland", "nl", "netherlands", "the netherlands", "holland", "nld", "nederlands"))
WHICH = ("", "_2", "_3")


def locate(row: Draft, columns: Columns) -> None:
    """The first address that is whole; what is missing in the others is told when there is none."""
    missing: list[str] = []
    for which in WHICH:
        parts = {
            key: columns.first(f"{key}{which}")
            for key in ("street", "house_number", "house_suffix", "postcode", "city")
        }
        if not any(parts.values()):
            continue
        country = columns.first(f"country{which}")
        if fold(country) not in HOME_COUNTRIES:
            missing.append(
                f"Het adres in {cell.shown(country)} is niet overgenomen: alleen adressen in Nederland passen."
            )
            continue
        lines, lacks = assembled(parts)
        if lines:
            row.details["address"] = lines
            return
        missing.append(f"Het adres is niet overgenomen: {' en '.join(lacks)}.")
    row.repairs += missing


def assembled(parts: dict[str, str]) -> tuple[AddressLines | None, list[str]]:
    """The address, or what is wrong with it."""
    line, inner_postcode, inner_city = cell.split_address(parts["street"])
    postcode = (
        cell.postcode(parts["postcode"] or inner_postcode) if parts["postcode"] or inner_postcode else cell.Read()
    )
    street, number, suffix = line, 0, parts["house_suffix"]
    lacks = [remark.rstrip(".") for remark in postcode.remarks]
    if cell.is_date(parts["house_number"]):
        return None, ["van het huisnummer heeft een rekenprogramma een datum gemaakt"]
    if parts["house_number"]:
        number, own_suffix = cell.house(parts["house_number"])
        suffix = "-".join(filter(None, (own_suffix, suffix)))
    else:
        street, number, own_suffix = cell.address_line(line)
        suffix = own_suffix or suffix
    city = city_name(parts["city"] or inner_city, postcode.found)
    wanted = {
        "straat": street,
        "huisnummer": 0 < number <= MOST_HOUSE_NUMBER,
        "postcode": parts["postcode"] or inner_postcode,
    }
    if absent := [name for name, value in {**wanted, "plaats": city}.items() if not value]:
        lacks.append(f"{in_words(absent)} {'ontbreken' if len(absent) > 1 else 'ontbreekt'}")
    if lacks:
        return None, lacks
    lines = AddressLines(
        street=street[:120], house_number=number, suffix=suffix[:20], postcode=postcode.found[0], city=city[:80]
    )
    return lines, []


def city_name(typed: str, postcodes: list[str]) -> str:
    """As typed; in capitals or not there, as the postcode says, else with one capital: 'DEN HAAG' → 'Den Haag'."""
    known = city_of(postcodes[0]) if postcodes else ""
    if not typed or typed.isupper():
        return known or re.sub(r"[^\W\d_]+", lambda word: word[0].capitalize(), typed)
    return typed


def in_words(names: list[str]) -> str:
    """'straat, huisnummer en plaats'"""
    return " en ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
