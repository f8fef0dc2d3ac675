"""Forms of the import wizard: the file, how it is read, which column is what, what words mean."""

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from fluxus.forms import HouseForm
from fluxus.tables import NO_HEADER, Reading
from fluxus.tables.delimited import DELIMITERS, ENCODINGS
from fluxus.tables.shapes import MOST_BYTES
from network.domain.imports.cells import parts
from network.domain.imports.fields import FIELDS
from network.domain.imports.policies import KNOWN, Policy
from network.domain.imports.uploading import samples
from network.domain.imports.words import meaning
from network.enums import PartnerRole
from network.models import Import

ACCEPTED = ".csv,.tsv,.txt,.xlsx,.xls,.ods,.vcf,.gz"
BY_ITSELF = ("", "zelf herkennen")


class UploadForm(HouseForm):
    """The list itself."""

    file = forms.FileField(
        label="Bestand",
        max_length=200,
        help_text="Excel (.xlsx, .xls), CSV, LibreOffice (.ods) of adreskaartjes (.vcf); hooguit 30 MB.",
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        error_messages={"empty": "Dit bestand is leeg.", "required": "Kies een bestand."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError("Dit bestand is te groot. Verdeel het over een paar bestanden.", code="size")
        return file


class ReadingForm(HouseForm):
    """How the file is read; what is left open is found out again."""

    sheet = forms.ChoiceField(label="Tabblad", required=False)
    encoding = forms.ChoiceField(label="Tekens", choices=[BY_ITSELF, *ENCODINGS.items()], required=False)
    delimiter = forms.ChoiceField(label="Scheiding", choices=[BY_ITSELF, *DELIMITERS.items()], required=False)
    header_line = forms.ChoiceField(label="Kopregel", required=False)

    def __init__(self, *args: Any, batch: Import, **kwargs: Any) -> None:
        reading = batch.reading
        kwargs["initial"] = reading.get("chosen", {})
        super().__init__(*args, **kwargs)
        sheets = reading.get("sheets", [])
        self.fields["sheet"].choices = [("", "zelf kiezen"), *((name, name) for name in sheets)]  # type: ignore[attr-defined]  # a choice field
        here = reading.get("used", {}).get("header_line") or 1
        lines = sorted({*range(1, 16), here, reading.get("chosen", {}).get("header_line") or 1} - {NO_HEADER})
        numbered = [(line, f"regel {line}") for line in lines if line > 0]
        self.fields["header_line"].choices = [(0, "zelf herkennen"), *numbered, (NO_HEADER, "geen kopregel")]  # type: ignore[attr-defined]  # as above
        self.tell_found(reading.get("used", {}))
        if reading.get("kind") != "csv":
            del self.fields["encoding"], self.fields["delimiter"]
        if len(sheets) < 2:
            del self.fields["sheet"]
        if reading.get("kind") == "vcard":
            del self.fields["header_line"]

    def tell_found(self, used: dict[str, Any]) -> None:
        """What was found stands in the box, so that one sees it without choosing it."""
        for name, field in self.fields.items():
            choices = list(field.choices)  # type: ignore[attr-defined]  # all four are choice fields
            value = used.get(name) or ("" if name != "header_line" else 0)
            found = next((label for key, label in choices if key and key == value), value)
            if found:
                field.choices = [(choices[0][0], f"{found} (herkend)"), *choices[1:]]  # type: ignore[attr-defined]  # as above

    def reading(self) -> Reading:
        return Reading.from_dict(self.cleaned_data)


class ColumnsForm(HouseForm):
    """One choice for every column of the list."""

    def __init__(self, *args: Any, batch: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.batch = batch
        for at, heading in enumerate(batch.reading.get("headings", [])):
            self.fields[f"column-{at}"] = forms.ChoiceField(
                label=heading, choices=targets(), required=False, initial=batch.mapping.get(heading, "")
            )

    def rows(self) -> Iterator[dict[str, Any]]:
        """Each column with what stands in it and how sure we are."""
        found, reading = samples(self.batch), self.batch.reading
        for at, heading in enumerate(reading.get("headings", [])):
            yield {
                "heading": heading,
                "field": self[f"column-{at}"],
                "samples": found[heading],
                "target": self.batch.mapping.get(heading, ""),
                "is_remembered": heading in reading.get("remembered", []),
                "confidence": reading.get("confidence", {}).get(heading, 0),
            }

    def mapping(self) -> dict[str, str]:
        headings = self.batch.reading.get("headings", [])
        return {heading: self.cleaned_data[f"column-{at}"] for at, heading in enumerate(headings)}


def targets() -> list[Any]:
    """Where a column can go, in groups."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for key, field in FIELDS.items():
        groups.setdefault(field.group, []).append((key, field.label))
    return [("", "niet overnemen"), *groups.items()]


class MeaningsForm(HouseForm):
    """What the words of the list mean to us, and the agreements for the whole list."""

    known = forms.ChoiceField(
        label="Partners die we al kennen", choices=list(KNOWN.items()), widget=forms.RadioSelect, initial="update"
    )
    label = forms.CharField(
        label="Label voor iedereen op de lijst",
        max_length=60,
        required=False,
        help_text="Zo vind je ze later terug, bijvoorbeeld “Open dag 2026”.",
    )
    roles = forms.MultipleChoiceField(
        label="Rol voor wie er geen heeft",
        choices=PartnerRole.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, batch: Import, **kwargs: Any) -> None:
        policy = Policy.from_dict(batch.policy)
        kwargs["initial"] = policy.as_dict()
        super().__init__(*args, **kwargs)
        self.words: list[tuple[str, str, str]] = []
        for at, (key, word) in enumerate(words_of(batch)):
            name = f"word-{at}"
            means = meaning(key, word, batch.values) or ""
            choices = [("", "niet overnemen"), *FIELDS[key].meanings]
            self.fields[name] = forms.ChoiceField(label=word, choices=choices, required=False, initial=means)
            self.words.append((name, key, word))

    def groups(self) -> list[dict[str, Any]]:
        """The words per field, those that we do not know first."""
        keys = dict.fromkeys(key for _name, key, _word in self.words)
        return [
            {
                "label": FIELDS[key].label,
                "unknown": [self[name] for name, of, _word in self.words if of == key and not self[name].initial],
                "known": [self[name] for name, of, _word in self.words if of == key and self[name].initial],
            }
            for key in keys
        ]

    def values(self) -> dict[str, dict[str, str]]:
        chosen: dict[str, dict[str, str]] = {}
        for name, key, word in self.words:
            chosen.setdefault(key, {})[word] = self.cleaned_data[name]
        return chosen

    def policy(self) -> Policy:
        data = self.cleaned_data
        return Policy(known=data["known"], label=data["label"], roles=tuple(data["roles"]))


def words_of(batch: Import) -> list[tuple[str, str]]:
    """Every different word in a column that holds fixed words, with its field."""
    different: dict[str, Sequence[str]] = batch.reading.get("different", {})
    found = {
        (target, word)
        for heading, target in batch.mapping.items()
        if target in FIELDS and FIELDS[target].meanings
        for cell in different.get(heading, ())
        for word in parts(cell)
    }
    return sorted(found, key=lambda pair: (pair[0], pair[1].lower()))
