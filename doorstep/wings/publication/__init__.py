"""The publication wing."""
