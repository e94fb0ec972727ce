"""Programs of the launcher that run under the virtual environment's Python."""
