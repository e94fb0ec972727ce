"""Forms of inventory's pages: they read what was typed; what is allowed is decided by the services."""
