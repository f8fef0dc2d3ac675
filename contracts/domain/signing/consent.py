"""The sentences that one agrees with by signing: one for a single agreement, one for many in one go.

A change of words is a new version; old ones stay, they were signed.
"""

from fluxus.errors import Refusal

_ONE = (
    "Ik heb deze overeenkomst gelezen en ga ermee akkoord. Ik teken en ontvang haar elektronisch; "
    "dat geldt als mijn handtekening."
)
SENTENCES = {1: _ONE, 2: _ONE}
FOR_MANY = {
    1: _ONE,
    2: (
        "Ik heb al deze overeenkomsten gelezen en ga met elke overeenkomst akkoord. Ik teken en ontvang ze elektronisch; "
        "dat geldt als mijn handtekening onder elke overeenkomst."
    ),
}
VERSION = max(SENTENCES)


def sentence(version: int, *, count: int = 1) -> str:
    """The words of the present version for so many agreements; refuses an older one, as a page that stood open may show."""
    if version != VERSION:
        raise Refusal(
            "De tekst waarmee je akkoord gaat, is veranderd. Open de pagina opnieuw.", field="consent", code="consent"
        )
    return (SENTENCES if count == 1 else FOR_MANY)[version]
