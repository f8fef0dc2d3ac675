"""One row of somebody else's list → a draft of a partner, with what was repaired and why it may be refused."""

import re
from collections.abc import Callable, Mapping

from fluxus.text import fold, tidy
from network.domain.imports import cells as cell
from network.domain.imports import places
from network.domain.imports.fields import FIELDS
from network.domain.imports.people import Person, person
from network.domain.imports.rows import Columns, Draft, Values, by_field, fitting, scrubbed
from network.domain.imports.words import GENERAL_ADDRESSES, is_label, meaning, sounds_like_organisation
from network.enums import Gender, IdentifierKind, PartnerKind, PartnerRole

__all__ = ["Draft", "draft", "scrubbed"]

NO_NAME = "Er staat geen naam, organisatie of e-mailadres in deze rij."
TOO_LITTLE = "Er staat alleen {name} en verder niets. Dat is te weinig om iemand te herkennen."
LONGEST_TAG, LONGEST_NOTE = 60, 5000
OF_ORGANISATIONS = {
    PartnerRole.SCHOOL,
    PartnerRole.SCHOOL_BOARD,
    PartnerRole.CULTURAL_ORGANISATION,
    PartnerRole.AMATEUR_ASSOCIATION,
    PartnerRole.FUND,
    PartnerRole.GOVERNMENT,
}
NUMBERS = (IdentifierKind.KVK, IdentifierKind.BTW, IdentifierKind.IBAN)


def draft(cells: Mapping[str, str], mapping: Mapping[str, str], values: Values, *, order: str = cell.DUTCH) -> Draft:
    """The draft of one row. `mapping` is heading → field, `values` field → what stands there → what it means.

    `order` is how dates in this list are written, as `cells.day_order` found for the whole column.
    """
    row = Draft()
    columns = Columns(by_field(cells, mapping, row), values, mapping.values())
    reach(row, columns)
    identify(row, columns)
    places.locate(row, columns)
    number(row, columns)
    belong(row, columns, order)
    describe(row, columns)
    judge(row)
    return row


def reach(row: Draft, columns: Columns) -> None:
    """E-mail addresses, phone numbers and the website, also the ones that stand together in a cell."""
    emails = collected(row, columns.all("email"), cell.emails)
    phones = collected(row, columns.all("phone"), cell.phones)
    websites = collected(row, columns.all("website"), cell.website)
    row.extra_emails, row.extra_phones = emails[1:], phones[1:]
    for key, found in (("email", emails), ("phone", phones), ("website", websites)):
        if found:
            row.details[key] = found[0]  # type: ignore[literal-required]  # the three are keys of Details


def collected(row: Draft, texts: list[str], read: Callable[[str], cell.Read]) -> list[str]:
    found: list[str] = []
    for text in texts:
        result = read(text)
        found += result.found
        row.repairs += result.remarks
    return list(dict.fromkeys(found))


def identify(row: Draft, columns: Columns) -> None:
    """Whether the row is about a person or an organisation, and the name."""
    somebody = a_person(columns)
    organisation = columns.first("organisation") or columns.first("trade_name")
    said = meaning("kind", columns.first("kind"), columns.values)
    full = full_name(columns)
    if (said == PartnerKind.ORGANISATION and (organisation or full)) or (not somebody and organisation):
        name_organisation(row, organisation or full, contact=somebody)
    elif not columns.first("family_name") and said != PartnerKind.PERSON and is_organisation(full, columns):
        name_organisation(row, full, contact=Person())
    elif somebody:
        name_person(row, somebody, columns)
    elif row.emails:
        name_by_email(row)


def a_person(columns: Columns) -> Person:
    return person(
        name=full_name(columns),
        prefix=columns.first("prefix"),
        given=no_address(columns.first("given_name")),
        initials=columns.first("initials"),
        middle=columns.first("middle_name"),
        infix=columns.first("infix"),
        family=no_address(columns.first("family_name")),
        has_infix_column="infix" in columns.fields,
    )


def full_name(columns: Columns) -> str:
    """The name as it stands in one cell, else the one that stands before the e-mail address."""
    return no_address(columns.first("name")) or cell.display_name(columns.first("email"))


def no_address(name: str) -> str:
    """Without an address behind it: 'Jan Smit (jan@x.nl)'. A name that is only the address is no name."""
    bare = tidy(re.sub(r"[(<][^()<>]*@[^()<>]*[)>]", " ", name))
    return "" if "@" in bare and " " not in bare else bare


def is_organisation(name: str, columns: Columns) -> bool:
    """A name by itself that is the organisation: by its words, by its numbers, or because the two are the same."""
    if not no_address(name) or columns.first("given_name"):
        return False
    same = fold(name) == fold(columns.first("organisation"))
    return same or (
        not columns.first("organisation") and (bool(columns.first("brin")) or sounds_like_organisation(name))
    )


def name_organisation(row: Draft, name: str, *, contact: Person) -> None:
    row.kind, row.name = PartnerKind.ORGANISATION, fitting(row, "name", name)
    full = tidy(f"{contact.given_name or contact.initials} {contact.infix} {contact.family_name}")
    if contact and fold(full) != fold(name):
        row.note = f"Contactpersoon: {full}"


