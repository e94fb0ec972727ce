"""Nouns of hosting: what the first screens gather from the rooms below."""
