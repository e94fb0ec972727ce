"""API of logistics: intake acts."""
