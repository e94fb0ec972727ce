"""Every firmware without a driver of ours, through the pinned library pyasic-rs in a process of its own."""
