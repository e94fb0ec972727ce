"""Hosting: how a site is run: dashboards, operations screens, the client portal."""
