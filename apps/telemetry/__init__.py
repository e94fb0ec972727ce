"""Telemetry: what machines report: agents, ingest, live and raw readings, problems."""
