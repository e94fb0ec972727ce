"""The firmware families: each module knows what one firmware answers, in its own keys, types and oddities."""
