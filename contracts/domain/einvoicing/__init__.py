"""E-invoices: the frozen content of an invoice as UBL 2.1, judged by the rules of its profile before it leaves."""
