"""Forms of accounts: they check shapes; rules live in services."""
