"""Verbs of accounts: signing in, second factor, passwords, people, tokens, notifications, settings."""

from apps.accounts.services.notifying import notify

__all__ = ["notify"]
