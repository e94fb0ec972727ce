"""The on-site program: finds mining machines, reads them, keeps the readings safe and delivers them to the server."""

__version__ = "1.0.0"
