"""Where somebody went who is no longer in the table."""

from network.models import Merge, Partner


def winner_of(key: int) -> Partner | None:
    """In whom the partner with this key went up; None when he did not.

    One step is enough however often that winner went up in another: a merge points the earlier ones to its own winner.
    """
    merge = Merge.objects.open().filter(loser_key=key).select_related("winner").first()
    return merge.winner if merge else None
