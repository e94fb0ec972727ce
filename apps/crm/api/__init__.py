"""API of crm: clients, contacts, bank accounts, contracts."""
