"""The places in a document where signatures come: fields in the reserved boxes, and in the structure that is read out."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fluxus.pades.making import Act

MM = 72 / 25.4
BOX = (74 * MM, 24 * MM)


def add_fields(content: bytes, acts: Sequence[Act]) -> bytes:
    """The PDF with an empty signature field per act, in one update before the first signature.

    All fields are there before anybody signs, so a later signature changes nothing but its own field.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec, append_signature_field

    writer: Any = IncrementalPdfFileWriter(BytesIO(content))
    places = anchors(writer.prev)
    for act in acts:
        page, box = places.get(act.anchor, (0, None)) if act.picture else (0, None)
        spec = SigFieldSpec(act.field, on_page=page, box=box, readable_field_name=act.label)
        append_signature_field(writer, spec)
        if box is not None:
            _read_out(writer, page, act)
    added = BytesIO()
    writer.write(added)
    return added.getvalue()


def anchors(document: Any) -> dict[str, tuple[int, Any]]:
    """Per id of the document: the number of its page, and the box whose upper left corner is there."""
    pages = {kid.reference: number for number, kid in enumerate(_page_references(document.root["/Pages"]))}
    try:
        names = list(document.root["/Names"]["/Dests"]["/Names"])
    except KeyError:
        return {}
    found = {}
    for name, spot in zip(names[::2], names[1::2], strict=True):
        left, top = float(spot[2]), float(spot[3])
        number = pages[spot.raw_get(0).reference]
        found[str(name)] = (number, (left, top - BOX[1], left + BOX[0], top))
    return found


def _page_references(pages: Any) -> list[Any]:
    """References to the pages in order, through the tree of pages."""
    found = []
    for place in range(len(pages["/Kids"])):
        kid = pages["/Kids"].raw_get(place)
        found += _page_references(kid.get_object()) if kid.get_object()["/Type"] == "/Pages" else [kid]
    return found


def _read_out(writer: Any, page_number: int, act: Act) -> None:
    """Give the field its place in the structure tree of a tagged PDF (ISO 32000-1, 14.7.4.3 and 14.7.4.4)."""
    from pyhanko.pdf_utils import generic

    if "/StructTreeRoot" not in writer.root:
        return
    tree = writer.root["/StructTreeRoot"]
    page = writer.find_page_for_modification(page_number)[0]
    widget = next(each for each in _widgets(page.get_object()) if each.get_object().get("/T") == act.field)
    top = tree["/K"].raw_get(0) if isinstance(tree["/K"], generic.ArrayObject) else tree.raw_get("/K")
    name = generic.NameObject
    object_reference = generic.DictionaryObject({name("/Type"): name("/OBJR"), name("/Obj"): widget, name("/Pg"): page})
    element = writer.add_object(
        generic.DictionaryObject(
            {
                name("/Type"): name("/StructElem"),
                name("/S"): name("/Form"),
                name("/P"): top,
                name("/Alt"): generic.TextStringObject(act.label),
                name("/K"): object_reference,
            }
        )
    )
    children = top.get_object()["/K"]
    children.append(element)
    writer.update_container(children)
    numbers = tree["/ParentTree"]["/Nums"]
    key = max((int(each) for each in list(numbers)[::2]), default=-1) + 1
    numbers.extend([generic.NumberObject(key), element])
    writer.update_container(numbers)
    widget.get_object()["/StructParent"] = generic.NumberObject(key)
    writer.update_container(widget.get_object())


def _widgets(page: Any) -> list[Any]:
    return [page["/Annots"].raw_get(place) for place in range(len(page["/Annots"]))]
