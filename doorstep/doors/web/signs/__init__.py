"""码上办: a plate with a code at a place opens the report form there; staff make plates, print them and see what came by each."""
