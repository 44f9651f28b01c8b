"""The outbox wing."""
