"""The words with which a partner lets us collect. A change of words is a new version; old ones stay, they were signed.

What a mandate has to say: EPC SEPA Core Direct Debit Rulebook, AT-66 and annex on the layout of mandates.
"""

from contracts.models import House
from fluxus.errors import Refusal

TEXTS = {
    1: (
        "Je geeft {house} toestemming om doorlopend incasso-opdrachten naar je bank te sturen, om een bedrag van je "
        "rekening af te schrijven voor facturen van {house}. Je geeft je bank toestemming om doorlopend een bedrag van je "
        "rekening af te schrijven zoals {house} dat opdraagt.\n\n"
        "Ben je het niet eens met een afschrijving? Dan kun je die laten terugboeken. Neem daarvoor binnen 8 weken na de "
        "afschrijving contact op met je bank. Vraag je bank naar de voorwaarden.\n\n"
        "We kondigen elke afschrijving minstens {days} dagen vooraf aan per e-mail, met het bedrag en de facturen.\n\n"
        "Deze machtiging staat los van je overeenkomsten met {house}. Je kunt haar altijd intrekken en je facturen zelf "
        "overmaken.\n\n"
        "Incassant: {house}, {street}, {place}, Nederland. Incassant-ID: {creditor_id}. "
        "Soort machtiging: doorlopend, algemeen (SEPA Core)."
    ),
}
VERSION = max(TEXTS)


def words(house: House, version: int = VERSION) -> str:
    """The present words, filled in for the house; refuses an older version, as a page that stood open may show."""
    if version != VERSION:
        raise Refusal("De tekst van de machtiging is veranderd. Open de pagina opnieuw.", field="consent", code="stale")
    return TEXTS[version].format(
        house=house.legal_name,
        street=house.street_line,
        place=f"{house.postcode[:4]} {house.postcode[4:]} {house.city}",
        creditor_id=house.creditor_id,
        days=house.collect_notice_days,
    )
