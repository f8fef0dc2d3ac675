"""Labels that a list hangs on its partners: one for the whole list, and those of a row."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from network.domain.imports.deciding import Verdict
from network.domain.tags import LONGEST_NAME, is_trait, known, made
from network.models import Partner, PartnerTag, Tag


class Labelled(Protocol):
    """A row on its way into the database."""

    verdict: Verdict
    partner: Partner
    before: dict[str, Any] | None
    labels: list[str]


@dataclass
class Labels:
    """The labels that may be hung, by how they were typed."""

    tags: dict[str, Tag] = field(default_factory=dict)

    def hang(self, works: Sequence[Any]) -> None:
        links = [PartnerTag(tag=self.tags[name], partner_id=work.partner.pk) for work in works for name in work.labels]
        PartnerTag.objects.bulk_create(links, ignore_conflicts=True)


def labels_for(works: Sequence[Labelled], of_list: str, *, by: Any) -> Labels:
    """Sets on each work the labels that its partner does not carry yet; a protected trait is told and left out.

    Without a person who acts only labels that exist are hung.
    """
    wanted = {name for work in works for name in names_of(work, of_list)}
    labels = Labels({name: tag for name in wanted if (tag := made(name, by) if by else known(name))})
    for work in works:
        carried = {row["tag_id"] for row in (work.before or {}).get("tags", [])}
        fresh = {tag.pk: name for name in names_of(work, of_list) if (tag := labels.tags.get(name))}
        work.labels = [name for pk, name in fresh.items() if pk not in carried]
    return labels


def names_of(work: Labelled, of_list: str) -> list[str]:
    named = [name[:LONGEST_NAME] for name in (of_list, *work.verdict.draft.tags) if name.strip()]
    if not work.partner.is_person:
        return named
    return [name for name in named if not is_trait(name)]
