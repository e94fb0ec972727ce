"""SQL of logistics' migrations."""
