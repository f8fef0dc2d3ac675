"""The way of a text from concept to published: a lawyer looks at it, and only what is approved can be published."""

from datetime import datetime
from typing import Any

from django.db import transaction

from contracts.enums import TextStatus
from contracts.models import ClauseVersion, TemplateVersion
from fluxus.db import lock
from fluxus.errors import Refusal

IN_THE_MAKING = (TextStatus.DRAFT, TextStatus.REVIEW, TextStatus.APPROVED)


def held[T: (ClauseVersion, TemplateVersion)](version: T, *statuses: TextStatus, sentence: str) -> T:
    """The row as it is now, locked; refuses with `sentence` when it is not in one of `statuses`."""
    found = next(iter(lock(type(version)._default_manager.filter(pk=version.pk))), None)
    if found is None:
        raise Refusal("Deze versie bestaat niet meer.", code="gone")
    if found.status not in statuses:
        raise Refusal(f"{sentence} Deze versie is {found.get_status_display()}.", code="status")
    return found


@transaction.atomic
def submit[T: (ClauseVersion, TemplateVersion)](*, version: T) -> T:
    """Hand a concept to the lawyer; an earlier judgement is wiped."""
    found = held(version, TextStatus.DRAFT, sentence="Alleen een concept gaat naar de jurist.")
    found.status = TextStatus.REVIEW
    return _without_judgement(found)


@transaction.atomic
def judge[T: (ClauseVersion, TemplateVersion)](
    *, version: T, is_good: bool, reviewer: str, note: str, by: Any, at: datetime
) -> T:
    """Note what a lawyer (`reviewer`, inside or outside the house) found: approved, or back to concept with the reason."""
    if not is_good and not note:
        raise Refusal("Schrijf op wat er anders moet.", field="note")
    found = held(version, TextStatus.REVIEW, sentence="Een oordeel hoort bij wat bij de jurist ligt.")
    found.status = TextStatus.APPROVED if is_good else TextStatus.DRAFT
    found.reviewer, found.review_note = reviewer, note
    found.reviewed_at, found.reviewed_by = at, by
    found.save()
    return found


@transaction.atomic
def reopen[T: (ClauseVersion, TemplateVersion)](*, version: T) -> T:
    """Back to concept to change it again; a judgement about the old text no longer counts."""
    found = held(version, TextStatus.REVIEW, TextStatus.APPROVED, sentence="Dit kan niet meer terug naar concept.")
    found.status = TextStatus.DRAFT
    return _without_judgement(found)


def publish[T: (ClauseVersion, TemplateVersion)](version: T, *, by: Any, at: datetime) -> T:
    """From now on it is used, and it never changes any more. The caller holds the row and looked at what it says."""
    version.status = TextStatus.PUBLISHED
    version.published_at, version.published_by = at, by
    version.save()
    return version


def withdraw[T: (ClauseVersion, TemplateVersion)](version: T) -> T:
    """No longer used for what is new; what was made with it stays. The caller holds the row."""
    version.status = TextStatus.WITHDRAWN
    version.save(update_fields=["status"])
    return version


@transaction.atomic
def restore[T: (ClauseVersion, TemplateVersion)](*, version: T) -> T:
    """Take a withdrawn text into use again, as it was."""
    found = held(version, TextStatus.WITHDRAWN, sentence="Alleen wat is ingetrokken, kun je weer in gebruik nemen.")
    found.status = TextStatus.PUBLISHED
    found.save(update_fields=["status"])
    return found


def _without_judgement[T: (ClauseVersion, TemplateVersion)](version: T) -> T:
    version.reviewer = version.review_note = ""
    version.reviewed_at = version.reviewed_by = None
    version.save()
    return version
