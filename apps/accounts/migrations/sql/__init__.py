"""SQL of the migrations of accounts."""
