"""Pages of logistics: intake acts and the workplace of a site."""
