"""Outside services that crm speaks to; one package a vendor."""
