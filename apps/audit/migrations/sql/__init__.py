"""SQL of the migrations of audit."""
