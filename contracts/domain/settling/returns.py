"""Why money came back, in words (ISO 20022 external codes, as banks use them for SEPA)."""

REASONS = {
    "AC01": "het rekeningnummer klopt niet",
    "AC04": "de rekening is opgeheven",
    "AC06": "de rekening is geblokkeerd",
    "AC13": "bij deze rekening kan dit soort incasso niet",
    "AG01": "deze rekening laat geen incasso toe",
    "AG02": "de bank kent dit soort opdracht niet",
    "AM04": "er stond te weinig op de rekening",
    "AM05": "de opdracht kwam twee keer binnen",
    "BE05": "de bank herkent ons niet als incassant",
    "CNOR": "de bank van de ander doet hier niet aan mee",
    "DNOR": "de bank van de betaler doet hier niet aan mee",
    "FF01": "het bestand was niet goed",
    "FOCR": "de betaling is teruggevraagd",
    "MD01": "er is geen geldige machtiging",
    "MD06": "de betaler heeft het bedrag teruggevraagd",
    "MD07": "de rekeninghouder is overleden",
    "MS02": "de betaler weigerde",
    "MS03": "de bank zegt niet waarom",
    "RC01": "de bankcode klopt niet",
    "SL01": "de bank heeft een grens ingesteld voor de betaler",
}


def reason(code: str) -> str:
    """'er stond te weinig op de rekening (AM04)', or the code alone when we do not know it."""
    return f"{REASONS[code]} ({code})" if code in REASONS else f"code {code}"
