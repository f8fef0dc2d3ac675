"""The sentence that one agrees with by signing. A change of words is a new version; old ones stay, they were signed."""

from fluxus.errors import Refusal

SENTENCES = {
    1: (
        "Ik heb deze overeenkomst gelezen en ga ermee akkoord. Ik teken en ontvang haar elektronisch; "
        "dat geldt als mijn handtekening."
    ),
}
VERSION = max(SENTENCES)


def sentence(version: int) -> str:
    """The words of the present version; refuses an older one, which a page that stood open too long may show."""
    if version != VERSION:
        raise Refusal(
            "De tekst waarmee je akkoord gaat, is veranderd. Open de pagina opnieuw.", field="consent", code="consent"
        )
    return SENTENCES[version]
