"""API of the record: reading only."""
