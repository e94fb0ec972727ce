"""Commands of hosting."""
