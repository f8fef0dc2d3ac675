"""Invoices and their btw."""
