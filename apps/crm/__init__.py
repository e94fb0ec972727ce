"""Crm: whom we serve: clients, requisites, contacts, contracts and their documents."""
