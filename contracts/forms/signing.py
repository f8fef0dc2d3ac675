"""What a signer fills in, and what a colleague does with what is at the signers."""

from base64 import b64decode
from binascii import Error as NoBase64
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.http import QueryDict

from contracts.domain.signing import consent
from contracts.enums import SignatureMethod
from fluxus.errors import Refusal
from fluxus.forms import DayField, HouseForm
from fluxus.periods import today

PNG = "data:image/png;base64,"
MOST_CHARACTERS = 410_000
UNREADABLE = "Deze tekening kunnen we niet lezen. Typ je naam, dat geldt evengoed."
HASH = RegexValidator(r"^[0-9a-f]{64}$", "De pagina is niet volledig geladen. Open hem opnieuw.")
METHODS = [
    (SignatureMethod.TYPED.value, "Mijn naam hierboven is mijn handtekening"),
    (SignatureMethod.DRAWN.value, "Ik zet mijn handtekening met vinger, pen of muis"),
]


class CodeForm(HouseForm):
    """The code from the mail; spaces and dashes between the digits do no harm."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": "Vul de code uit de mail in."},
    )
    timezone = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def clean_code(self) -> str:
        return "".join(each for each in self.cleaned_data["code"] if each.isalnum())


class ReadForm(HouseForm):
    """Which bytes somebody has read."""

    sha256 = forms.CharField(widget=forms.HiddenInput, validators=[HASH])
    timezone = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)


def of_today(data: QueryDict) -> QueryDict:
    """What was sent; who saw an older sentence gets that of today to agree with, and keeps what he filled in."""
    if data.get("consent_version") == str(consent.VERSION):
        return data
    fresh = data.copy()
    fresh["consent_version"] = str(consent.VERSION)
    fresh.pop("agrees", None)
    return fresh


class SignForm(ReadForm):
    """A name, typed or drawn, under a sentence."""

    name = forms.CharField(
        label="Je voor- en achternaam",
        max_length=200,
        min_length=2,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": "Vul je naam in."},
    )
    method = forms.ChoiceField(
        label="Handtekening", choices=METHODS, initial=SignatureMethod.TYPED, widget=forms.RadioSelect
    )
    drawing = forms.CharField(widget=forms.HiddenInput, required=False, max_length=MOST_CHARACTERS)
    consent_version = forms.IntegerField(widget=forms.HiddenInput)
    agrees = forms.BooleanField(error_messages={"required": "Zet een vinkje als je akkoord bent."})

    def __init__(self, *args: Any, sentence: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agrees"].label = sentence

    def refuse(self, refusal: Refusal | ValidationError) -> None:
        """What the domain says of the drawing or of the sentence, at the field that one sees."""
        if isinstance(refusal, Refusal):
            field = {"image": "method", "consent": "agrees"}.get(refusal.field or "", refusal.field)
            refusal = Refusal(refusal.sentence, field=field, code=refusal.code)
        super().refuse(refusal)

    def clean(self) -> dict[str, Any]:
        """`image` is the drawing, None when the name was typed. What is wrong with it is told where one chooses."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["image"] = None
        if self.errors.pop("drawing", None):
            self.add_error("method", UNREADABLE)
            return cleaned
        if cleaned.get("method") == SignatureMethod.DRAWN:
            try:
                cleaned["image"] = drawn(cleaned.get("drawing", ""))
            except ValidationError as error:
                self.add_error("method", error)
        return cleaned


def drawn(text: str) -> bytes:
    """The bytes in the data: address of a drawing; whether they are a signature is up to the domain."""
    if not text:
        raise ValidationError("Zet je handtekening in het vak, of typ je naam.", code="empty")
    try:
        return b64decode(text.removeprefix(PNG), validate=True)
    except NoBase64 as error:
        raise ValidationError(UNREADABLE, code="unreadable") from error


class ReasonForm(HouseForm):
    """Why somebody declines, or why a colleague withdraws."""

    reason = forms.CharField(
        label="Reden",
        max_length=500,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Schrijf op waarom."},
    )


class DeclineForm(ReasonForm):
    """Why a signer does not sign; the projectbureau reads it."""

    timezone = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Waarom teken je niet?"
        self.fields["reason"].help_text = "Het projectbureau leest dit en belt of mailt je."


class TerminateForm(ReasonForm):
    """From which day an agreement in force ends, and why."""

    on = DayField(label="Opgezegd per", error_messages={"required": "Kies een datum."})

    field_order = ("on", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today()


class PaperForm(HouseForm):
    """A scan of what both signed on paper."""

    signed_on = DayField(label="Getekend op", error_messages={"required": "Kies de datum bij de handtekeningen."})
    scan = forms.FileField(
        label="Scan",
        help_text="Eén PDF of foto waarop beide handtekeningen staan, hooguit 10 MB.",
        error_messages={"required": "Kies het bestand met de scan."},
        widget=forms.ClearableFileInput({"accept": ".pdf,.jpg,.jpeg,.png"}),
    )

    def clean_signed_on(self) -> Any:
        day = self.cleaned_data["signed_on"]
        if day > today():
            raise ValidationError("Deze datum ligt in de toekomst.", code="future")
        return day


class HouseSignForm(HouseForm):
    """Under one or many agreements, for the house."""

    name = forms.CharField(
        label="Je voor- en achternaam", max_length=200, min_length=2, error_messages={"required": "Vul je naam in."}
    )
    consent_version = forms.IntegerField(widget=forms.HiddenInput)
    agrees = forms.BooleanField(error_messages={"required": "Zet een vinkje als je akkoord bent."})

    def __init__(self, *args: Any, sentence: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agrees"].label = sentence
