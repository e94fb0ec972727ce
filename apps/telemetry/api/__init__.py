"""API of telemetry: the agents' addresses and the readers'."""
