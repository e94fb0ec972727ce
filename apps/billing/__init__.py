"""Billing: what it costs: price plans, metering, statements, invoices, payments."""
