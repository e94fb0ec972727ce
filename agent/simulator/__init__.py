"""A simulated mining site: thousands of machines that answer in their firmware's real protocol on loopback."""
