"""The dispatch wing."""
