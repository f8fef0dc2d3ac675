"""Is this file ours, and is it still what it was? For everybody, without an account; nothing of the file is kept."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from contracts.domain.sealing.verification import Finding, verify
from contracts.forms.verification import VerificationForm
from contracts.views.visitors import address
from fluxus.access import public
from fluxus.errors import Refusal
from fluxus.limits import within
from fluxus.web import respond

TEMPLATE = "contracts/verification.html"
MOST_FILES, IN_SECONDS = 30, 600


class Words(NamedTuple):
    tone: str
    title: str
    text: str


WORDS = {
    Finding.SEALED: Words(
        "good", "Echt en niet veranderd", "Dit is precies het verzegelde document zoals wij het bewaren."
    ),
    Finding.OLDER: Words(
        "good",
        "Echt en niet veranderd",
        "Dit is een eerdere uitgave. Later kwam er een tijdstempel bij. De tekst en de handtekeningen zijn dezelfde.",
    ),
    Finding.OFFER: Words(
        "info",
        "Van ons, maar niet het getekende document",
        "Dit is de overeenkomst zoals wij haar stuurden om te tekenen. In dit bestand staan geen handtekeningen.",
    ),
    Finding.EVIDENCE: Words(
        "good", "Echt en niet veranderd", "Dit is precies het bewijsrapport zoals wij het bewaren."
    ),
    Finding.OURS: Words("good", "Van ons en niet veranderd", "Dit bestand ligt precies zo in ons archief."),
    Finding.ADDED_TO: Words(
        "wait",
        "Er is iets aan toegevoegd",
        "Het begin van dit bestand is precies ons document. Daarachter heeft iemand iets toegevoegd. "
        "Vertrouw alleen het bestand dat je van ons kreeg.",
    ),
    Finding.UNKNOWN_COPY: Words(
        "wait",
        "Met ons zegel, maar dit bestand kennen we niet",
        "Het zegel past bij de inhoud, maar precies dit bestand ligt niet in ons archief. Vraag ons om een exemplaar.",
    ),
    Finding.CHANGED: Words(
        "bad",
        "Veranderd",
        "Dit bestand heeft ons zegel, maar het is daarna veranderd. Vertrouw de inhoud niet.",
    ),
    Finding.FOREIGN: Words(
        "off",
        "Niet van ons",
        "Iemand anders heeft dit bestand getekend. Wij kennen dat certificaat niet en kunnen er niets over zeggen.",
    ),
    Finding.UNSIGNED: Words(
        "off",
        "Dit bestand kennen we niet",
        "Het ligt niet in ons archief en er zit geen zegel op. Het kan van iemand anders zijn, of van ons en veranderd: "
        "ook opnieuw opslaan of scannen maakt er een ander bestand van.",
    ),
    Finding.ENCRYPTED: Words(
        "off",
        "Dit bestand zit op slot",
        "Er zit een wachtwoord op, dus we kunnen niet kijken. Onze documenten hebben nooit een wachtwoord.",
    ),
    Finding.BROKEN: Words(
        "bad",
        "Dit bestand is beschadigd",
        "Het begint als een pdf, maar we kunnen het niet lezen. Zo komt het niet uit ons archief.",
    ),
    Finding.NOT_A_PDF: Words("off", "Dit is geen pdf", "Onze documenten zijn altijd een pdf. Kies een ander bestand."),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@public
def verification(request: HttpRequest) -> HttpResponse:
    """Choose a file; the answer is this page again, with the truth about it."""
    is_asked = request.method == "POST"
    form = VerificationForm(request.POST, request.FILES) if is_asked else VerificationForm()
    if not is_asked or not form.is_valid():
        return respond(request, TEMPLATE, {"form": form}, status=422 if form.errors else 200)
    if not within(f"verify:{address(request)}", most=MOST_FILES, seconds=IN_SECONDS):
        form.refuse(
            Refusal("Je hebt veel bestanden achter elkaar gekozen. Probeer het over tien minuten weer.", field="file")
        )
        return respond(request, TEMPLATE, {"form": form}, status=429)
    file = form.cleaned_data["file"]
    verdict = verify(file.read())
    context = {"form": VerificationForm(), "verdict": verdict, "words": WORDS[verdict.finding], "name": file.name}
    return respond(request, TEMPLATE, context)
