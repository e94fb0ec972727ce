"""What the house asks of PostgreSQL beyond Django: migration operations for row-level security."""
