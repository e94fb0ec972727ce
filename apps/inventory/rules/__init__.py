"""Pure rules of inventory: serial numbers, names of models, shelf patterns, loads."""
