"""Nouns of crm: what an actor may see of clients, contracts and documents."""
