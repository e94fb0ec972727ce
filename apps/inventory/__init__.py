"""Inventory: what we hold and where it stands: models, units, sites, rooms, power nodes, racks, shelves."""
