"""Background work of contracts: thin, by id, quiet when there is nothing to do.

No automatic retry: a fault stands on the order, and the sweep comes back for what may pass by itself.
"""

from django.utils import timezone

from contracts.domain import billing_runs, documents, einvoicing, reminding, runs, sending
from contracts.domain.sealing import copies, seals
from contracts.domain.settling import matching
from contracts.domain.signing import letters, requests
from contracts.models import Agreement, Invoice
from fluxus.celery import app


@app.task(name="contracts.render_document")
def render_document(*, document_order_id: int) -> None:
    documents.make(document_order_id=document_order_id)
    einvoicing.follow(document_order_id=document_order_id, at=timezone.now())
    reminding.follow(document_order_id=document_order_id, at=timezone.now())


@app.task(name="contracts.order_document")
def order_document(*, agreement_id: int | None = None, invoice_id: int | None = None) -> None:
    """For issued rows that came in without an order (import, demo): asked for by whoever opens the document first."""
    agreement = Agreement.objects.issued().filter(pk=agreement_id).first()
    invoice = Invoice.objects.issued().filter(pk=invoice_id).first()
    if agreement or invoice:
        ordered = documents.order(agreement=agreement, invoice=invoice)
        documents.make(document_order_id=ordered.pk)
        einvoicing.follow(document_order_id=ordered.pk, at=timezone.now())


@app.task(name="contracts.sweep_documents")
def sweep_documents() -> None:
    """PDFs whose nudge was lost or whose worker was killed; and what should have followed one: e-invoices, mail."""
    documents.sweep()
    einvoicing.sweep(at=timezone.now())
    reminding.send_waiting(at=timezone.now())


@app.task(name="contracts.send_when_ready")
def send_when_ready(*, agreement_id: int) -> None:
    """Ask to sign what a run drew up, once its PDF is there."""
    requests.send_when_ready(agreement_id=agreement_id, at=timezone.now())


@app.task(name="contracts.send_ready")
def send_ready() -> None:
    requests.send_ready()


@app.task(name="contracts.expire_requests")
def expire_requests() -> None:
    requests.expire(at=timezone.now())


@app.task(name="contracts.remind_signers")
def remind_signers() -> None:
    requests.remind_all(at=timezone.now())


@app.task(name="contracts.catch_up_letters")
def catch_up_letters() -> None:
    """Put in the evidence what became of letters whose worker was killed right after sending."""
    letters.catch_up(at=timezone.now())


@app.task(name="contracts.advance_run")
def advance_run(*, run_id: int) -> None:
    """Work on a run for a while, and ask for the next turn when it is not done."""
    runs.advance(run_id=run_id)


@app.task(name="contracts.sweep_runs")
def sweep_runs() -> None:
    """Pick up runs whose nudges were lost or whose workers were killed."""
    runs.sweep(at=timezone.now())


@app.task(name="contracts.advance_invoice_run")
def advance_invoice_run(*, run_id: int) -> None:
    """Work on a run of invoices for a while, and ask for the next turn when it is not done."""
    billing_runs.advance(run_id=run_id)


@app.task(name="contracts.sweep_invoice_runs")
def sweep_invoice_runs() -> None:
    """Runs of invoices whose nudges were lost or whose workers were killed; and letters that they left lying."""
    at = timezone.now()
    billing_runs.sweep(at=at)
    sending.send_waiting(at=at)


@app.task(name="contracts.seal")
def seal(*, seal_id: int) -> None:
    seals.make(seal_id=seal_id, at=timezone.now())


@app.task(name="contracts.sweep_seals")
def sweep_seals() -> None:
    """Seals that wait, however long; and copies whose worker was killed right after sending."""
    at = timezone.now()
    seals.sweep(at=at)
    copies.catch_up(at=at)


@app.task(name="contracts.settle_bank_file")
def settle_bank_file(*, file_id: int) -> None:
    """Settle what is sure of a large file of the bank; again it finds only what is left."""
    matching.settle_file(file_id=file_id, at=timezone.now())
