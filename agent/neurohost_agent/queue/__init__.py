"""Readings on disk between the machine and the server: numbered without gaps, deleted only when acknowledged."""
