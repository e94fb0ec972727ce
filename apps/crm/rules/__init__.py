"""Pure rules of crm: what a card's fields may hold, how numbers and texts are written."""
