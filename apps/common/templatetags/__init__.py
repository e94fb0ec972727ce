"""Template tags of the shell; both modules are builtins, so that templates need no load."""
