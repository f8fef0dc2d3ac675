"""An e-invoice is made once, also when the worker, the sweep and a run want it at the same moment."""

import time
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from contracts.domain import einvoicing
from contracts.models import Document, EInvoice
from tests.cast import gather
from tests.contracts.einvoicing.buyers import make_buyer
from tests.factories.contracts import make_invoice
from tests.races.rivals import failures, race

pytestmark = pytest.mark.race
RIVALS = 12


def test_rivals_make_one_file(committed_db: str, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    invoice = make_invoice(gather().bureau, partner=make_buyer())
    results = race(RIVALS, lambda _: einvoicing.make(invoice=invoice, at=timezone.now()).pk)
    assert failures(results) == []
    assert len(set(results)) == 1
    assert (EInvoice.objects.count(), Document.objects.count()) == (1, 1)


def test_the_race_is_real_without_the_lock(committed_db: str, settings: Any, tmp_path: Path) -> None:
    """Look first and make then: more than one of them finds nothing, and the database refuses all but one."""
    settings.MEDIA_ROOT = tmp_path
    invoice = make_invoice(gather().bureau, partner=make_buyer())

    def naive(rival: int) -> int:
        known = EInvoice.objects.filter(invoice=invoice).first()
        time.sleep(0.05)
        return (known or EInvoice.objects.create(invoice=invoice, profile="none", reason="geen")).pk

    assert failures(race(RIVALS, naive))
