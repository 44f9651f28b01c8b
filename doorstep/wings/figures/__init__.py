"""The figures wing."""
