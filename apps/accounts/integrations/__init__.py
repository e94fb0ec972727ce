"""Outside services that accounts speaks to; one package a vendor."""
