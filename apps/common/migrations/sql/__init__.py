"""SQL of common's migrations."""
