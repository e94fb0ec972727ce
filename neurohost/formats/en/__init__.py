"""British dates."""
