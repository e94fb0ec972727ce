"""Composition root: settings, addresses, entry points and the schedule of NeuroHost."""
