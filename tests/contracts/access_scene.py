"""One of everything in contracts, of Bilal, for the tests of access."""

from datetime import date
from typing import Any

from django.utils import timezone

from contracts.domain.billing.holding import hold_booking
from contracts.domain.signing import links
from contracts.models import PurchaseInvoice, RegisterView, TemplateClause, TemplateVersion
from network.enums import VatStatus
from network.models import Membership, Partner, User
from tests.cast import Cast
from tests.factories.bookkeeping import make_batch, make_closing
from tests.factories.contracts import (
    make_booking,
    make_draft_agreement,
    make_draft_invoice,
    make_invoice,
    make_run,
    make_vat_choice,
)
from tests.factories.invoice_runs import make_invoice_run
from tests.factories.money import make_allocation, make_claim, make_mandate, make_order, make_transaction
from tests.factories.network import make_teacher
from tests.factories.proofs import make_proof
from tests.factories.purchases import make_purchase, make_worked
from tests.factories.reminding import make_letter, make_pause
from tests.factories.sealing import put_seal
from tests.factories.signing import asked, make_sent
from tests.house.addresses import Address


class Scene:
    """Everything belongs to one cultuurmaker, for whom Bilal and beheer act; add what a new address needs to `make_rows`."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.partner = make_teacher("Bilal", "Amrani")
        Membership.objects.filter(user=cast.bilal).update(partner=self.partner)
        Membership.objects.create(user=cast.admin, partner=self.partner, started_on=date(2020, 1, 1))
        self.agreement = make_sent(cast.bureau, partner=self.partner)
        put_seal(self.agreement)
        self.token = links.fresh(asked(self.agreement).pk, timezone.now()).rstrip("/").rpartition("/")[2]
        self.invoice = make_invoice(cast.bureau, partner=self.partner)
        self.rows = self.make_rows()

    def make_rows(self) -> dict[str, Any]:
        """The row that an address is about, by the beginning of its name."""
        cast = self.cast
        draft = make_draft_agreement(cast.bureau, partner=self.partner)
        version = TemplateVersion.objects.select_related("template").get(pk=draft.template_version_id)
        clause = version.clauses.select_related("clause_version__clause").order_by("position")[0]
        self.place = TemplateClause.objects.filter(version__template=version.template, version__version=1)[0]
        view = RegisterView.objects.create(owner=cast.bureau, name="Van mij", query="status=sent")
        return {
            "agreement": self.agreement,
            "agreement-draft": self.partner,
            "agreement-discard": draft,
            "agreement-issue": draft,
            "agreement-edit": draft,
            "booking-panel": make_booking(cast.bureau, partner=self.partner),
            "clause": clause.clause_version.clause,
            "template": version.template,
            "dba": self.partner,
            "document": self.invoice.document_order,
            "allocation": make_allocation(100, invoice=self.invoice),
            "billing-profile": self.partner,
            "vat-choice-end": make_vat_choice(cast.finance, self.partner),
            "bank-order": (order := make_order(cast.finance, (make_claim(cast.finance), 100))),
            "bank-order-line": order.lines.get(),
            "mandate": (mandate := make_mandate(cast.bilal, self.partner)),
            "my-mandate": mandate,
            "bank": (bank := make_transaction(2000)),
            "bank-file": bank.statement.file,
            "invoice": self.invoice,
            "invoice-discard": make_draft_invoice(cast.bureau, partner=self.partner),
            "invoice-draft": make_booking(cast.bureau, partner=self.partner),
            "export": make_batch(cast.finance),
            "invoice-run": make_invoice_run(cast.finance),
            "month-reopen": make_closing(cast.finance),
            "invoice-release": hold_booking(
                booking=make_booking(cast.bureau), reason="Bezwaar.", by=cast.finance, at=timezone.now()
            ),
            "purchase": (purchase := self.make_purchase()),
            "my-purchase-new": purchase.agreement,
            "my-purchase-withdraw": purchase,
            "proof": (proof := make_proof(self.partner, by=cast.bilal)),
            "my-proof": proof,
            "proofs-of": self.partner,
            "proof-hand-in": self.partner,
            "register-view": view,
            "reminder-letter": make_letter(cast.finance, self.partner),
            "debtor": self.partner,
            "pause": make_pause(cast.finance, self.partner),
            "run": make_run(cast.bureau),
        }

    def make_purchase(self) -> PurchaseInvoice:
        """Handed in for work that is over."""
        agreement = make_worked(self.cast.bureau, partner=self.partner)
        Partner.objects.filter(pk=self.partner.pk).update(vat_status=VatStatus.EXEMPT)
        agreement.partner.vat_status = VatStatus.EXEMPT
        return make_purchase(agreement, self.cast.bilal)

    def belong_to(self, user: User) -> None:
        """What only its owner opens is his."""
        RegisterView.objects.update(owner=user)

    def arguments(self, address: Address) -> dict[str, Any]:
        """What stands in the path of an address of contracts."""
        name = address.name.removeprefix("contracts:")
        about = self.about(name)
        known = {
            "pk": about.pk,
            "number": getattr(about, "number", "") or self.agreement.number,
            "token": self.token,
            "slug": getattr(about, "slug", ""),
            "version": 1,
            "form": "csv",
            "kind": "vog",
            "year": 2026,
        }
        return {argument: known[argument] for argument in address.arguments}

    def sends(self, address: Address) -> dict[str, Any]:
        """What has to come along with what is posted: the row that the path does not say."""
        return {"plaats": self.place.pk, "doel": "omlaag"} if address.name == "contracts:template-arrange" else {}

    def about(self, name: str) -> Any:
        """The row whose key stands in the path: of the longest name that this name begins with, else the agreement."""
        fitting = [start for start in self.rows if name == start or name.startswith(f"{start}-")]
        return self.rows[max(fitting, key=len)] if fitting else self.agreement
