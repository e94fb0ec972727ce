"""The launcher: sets NeuroHost up, starts it, watches it and ends it; standard library only."""
