"""Nouns of accounts: what this actor may see of people, sessions, tokens, notifications and settings."""
