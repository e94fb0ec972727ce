"""Chinese figures."""
