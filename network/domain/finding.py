"""Which partners a few typed words mean: for lists, and for the search box."""

import re

from django.db.models import Q

from fluxus.text import fold
from network.models.partners import PartnerQuerySet

LONGEST = 100
DIALLED = re.compile(r"[0-9+()\s.\-]{4,}")
ABROAD = re.compile(r"^(0031|31)0?")


def words_of(query: str) -> list[str]:
    """The folded words to look for; a phone number or postcode typed with spaces is one word."""
    query = query[:LONGEST]
    digits = re.sub(r"[^0-9]", "", query)
    if DIALLED.fullmatch(query.strip()) and digits:
        return [ABROAD.sub("", digits) if len(digits) > 9 else digits]
    folded = fold(query)
    if re.fullmatch(r"[1-9][0-9]{3} [a-z]{2}", folded):
        return [folded.replace(" ", "")]
    return folded.split()


def matching(partners: PartnerQuerySet, query: str) -> PartnerQuerySet:
    """Partners in whose text every word stands; up to two letters only at the start of a word.

    A query without a single letter or digit finds nobody.
    """
    words = words_of(query)
    if not words:
        return partners.none()
    for word in words:
        at_start = Q(search_text__startswith=word) | Q(search_text__contains=f" {word}")
        partners = partners.filter(at_start if len(word) <= 2 else Q(search_text__contains=word))
    return partners
