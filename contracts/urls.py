"""Addresses of contracts."""

from django.urls import path

from contracts.views import agreements, documents, invoices, mine

app_name = "contracts"
urlpatterns = [
    path("contracten/", agreements.index, name="agreements"),
    path("contracten/<int:pk>/", agreements.agreement, name="agreement"),
    path("contracten/<int:pk>/definitief/", agreements.issue, name="agreement-issue"),
    path("contracten/<int:pk>/weggooien/", agreements.discard, name="agreement-discard"),
    path("contracten/<int:pk>/voortgang/", documents.agreement_progress, name="agreement-progress"),
    path("contracten/opstellen/<int:pk>/", agreements.draft, name="agreement-draft"),
    path("contracten/bij-boeking/<int:pk>/", invoices.booking_panel, name="booking-panel"),
    path("contracten/documenten/<int:pk>/opnieuw/", documents.retry, name="document-retry"),
    path("contracten/<str:number>.pdf", documents.agreement_pdf, name="agreement-pdf"),
    path("facturen/", invoices.index, name="invoices"),
    path("facturen/<int:pk>/", invoices.invoice, name="invoice"),
    path("facturen/<int:pk>/uitgeven/", invoices.issue, name="invoice-issue"),
    path("facturen/<int:pk>/weggooien/", invoices.discard, name="invoice-discard"),
    path("facturen/<int:pk>/voortgang/", documents.invoice_progress, name="invoice-progress"),
    path("facturen/voor-boeking/<int:pk>/", invoices.draft, name="invoice-draft"),
    path("facturen/<str:number>.pdf", documents.invoice_pdf, name="invoice-pdf"),
    path("mijn/overeenkomsten/", mine.agreements, name="my-agreements"),
    path("mijn/facturen/", mine.invoices, name="my-invoices"),
]
