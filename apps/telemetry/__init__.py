"""Telemetry: what machines report — agents, their enrolment, ingest, raw and live readings, problems."""
