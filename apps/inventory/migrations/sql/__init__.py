"""SQL of inventory's migrations."""
