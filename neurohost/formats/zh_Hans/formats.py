"""Thousands are parted as in invoices and bank statements; Django parts nothing, or groups by ten thousands."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
