"""PDF/A-3a, rule by rule as far as a machine can look without veraPDF: the offer, the sealed document and the report.

The numbers are those of ISO 19005-3 (PDF/A-3).
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from django.test import Client
from pypdf import PdfReader
from pytest_django.fixtures import Settings

from contracts.domain import documents
from contracts.domain.printing import printable
from contracts.models import Seal
from fluxus import pdf
from tests.cast import Cast
from tests.factories.network import make_teacher
from tests.factories.sealing import make_sealed, sealed_bytes

FORBIDDEN_ACTIONS = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/Hide", "/JavaScript", "/SetOCGState"}
FORBIDDEN_ANNOTATIONS = {"/3D", "/Sound", "/Screen", "/Movie"}
PRINT, HIDDEN = 4, 1 | 2 | 32  # bits of /F: print; invisible, hidden and no view
KINDS = ("offer", "sealed", "evidence")


@pytest.fixture
def seal(cast: Cast, settings: Settings, tmp_path: Path) -> Seal:
    settings.MEDIA_ROOT = tmp_path
    return make_sealed(cast, deliveries=8, partner=make_teacher("Zoë", "van den Æsir-Çelik"))


def files(seal: Seal) -> dict[str, bytes]:
    assert seal.evidence is not None
    offer = documents.read(seal.agreement.document_order.document)
    return {"offer": offer, "sealed": sealed_bytes(seal), "evidence": documents.read(seal.evidence)}


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(content))


def dictionaries(file: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary and stream of a file."""
    return (each for each in file.objects if isinstance(each, pikepdf.Dictionary | pikepdf.Stream))


def faults(file: pikepdf.Pdf) -> list[str]:
    """What breaks a rule, in words."""
    return [*faults_of_file(file), *faults_of_objects(file), *faults_of_fonts(file), *faults_of_annotations(file)]


def faults_of_file(file: pikepdf.Pdf) -> Iterator[str]:
    """6.1.3, 6.2.3, 6.6.2, 6.6.4, 6.7: trailer, output intent, metadata, marks and language."""
    meta, root = file.open_metadata(), file.Root
    if (meta.get("pdfaid:part"), meta.get("pdfaid:conformance")) != ("3", "A"):
        yield "no PDF/A-3a in the metadata"
    if not meta.get("dc:title"):
        yield "no title"
    if file.is_encrypted or "/ID" not in file.trailer:
        yield "encrypted, or without an ID"
    (intent,) = root.OutputIntents
    if intent.S != "/GTS_PDFA1" or intent.DestOutputProfile.read_bytes()[36:40] != b"acsp":
        yield "no output intent with an ICC profile"
    if not root.MarkInfo.Marked or "/StructTreeRoot" not in root or root.Lang != "nl":
        yield "not tagged, or not Dutch"
    if "/OpenAction" in root or "/AA" in root or root.get("/AcroForm", {}).get("/NeedAppearances"):
        yield "does something when it is opened"


def faults_of_objects(file: pikepdf.Pdf) -> Iterator[str]:
    """6.1.7, 6.2.8, 6.2.9, 6.5.1, 6.8: filters, images, PostScript, actions, embedded files."""
    for each in dictionaries(file):
        said = {str(value) for key in ("/Filter", "/S", "/Subtype") for value in many(each.get(key))}
        if said & {"/LZWDecode", "/Crypt", "/PS", *FORBIDDEN_ACTIONS}:
            yield f"forbidden: {said}"
        if each.get("/Interpolate") or "/Alternates" in each or "/OPI" in each:
            yield "an image that a reader may draw otherwise"
        if each.get("/Type") == "/Filespec" and not {"/AFRelationship", "/F", "/UF"} <= set(each.keys()):
            yield "an embedded file without its relation or name"


def faults_of_fonts(file: pikepdf.Pdf) -> Iterator[str]:
    """6.2.11: every font is embedded, and its letters can be taken out."""
    for each in dictionaries(file):
        if each.get("/Type") == "/FontDescriptor" and not {"/FontFile", "/FontFile2", "/FontFile3"} & set(each.keys()):
            yield f"not embedded: {each.FontName}"
        if each.get("/Type") == "/Font" and each.get("/Subtype") == "/Type0" and "/ToUnicode" not in each:
            yield f"letters without a meaning: {each.BaseFont}"
        if each.get("/Type") == "/Font" and each.get("/Subtype") in {"/Type1", "/TrueType"}:
            yield f"a font of the reader: {each.get('/BaseFont')}"


