"""What is issued does not change: proved in raw SQL, past the domain and the ORM."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from contracts.domain import documents
from contracts.models import Agreement, ClauseVersion, Document, DocumentOrder, Invoice, NumberSeries, TemplateVersion
from fluxus.db import explain, violation
from fluxus.errors import Refusal
from tests.cast import Cast
from tests.factories.contracts import make_agreement, make_draft_invoice, make_house, make_invoice

type Statement = tuple[str, str]

EXTRA_LINE = (
    "INSERT INTO contracts_invoiceline (invoice_id, position, product, holds, description, quantity, unit, minutes,"
    " unit_price_cents, discount_cents, discount_reason, net_cents, vat_category, vat_percent, vat_reason,"
    " vat_explanation) SELECT id, 2, 'service', true, 'extra', 1, 'piece', 60, 1, 0, '', 1, 'S', 21, '', ''"
    " FROM contracts_invoice"
)
EXTRA_CLAUSE = (
    "INSERT INTO contracts_templateclause (version_id, position, clause_version_id, condition)"
    " SELECT min(version_id), 99, max(clause_version_id), 'always' FROM contracts_templateclause"
)
ISSUED = [
    ("UPDATE contracts_agreement SET fee_cents = 1", "contracts_agreement_is_final"),
    ("UPDATE contracts_agreement SET snapshot = '{}'", "contracts_agreement_is_final"),
    ("UPDATE contracts_agreement SET number = NULL", "contracts_agreement_is_final"),
    ("UPDATE contracts_agreement SET status = 'draft'", "contracts_agreement_goes_on"),
    ("DELETE FROM contracts_agreement", "contracts_agreement_is_final"),
    ("TRUNCATE contracts_agreement CASCADE", "contracts_agreement_is_final"),
    ("UPDATE contracts_agreementline SET position = 9", "contracts_agreement_line_is_final"),
    ("DELETE FROM contracts_agreementline", "contracts_agreement_line_is_final"),
    ("TRUNCATE contracts_agreementline CASCADE", "contracts_agreement_line_is_final"),
    ("UPDATE contracts_invoice SET gross_cents = 0, net_cents = 0", "contracts_invoice_is_final"),
    ("DELETE FROM contracts_invoice", "contracts_invoice_is_final"),
    ("TRUNCATE contracts_invoice CASCADE", "contracts_invoice_is_final"),
    ("UPDATE contracts_invoiceline SET net_cents = 1", "contracts_invoice_line_is_final"),
    ("UPDATE contracts_invoiceline SET holds = false", "contracts_invoice_line_lets_go"),
    ("DELETE FROM contracts_invoiceline", "contracts_invoice_line_is_final"),
    ("TRUNCATE contracts_invoiceline", "contracts_invoice_line_is_final"),
    (EXTRA_LINE, "contracts_invoice_line_is_final"),
    ("UPDATE contracts_invoicevat SET vat_cents = 1", "contracts_invoice_vat_is_final"),
    ("DELETE FROM contracts_invoicevat", "contracts_invoice_vat_is_final"),
    ("TRUNCATE contracts_invoicevat", "contracts_invoice_vat_is_final"),
    ("UPDATE contracts_numberseries SET last_number = 0", "contracts_series_only_rises"),
    ("UPDATE contracts_numberseries SET last_issued_on = '2001-01-01'", "contracts_series_only_rises"),
    ("UPDATE contracts_numberseries SET last_issued_on = NULL", "contracts_series_only_rises"),
    ("UPDATE contracts_numberseries SET year = 2001", "contracts_series_only_rises"),
    ("DELETE FROM contracts_numberseries", "contracts_series_only_rises"),
    ("TRUNCATE contracts_numberseries", "contracts_series_only_rises"),
    ("UPDATE contracts_templateversion SET title = 'x'", "contracts_template_version_is_final"),
    ("DELETE FROM contracts_templateversion", "contracts_template_version_is_final"),
    ("TRUNCATE contracts_templateversion CASCADE", "contracts_template_version_is_final"),
    ("UPDATE contracts_templateclause SET position = position + 100", "contracts_template_clause_is_final"),
    ("DELETE FROM contracts_templateclause", "contracts_template_clause_is_final"),
    ("TRUNCATE contracts_templateclause", "contracts_template_clause_is_final"),
    (EXTRA_CLAUSE, "contracts_template_clause_is_final"),
    ("UPDATE contracts_clauseversion SET body = 'x'", "contracts_clause_version_is_final"),
    (
        "UPDATE contracts_clauseversion SET model_agreement_id = NULL, heading = 'x'",
        "contracts_clause_version_is_final",
    ),
    ("DELETE FROM contracts_clauseversion", "contracts_clause_version_is_final"),
    ("TRUNCATE contracts_clauseversion CASCADE", "contracts_clause_version_is_final"),
    ("UPDATE contracts_questionnaire SET title = 'x'", "contracts_questionnaire_is_final"),
    ("UPDATE contracts_questionnaire SET published_at = NULL", "contracts_questionnaire_is_final"),
    ("UPDATE contracts_question SET weight = 9", "contracts_question_is_final"),
    ("DELETE FROM contracts_question", "contracts_question_is_final"),
    ("TRUNCATE contracts_question", "contracts_question_is_final"),
    ("UPDATE contracts_document SET size = 1", "contracts_document_is_final"),
    ("DELETE FROM contracts_document", "contracts_document_is_final"),
    ("TRUNCATE contracts_document CASCADE", "contracts_document_is_final"),
]


@pytest.fixture
def issued(cast: Cast, archive: object) -> None:
    """One of everything that is final."""
    make_agreement(cast.bureau)
    make_invoice(cast.bureau)
    documents.store(b"een document", filename="x.pdf", renderer="test")


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        # deferred foreign keys have pending events, which a TRUNCATE would trip over before our trigger speaks
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement)


@pytest.mark.parametrize(("statement", "name"), ISSUED)
def test_the_database_refuses(issued: None, statement: str, name: str) -> None:
    with pytest.raises(IntegrityError) as caught:
        run(statement)
    assert violation(caught.value) == name


def test_nothing_happened_to_the_rows(issued: None) -> None:
    before = list(Agreement.objects.values()), list(Invoice.objects.values()), list(Document.objects.values())
    for statement, _ in ISSUED:
        with pytest.raises(DatabaseError):
            run(statement)
    assert (list(Agreement.objects.values()), list(Invoice.objects.values()), list(Document.objects.values())) == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE contracts_documentorder SET document_id = (SELECT max(sha256) FROM contracts_document)",
        "UPDATE contracts_documentorder SET status = 'queued', document_id = NULL",
        "UPDATE contracts_documentorder SET invoice_id = NULL",
        "DELETE FROM contracts_documentorder",
        "TRUNCATE contracts_documentorder",
    ],
)
def test_a_finished_order_keeps_its_document(cast: Cast, archive: object, statement: str) -> None:
    order = make_invoice(cast.bureau).document_order
    document = documents.store(b"een document", filename="x.pdf", renderer="test")
    order.status, order.document, order.finished_at = "ready", document, order.ordered_at
    order.save()
    with pytest.raises(IntegrityError) as caught:
        run(statement)
    assert violation(caught.value) == "contracts_order_is_final"


def test_an_unfinished_order_may_change(cast: Cast) -> None:
    order = make_invoice(cast.bureau).document_order
    order.status = "failed"
    order.save()
    order.delete()
    assert not DocumentOrder.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda: Agreement.objects.update(subject="x"), "Een opgestelde overeenkomst verandert niet meer."),
        (
            lambda: Invoice.objects.get().save(),
            "Een uitgegeven factuur verandert niet meer; een correctie is een creditfactuur.",
        ),
        (
            lambda: ClauseVersion.objects.update(heading="x"),
            "Een gepubliceerde versie verandert niet meer; maak een nieuwe versie.",
        ),
        (
            lambda: TemplateVersion.objects.update(title="x"),
            "Een gepubliceerde versie verandert niet meer; maak een nieuwe versie.",
        ),
        (lambda: NumberSeries.objects.all().delete(), "Een nummerreeks loopt alleen op."),
    ],
)
def test_the_refusal_speaks_dutch(issued: None, change: Callable[[], object], sentence: str) -> None:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        change()
    assert explain(Agreement, caught.value).sentence == sentence


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE contracts_agreement SET status = 'sent', status_reason = 'x', chain_length = 9, chain_head = 'a'",
        "UPDATE contracts_agreementline SET holds = false",
        "UPDATE contracts_templateversion SET status = 'withdrawn'",
        "UPDATE contracts_clauseversion SET status = 'withdrawn'",
    ],
)
def test_what_goes_on_after_that_may(issued: None, statement: str) -> None:
    run(statement)


def test_the_chain_of_an_agreement_is_never_shorter(issued: None) -> None:
    run("UPDATE contracts_agreement SET chain_length = 9")
    with pytest.raises(IntegrityError) as caught:
        run("UPDATE contracts_agreement SET chain_length = 8")
    assert violation(caught.value) == "contracts_agreement_goes_on"


def test_drafts_may_change(cast: Cast) -> None:
    invoice = make_draft_invoice(cast.bureau)
    invoice.lines.update(description="anders")
    invoice.vat_totals.update(vat_cents=0)
    invoice.delete()
    assert not Invoice.objects.exists()


def test_a_draft_version_may_change(cast: Cast) -> None:
    make_house()
    published = TemplateVersion.objects.latest("pk")
    draft = TemplateVersion.objects.create(template=published.template, version=9, title="Nieuw")
    draft.clauses.create(position=1, clause_version=published.clauses.all()[0].clause_version)
    draft.clauses.update(condition="minors")
    draft.clauses.all().delete()
    draft.delete()
    assert TemplateVersion.objects.latest("pk") == published


def test_a_line_cannot_move_into_an_issued_invoice(cast: Cast) -> None:
    issued, draft = make_invoice(cast.bureau), make_draft_invoice(cast.bureau)
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.lines.update(invoice=issued, position=2)


def test_explain_passes_on_what_is_not_ours(cast: Cast) -> None:
    with pytest.raises(DatabaseError) as caught:
        run("SELECT 1/0")
    with pytest.raises(DatabaseError):
        explain(Agreement, caught.value)


def test_a_named_constraint_still_speaks(cast: Cast) -> None:
    house = make_house()
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        type(house).objects.update(payment_days=90)
    refusal = explain(type(house), caught.value)
    assert isinstance(refusal, Refusal)
    assert refusal.sentence == "De betaaltermijn is 1 tot 60 dagen."
