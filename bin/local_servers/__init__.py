"""Outside services for development and tests: small servers that speak their documented protocols on loopback."""
