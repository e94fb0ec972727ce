"""Verbs of accounts: signing in, second factor, passwords, people, tokens, notifications, settings."""
