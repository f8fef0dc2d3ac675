"""Invoices of cultuurmakers to us: handed in, checked against what was agreed and delivered, decided on."""
