"""Accounts: who may do what: organisations, users, roles, sessions, second factor, tokens, notices, the policy."""
