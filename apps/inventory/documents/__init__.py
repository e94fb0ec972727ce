"""Documents that inventory draws itself: labels."""
