"""Three hundred invoices in one run on a copy of the house world, with PDF and e-invoice; and once more, killed three times.

Wall time is of the whole command with two workers, CPU of its workers together. Half of the buyers want an e-invoice by one
profile, a quarter by the other. Whatever is not there exactly once, or is wrong, ends the measurement with an error.
"""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from datetime import time as clock
from itertools import cycle

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fluxus.settings")
django.setup()

from django.conf import settings  # noqa: E402  # Django must be set up first
from django.db.models import Count  # noqa: E402  # see above
from django.utils import timezone  # noqa: E402  # see above

from bookings.enums import BookingStatus  # noqa: E402  # see above
from bookings.models import Booking, Room  # noqa: E402  # see above
from contracts.domain import billing_runs  # noqa: E402  # see above
from contracts.domain.numbering import audit  # noqa: E402  # see above
from contracts.enums import BuyerKind, EInvoiceProfile, OrderStatus  # noqa: E402  # see above
from contracts.models import BillingProfile, Dispatch, DocumentOrder, EInvoice, InvoiceLine, InvoiceRun  # noqa: E402  # see above
from fluxus.periods import today  # noqa: E402  # see above
from network.models import Address, EmailAddress, Identifier, Partner, User  # noqa: E402  # see above
from tests.bench.contracts import PATIENCE_SECONDS, PAUSE_SECONDS, House, house  # noqa: E402  # see above
from tests.bench.measure import Result, keep, table  # noqa: E402  # see above

SIZE, LINES, WORKERS = 300, 4, 2
SECONDS, CPU_SECONDS = 90, 0.55
KILLED_AT = (60, 150, 240)
PROFILES = (EInvoiceProfile.NLCIUS, EInvoiceProfile.PEPPOL, EInvoiceProfile.NLCIUS, EInvoiceProfile.NONE)
FIRST_KVK = 60_000_000
BEGAN_AT = timezone.now()


def month() -> str:
    """Last month."""
    return f"{billing_runs.month_before(today()):%Y-%m}"


def fill() -> None:
    """So many partners rented on four evenings of last month, and nobody billed it."""
    partners = list(Partner.objects.filter(billing_profile=None).order_by("pk")[:SIZE])
    by, rooms = User.objects.get(email="financien@fluxus.test"), cycle(Room.objects.order_by("pk"))
    for place, (partner, profile) in enumerate(zip(partners, cycle(PROFILES), strict=False)):
        make_billable(partner, place, profile)
    start = datetime.combine(billing_runs.month_before(today()), clock(19))
    Booking.objects.bulk_create(
        Booking(
            partner=partner,
            room=next(rooms),
            title="Repetitie",
            local_start=start + timedelta(days=7 * week),
            local_end=start + timedelta(days=7 * week, hours=2),
            status=BookingStatus.CONFIRMED,
            price_cents=2900,
            price_explanation="2 uur à € 14,50",
            placed_by=by,
        )
        for partner in partners
        for week in range(LINES)
    )


def make_billable(partner: Partner, place: int, profile: str) -> None:
    """With an address, a mailbox and, where an e-invoice is wanted, a KvK number."""
    if not partner.addresses.exists():
        Address.objects.create(partner=partner, street="Dam", house_number=1 + place, postcode="1506AA", city="Zaandam")
    if not partner.emails.filter(is_primary=True).exists():
        EmailAddress.objects.create(partner=partner, address=f"bench{place}@fluxus.test", is_primary=True)
    if not partner.identifiers.filter(kind="kvk").exists():
        Identifier.objects.create(partner=partner, kind="kvk", value=f"{FIRST_KVK + place}")
    BillingProfile.objects.create(partner=partner, buyer_kind=BuyerKind.BUSINESS, einvoice_profile=profile)


def command(here: House) -> subprocess.Popen[bytes]:
    """`invoice_run` at the head of a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "invoice_run", "--month", month(), "--workers", str(WORKERS), "--json"],
        cwd=settings.BASE_DIR,
        env=here.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def newest_run() -> InvoiceRun | None:
    """The newest that was started here; the demo world has runs of its own."""
    return InvoiceRun.objects.filter(started_at__gte=BEGAN_AT).order_by("-pk").first()


def refuse_inexact() -> int:
    """At least so many invoices, each numbered without a hole, with one PDF, one e-invoice or a reason, and one letter."""
    run = newest_run()
    if run is None:
        raise RuntimeError("there is no run")
    made = run.invoices.exclude(number=None).count()
    ready = DocumentOrder.objects.filter(invoice__run=run, status=OrderStatus.READY)
    einvoices = EInvoice.objects.filter(invoice__run=run)
    counts = (
        run.items.exclude(invoice=None).count(),
        ready.values("document").distinct().count(),
        einvoices.count(),
        Dispatch.objects.filter(invoice__run=run).count(),
    )
    wrong = [row.errors for row in einvoices.exclude(errors=[])[:3]]
    files = einvoices.filter(document__isnull=False).count()
    holes = [finding for series in audit() for finding in series.findings]
    twice = InvoiceLine.objects.filter(holds=True, supplement=None).exclude(booking=None).values("booking")
    doubles = twice.annotate(times=Count("pk")).filter(times__gt=1).count()
    if set(counts) != {made} or made < SIZE or wrong or holes or doubles or files < SIZE * 3 // 4:
        raise RuntimeError(f"{made} invoices: {counts}, {files} files; {wrong}; {holes}; {doubles} billed twice")
    return made


def whole() -> list[Result]:
    with house() as here:
        fill()
        process = command(here)
        told = json.loads(process.communicate(timeout=PATIENCE_SECONDS)[0])
        made = refuse_inexact()
    each = round(told["cpu_seconds"] / made, 3)
    return [
        Result(f"{made} invoices, PDF and UBL, {WORKERS} workers", "s", SECONDS, told["seconds"], told["seconds"], 1),
        Result("one of them, CPU", "s", CPU_SECONDS, each, each, made),
    ]


def killed() -> list[Result]:
    """The same with kill -9 on the command and its workers, three times on the way."""
    with house() as here:
        fill()
        began = time.monotonic()
        for least in KILLED_AT:
            process = command(here)
            wait_for_made(least, process)
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
        last = command(here)
        last.communicate(timeout=PATIENCE_SECONDS)
        made = refuse_inexact()
    took = round(time.monotonic() - began, 1)
    return [Result(f"{made} invoices, killed {len(KILLED_AT)} times", "s", 2 * SECONDS, took, took, 1)]


def wait_for_made(least: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        run = newest_run()
        if run and run.invoices.count() >= least:
            return
        time.sleep(PAUSE_SECONDS)
    raise RuntimeError(f"the run was over before {least} invoices were made")


def main() -> int:
    results = [*whole(), *killed()]
    print(f"invoices\n{table(results)}")
    print(f"\n{keep('invoices', results).relative_to(settings.BASE_DIR)}")
    return 0 if all(row.is_met for row in results) else 1


if __name__ == "__main__":
    sys.exit(main())
