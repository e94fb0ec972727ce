"""Template tags of inventory."""
