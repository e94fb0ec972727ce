"""Nouns of the record: what an actor may read of the log."""
