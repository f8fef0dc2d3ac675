"""Handing in a proof, and looking at one."""

from typing import Any

from django import forms

from contracts.enums import ProofKind
from contracts.models import PartnerProof
from fluxus.forms import DayField, HouseForm, UploadField


class HandInForm(HouseForm):
    """A file with its dates; only a policy has a last day of its own."""

    file = UploadField(label="Bestand", help_text="Een pdf, jpg of png van hoogstens 10 MB.")
    starts_on = DayField(label="Afgegeven op", error_messages={"required": "Vul de datum in die op het bewijs staat."})
    ends_on = DayField(label="Geldig tot en met", required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, prefix=kind, **kwargs)
        if kind == ProofKind.VOG:
            del self.fields["ends_on"]
        else:
            self.fields["starts_on"].label = "Ingegaan op"

    def handed_in(self) -> dict[str, Any]:
        """What the domain takes."""
        return {"upload": self.cleaned_data["file"], **{k: v for k, v in self.cleaned_data.items() if k != "file"}}


class AgreeForm(HouseForm):
    """Yes to the code of conduct, as it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    agrees = forms.BooleanField(
        label="Ik heb de gedragscode gelezen en houd me eraan",
        error_messages={"required": "Zet een vinkje als je met de gedragscode instemt."},
    )


class AcceptForm(HouseForm):
    """What a colleague reads on the proof."""

    starts_on = DayField(label="Afgegeven op", error_messages={"required": "Vul de datum in die op het bewijs staat."})
    ends_on = DayField(label="Geldig tot en met", error_messages={"required": "Vul in tot en met welke dag dit geldt."})
    profile = forms.CharField(
        label="Screeningsprofiel",
        max_length=120,
        help_text="Zoals op de VOG staat, bijvoorbeeld “84 Belast zijn met de zorg voor minderjarigen”.",
        error_messages={"required": "Vul in voor welk screeningsprofiel de VOG is afgegeven."},
    )

    def __init__(self, *args: Any, proof: PartnerProof, **kwargs: Any) -> None:
        super().__init__(*args, initial={"starts_on": proof.starts_on, "ends_on": proof.ends_on}, **kwargs)
        if proof.kind == ProofKind.VOG:
            self.fields[
                "ends_on"
            ].help_text = "Een VOG heeft zelf geen einddatum: kies tot wanneer het huis hem aanneemt."
        else:
            self.fields["starts_on"].label = "Ingegaan op"
            del self.fields["profile"]


class RejectForm(HouseForm):
    """Why a proof will not do; the partner reads it."""

    reason = forms.CharField(
        label="Wat klopt er niet?",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="De partner krijgt deze zin in een mail.",
        error_messages={"required": "Schrijf op wat er niet klopt. De partner leest dit."},
    )