def name_person(row: Draft, somebody: Person, columns: Columns) -> None:
    row.given_name = fitting(row, "given_name", somebody.given_name)
    row.infix = fitting(row, "infix", somebody.infix)
    row.family_name = fitting(row, "family_name", somebody.family_name)
    row.name = tidy(f"{row.given_name} {row.infix} {row.family_name}")
    row.organisation = fitting(row, "organisation", columns.first("organisation"))
    row.function = fitting(row, "function", columns.first("function") or columns.first("department"))
    gender = meaning("gender", columns.first("gender"), columns.values) or somebody.gender
    if somebody.initials:
        row.details["initials"] = somebody.initials
    if gender != Gender.UNKNOWN:
        row.details["gender"] = gender


def name_by_email(row: Draft) -> None:
    """The address itself is the name: 'info@…' of an organisation, others of a person."""
    address = row.emails[0]
    is_general = address.partition("@")[0].strip("0123456789") in GENERAL_ADDRESSES
    row.kind = PartnerKind.ORGANISATION if is_general else PartnerKind.PERSON
    row.name = fitting(row, "name", address)
    row.family_name = "" if is_general else fitting(row, "family_name", address)
    row.repairs.append("Er staat geen naam; het e-mailadres is de naam geworden.")


def number(row: Draft, columns: Columns) -> None:
    """Official numbers. BRIN and board number belong to the school or its board, never to somebody who works there."""
    numbers: dict[str, str] = {}
    kinds = list(NUMBERS)
    brins = columns.all("brin")
    if row.is_person and (brins or columns.first("board")):
        row.repairs.append("Het BRIN of bestuursnummer hoort bij de school en is niet bij de persoon gezet.")
    elif brins:
        columns.cells["brin"] = [max(brins, key=len)]
        kinds.append(IdentifierKind.BRIN)
    elif columns.first("board"):
        kinds.append(IdentifierKind.BOARD)
    for kind in kinds:
        if text := columns.first(kind):
            result = cell.number(kind, str(IdentifierKind(kind).label), text, person=row.is_person)
            row.repairs += result.remarks
            if result.found:
                numbers[kind] = result.found[0]
    if numbers:
        row.details["identifiers"] = numbers
    status = meaning("vat_status", columns.first("vat_status"), columns.values)
    if status:
        row.details["vat_status"] = status


def belong(row: Draft, columns: Columns, order: str) -> None:
    """Roles, disciplines, the trade name, and since when."""
    roles = meant(row, columns, "role")
    if not row.is_person:
        held = row.details.get("identifiers", {})
        by_number = {IdentifierKind.BRIN: PartnerRole.SCHOOL, IdentifierKind.BOARD: PartnerRole.SCHOOL_BOARD}
        roles += [role for kind, role in by_number.items() if kind in held]
        sort = meaning("role", columns.first("kind"), {})
        roles += [sort] if sort else []
    elif row.organisation:
        roles = [role for role in roles if role not in OF_ORGANISATIONS]
    if roles:
        row.details["roles"] = list(dict.fromkeys(roles))
    if disciplines := meant(row, columns, "discipline"):
        row.details["disciplines"] = sorted(set(disciplines))
    trade_name = fitting(row, "trade_name", columns.first("trade_name"))
    if trade_name and fold(trade_name) != fold(row.name):
        row.details["trade_name"] = trade_name
    if text := columns.first("since"):
        row.since = cell.day(text, order)
        if row.since is None:
            row.repairs.append(f"Datum {cell.shown(text)} is niet te lezen; niet overgenomen.")


def meant(row: Draft, columns: Columns, key: str) -> list[str]:
    """What the words of a column mean. An instrument becomes a label too, and an unknown role somebody's function."""
    found: list[str] = []
    for word in (word for text in columns.all(key) for word in cell.parts(text)):
        value = meaning(key, word, columns.values)
        if value:
            found.append(value)
        if value and key == "discipline" and not is_label(key, word):
            row.tags.append(word[:LONGEST_TAG])
        if value is None and key == "role" and row.organisation and not row.function:
            row.function = fitting(row, "function", word)
        elif value is None:
            row.repairs.append(f"{FIELDS[key].label}: {cell.shown(word)} kennen we niet; niet overgenomen.")
    return found


def describe(row: Draft, columns: Columns) -> None:
    """Labels and notes."""
    words = [word for text in columns.all("tag") for word in cell.parts(text) if fold(word) != "mycontacts"]
    row.tags = list(dict.fromkeys([*row.tags, *(word[:LONGEST_TAG] for word in words)]))
    row.note = "\n".join(filter(None, [row.note, *columns.all("note")]))
    if len(row.note) > LONGEST_NOTE:
        row.note = row.note[: LONGEST_NOTE - 1] + "…"
        row.repairs.append("De notitie is te lang en is afgekapt.")


def judge(row: Draft) -> None:
    """Refuse what names nobody, and what names somebody nobody would find back."""
    if not row.name:
        row.problems.append(NO_NAME)
    elif row.is_person and not row.given_name and not row.initials and not (row.details or row.organisation):
        row.problems.append(TOO_LITTLE.format(name=cell.shown(row.name)))
    row.repairs = list(dict.fromkeys(row.repairs))
