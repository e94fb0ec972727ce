"""One driver per family of firmware: which requests make up an identification and a reading."""
