"""What replies mean: pure functions from decoded replies to our own types, one module per family of firmware."""
