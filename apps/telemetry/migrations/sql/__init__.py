"""SQL of telemetry's migrations."""
