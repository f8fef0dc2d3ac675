"""Lists as people have them: CSV in any encoding, XLSX, ODS, XLS and vCard, read as rows with headings."""

from fluxus.tables.reading import read
from fluxus.tables.shapes import NO_HEADER, Reading, Row, Table

__all__ = ["NO_HEADER", "Reading", "Row", "Table", "read"]
