"""A list of bookings, which of its columns is what, and the list itself on its way between two pages."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django import forms
from django.core import signing

from bookings.domain.importing import COLUMNS
from fluxus.forms import HouseForm
from fluxus.tables import Reading, Row, Table
from network.forms.imports import UploadForm

ACCEPTED = ".csv,.tsv,.txt,.xlsx,.xls,.ods"
SALT = "bookings.importing"
NOT_THERE = ("", "staat er niet in")


class ListForm(UploadForm):
    """The list itself. Cards with addresses are no bookings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file = self.fields["file"]
        file.help_text = "Excel (.xlsx, .xls), LibreOffice (.ods) of CSV, met een kopregel."
        file.widget.attrs["accept"] = ACCEPTED


class ColumnsForm(HouseForm):
    """Which heading of the list is what; `kept` is the list as it was read."""

    kept = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, headings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [NOT_THERE, *((heading, heading) for heading in headings)]
        for column in COLUMNS:
            self.fields[column.key] = forms.ChoiceField(label=column.label, choices=choices, required=False)

    @property
    def chosen(self) -> dict[str, str]:
        """Column → heading, as far as chosen."""
        found = self.cleaned_data if self.is_valid() else {}
        return {column.key: found[column.key] for column in COLUMNS if found.get(column.key)}


def kept(table: Table) -> str:
    """The list as a signed text, so that it comes back as we read it."""
    rows = [asdict(row) for row in table.rows]
    return signing.dumps({"headings": table.headings, "rows": rows}, salt=SALT, compress=True)


def unpacked(text: str) -> Table | None:
    """The list again; None when somebody changed it, or sent none."""
    try:
        found = signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return None
    return Table("kept", found["headings"], [Row(**row) for row in found["rows"]], Reading())
