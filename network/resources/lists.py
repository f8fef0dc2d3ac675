"""A list of partners as a file, with the columns that were chosen."""

from collections.abc import Iterable
from typing import Any

from import_export import fields, resources

from network.domain.columns import Column
from network.resources.partners import harmless

CHUNK = 5000
BOM = "\ufeff"


class ListResource(resources.Resource):
    """One line per partner, a field for each column; what looks like a formula is made harmless."""

    class Meta:
        chunk_size = CHUNK

    def __init__(self, columns: Iterable[Column]) -> None:
        super().__init__()
        self.columns = {column.key: column for column in columns}
        self.fields = {key: fields.Field(column_name=column.label) for key, column in self.columns.items()}

    def export_resource(self, instance: Any, selected_fields: Any = None, **kwargs: Any) -> list[str]:
        return [harmless(column.text(instance)) for column in self.columns.values()]


def table_of(partners: Any, columns: Iterable[Column]) -> Any:
    """The partners as a table (`tablib.Dataset`), a row each."""
    table = ListResource(columns).export(partners)
    table.title = "Partners"
    return table


def as_file(table: Any, form: str) -> bytes:
    """The table as CSV (UTF-8 with BOM and ;, as Dutch Excel expects it) or as XLSX."""
    if form == "csv":
        return (BOM + table.export("csv", delimiter=";")).encode()
    return table.export("xlsx")
