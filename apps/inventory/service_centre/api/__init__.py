"""REST API of the service centre."""
