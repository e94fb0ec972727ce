"""The rooms of the house, in the order in which they may call each other."""
