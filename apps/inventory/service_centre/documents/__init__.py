"""Documents of the service centre."""
