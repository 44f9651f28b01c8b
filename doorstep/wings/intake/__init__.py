"""The intake wing."""
