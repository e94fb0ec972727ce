"""Pages of inventory: sites with their maps, the model directory, units."""
