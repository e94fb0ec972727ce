"""Pure rules of logistics: lists of serial numbers as people paste them."""
