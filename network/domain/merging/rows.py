"""Rows as JSON and back, with nothing lost, and a short stamp by which a changed row is known."""

import hashlib
import json
import re
from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import models

from network.domain.merging.relations import keys_within

type Snapshot = dict[str, Any]
"""Column → value as text that its field understands; None stays None."""


def snapshot(row: models.Model) -> Snapshot:
    """Every column of a row."""
    return {field.attname: as_text(field, row) for field in row._meta.concrete_fields}


def column_of(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    """A column by the name of its field or of the column itself."""
    return next(each for each in model._meta.concrete_fields if name in {each.name, each.attname})


def target_of(column: "models.Field[Any, Any]", key: Any) -> models.Model | None:
    """The row that a key points to, when it is there."""
    model: Any = column.related_model
    found: models.Model | None = model._base_manager.filter(pk=key).first()
    return found


def as_text(field: "models.Field[Any, Any]", row: models.Model) -> Any:
    return None if field.value_from_object(row) is None else field.value_to_string(row)


def restored(label: str, values: Snapshot) -> models.Model:
    """The row again, not saved. A column that came later gets its default, one that went is left out."""
    model = apps.get_model(label)
    known = {field.attname: field for field in model._meta.concrete_fields}
    return model(
        **{
            name: None if value is None else known[name].to_python(value)
            for name, value in values.items()
            if name in known
        }
    )


def stamps(model: type[models.Model], keys: Iterable[Any], columns: list[str] | None = None) -> dict[str, str]:
    """Key → stamp of what a row says, whoever it belongs to. `columns` are those to look at, all when left out."""
    skipped = keys_within(model)
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.attname not in skipped and (columns is None or field.attname in columns)
    ]
    return {
        str(row.pk): stamp([as_text(field, row) for field in fields])
        for row in model._base_manager.filter(pk__in=list(keys))
    }


def columns_of(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def stamp(value: Any) -> str:
    """Twelve characters that differ when the value does."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:12]


def title_of(row: models.Model) -> str:
    """What a row is called, with names where its own words have keys: '5 namens 3' → 'Bilal namens Jan'.

    A confidential one is called no more than that: what stays behind is kept, and read by all who may merge.
    """
    if getattr(row, "is_confidential", False):
        return f"vertrouwelijke {row._meta.verbose_name}"
    text = str(row)
    for field in row._meta.concrete_fields:
        key = field.value_from_object(row) if field.remote_field is not None else None
        if key is not None:
            pattern = rf"(?<![\w-]){re.escape(str(key))}(?![\w-])"
            other = target_of(field, key) if re.search(pattern, text) else None
            text = re.sub(pattern, str(other or "?").replace("\\", ""), text, count=1)
    return f"{row._meta.verbose_name} {text}"


def address_of(row: models.Model) -> str:
    """Where a row has a page of its own, else ''."""
    find = getattr(row, "get_absolute_url", None)
    return str(find()) if find else ""
