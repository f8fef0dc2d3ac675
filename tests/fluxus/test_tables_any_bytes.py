"""Whatever the bytes are: a table or a Dutch sentence, never another error."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fluxus.errors import Refusal
from fluxus.tables import Reading, read
from tests import sheets
from tests.fluxus.test_tables_cards import MODERN, OUTLOOK

STARTS = [
    b"",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"BEGIN:VCARD\n",
    b"\xff\xfe",
    b"sep=;\n",
    b"\x1f\x8b\x08",
]
REAL = [
    sheets.xls(),
    sheets.xlsx([["Naam", "E-mail"], ["Jan", "jan@x.nl"], ["Piet", 12]], merged=["A2:A3"]),
    sheets.ods([["Naam", "E-mail"], ["Jan", "jan@x.nl"]]),
    'Naam;Notitie\nRenée;"een\ntwee"\nJan;x\n'.encode("cp1252"),
    (OUTLOOK + MODERN).encode(),
]
READINGS = st.builds(
    Reading,
    sheet=st.sampled_from(["", "Lijst", "weg"]),
    encoding=st.sampled_from(["", "utf-8", "cp1252", "utf-16", "cp850", "??"]),
    delimiter=st.sampled_from(["", ";", "\t", "x", "\n", '"']),
    header_line=st.integers(-2, 50),
)


def survives(data: bytes, name: str, reading: Reading) -> None:
    """Reads, or refuses with a sentence; what was read holds together."""
    try:
        table = read(data, name, reading)
    except Refusal as refusal:
        table, refused = None, refusal
    if table is None:
        assert refused.sentence.endswith((".", "?"))
        assert refused.code
        return
    assert table.rows
    assert len(set(table.headings)) == len(table.headings) == len(table.original_headings)
    assert all(table.headings)
    assert all(list(row.cells) == table.headings for row in table.rows)
    assert [row.line for row in table.rows] == sorted({row.line for row in table.rows})


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(STARTS), st.binary(max_size=400), st.sampled_from(["a.csv", "a.vcf", "a.xlsx"]), READINGS)
def test_random_bytes_never_crash(start: bytes, rest: bytes, name: str, reading: Reading) -> None:
    survives(start + rest, name, reading)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab1@;,\t|\"\n\r' =é\u2028.-", max_size=200), READINGS)
def test_random_lists_never_crash(text: str, reading: Reading) -> None:
    survives(text.encode(), "a.csv", reading)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(REAL),
    st.lists(st.tuples(st.integers(0, 10_000), st.binary(max_size=6)), max_size=6),
    st.integers(0, 9),
)
def test_mangled_files_never_crash(data: bytes, faults: list[tuple[int, bytes]], cut: int) -> None:
    mangled = bytearray(data)
    for place, fault in faults:
        at = place % len(mangled)
        mangled[at : at + len(fault)] = fault
    survives(bytes(mangled[: len(mangled) - cut * len(mangled) // 20]), "a.bin", Reading())
