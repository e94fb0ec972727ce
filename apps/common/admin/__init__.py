"""Admin of the house: the only room that imports unfold."""