def faults_of_annotations(file: pikepdf.Pdf) -> Iterator[str]:
    """6.3, 6.4: annotations are printed and have a look; fields have a name that is read out."""
    for page in file.pages:
        for each in page.get("/Annots", []):
            flags, box = int(each.get("/F", 0)), [float(edge) for edge in each.Rect]
            if each.Subtype in FORBIDDEN_ANNOTATIONS or not flags & PRINT or flags & HIDDEN:
                yield f"an annotation that does not show: {each.Subtype}"
            has_size = box[0] != box[2] and box[1] != box[3]
            if has_size and each.Subtype != "/Link" and set(each.get("/AP", {}).keys()) != {"/N"}:
                yield "a field without a look"
            if each.Subtype == "/Widget" and (not each.get("/TU") or "/A" in each or "/AA" in each):
                yield "a field without words, or with an action"
            if has_size and page.get("/Tabs") != "/S":
                yield "a page whose order is not that of its structure"


def many(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, pikepdf.Array) else [value]


def forms_in_structure(file: pikepdf.Pdf) -> list[tuple[str, Any]]:
    """The words and the field of every form element in the structure."""
    return [(str(each.Alt), each.K.Obj) for each in dictionaries(file) if each.get("/S") == "/Form" and "/Alt" in each]


def test_every_file_keeps_the_rules(seal: Seal) -> None:
    assert {kind: faults(opened(content)) for kind, content in files(seal).items()} == {kind: [] for kind in KINDS}


def test_the_rules_find_faults(seal: Seal) -> None:
    """A file that breaks them shows that the rules look."""
    file = opened(sealed_bytes(seal))
    file.Root.Lang = pikepdf.String("en")
    file.Root.AcroForm.NeedAppearances = True
    for each in dictionaries(file):
        if each.get("/Type") == "/FontDescriptor":
            for name in {"/FontFile", "/FontFile2", "/FontFile3"} & set(each.keys()):
                del each[name]
    for page in file.pages:
        for widget in page.get("/Annots", []):
            widget.F = 2
    found = set(faults(file))
    assert {"not tagged, or not Dutch", "does something when it is opened"} <= found
    assert "an annotation that does not show: /Widget" in found
    assert any(each.startswith("not embedded: ") for each in found)


def test_sealing_keeps_the_structure_and_adds_two_fields_to_it(seal: Seal) -> None:
    sealed = opened(sealed_bytes(seal))
    assert forms_in_structure(opened(files(seal)["offer"])) == []
    forms = forms_in_structure(sealed)
    assert [str(widget.T) for _, widget in forms] == ["Wederpartij", "Huis"]
    assert forms[0][0].startswith("Handtekening van Bilal Amrani. Getekend op ")
    numbers = list(sealed.Root.StructTreeRoot.ParentTree.Nums)
    by_number = dict(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    for words, widget in forms:
        assert str(by_number[int(widget.StructParent)].Alt) == words


def test_signatures_stand_in_the_reserved_boxes(seal: Seal) -> None:
    """What is drawn in the boxes is there for the eye: the house to the left, the other party to the right."""
    file = opened(sealed_bytes(seal))
    boxes = {
        str(each.T): [float(edge) for edge in each.Rect] for page in file.pages for each in page.get("/Annots", [])
    }
    left, right = boxes["Huis"], boxes["Wederpartij"]
    assert left[1::2] == right[1::2]
    assert left[2] < right[0]
    assert right[2] < 595
    shown = pypdfium2.PdfDocument(sealed_bytes(seal))
    shown.init_forms()
    empty = pypdfium2.PdfDocument(files(seal)["offer"])
    number = next(place for place, page in enumerate(file.pages) if "/Annots" in page)
    pictures = [each[number].render(may_draw_forms=True).to_pil().tobytes() for each in (shown, empty)]
    assert pictures[0] != pictures[1]
    shown.close()
    empty.close()


@pytest.mark.parametrize("kind", KINDS)
def test_text_can_be_selected(seal: Seal, kind: str) -> None:
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(files(seal)[kind])).pages)
    assert "Zoë van den Æsir-Çelik" in " ".join(text.split())
    assert str(seal.agreement.number) in text


def test_bytes_of_the_offer_are_stable(seal: Seal) -> None:
    page = printable(seal.agreement)
    again = pdf.render_pdf(page.html(), identifier=page.identifier, attachments=page.attachments)
    assert again == files(seal)["offer"]


def test_report_tells_everything(seal: Seal) -> None:
    """The thirteen things that evidence of a signature must hold, as far as one sees them."""
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(files(seal)["evidence"])).pages).split())
    together = text.replace(" ", "")
    for each in (seal.document_id, seal.agreement.data_hash, seal.agreement.document_order.document_id):
        assert str(each) in together
    for each in seal.agreement.events.filter(kind__in=["issued", "invited", "read", "signed"]):
        assert each.hash in together
    for word in (
        "192.0.2.7",
        "Telefoon",
        "naamgetypt",
        "ingelogd",
        "directeur-bestuurder",
        "geen:detijdkomtalleen",
    ):
        assert word in together


def test_sealed_document_is_what_the_address_gives(seal: Seal, as_bureau: Client) -> None:
    response = as_bureau.get(f"/contracten/{seal.agreement.number}.pdf")
    assert (response.content, response.headers["Content-Type"]) == (sealed_bytes(seal), "application/pdf")
