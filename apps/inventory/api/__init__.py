"""API of inventory: sites, rooms, power nodes, shelves, models, units."""
