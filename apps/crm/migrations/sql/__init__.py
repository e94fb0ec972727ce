"""SQL of crm's migrations."""
