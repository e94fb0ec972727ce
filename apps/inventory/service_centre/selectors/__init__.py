"""Nouns of the service centre."""
