"""Nouns of telemetry."""
