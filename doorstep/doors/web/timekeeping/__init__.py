"""Pages of the running clocks: the board, what falls due on the coming days, and what another scheme would mean."""
