"""How bytes reach a machine and come back: deadlines, size limits, one request at a time."""
