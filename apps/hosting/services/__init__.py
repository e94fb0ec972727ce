"""Verbs of hosting."""
