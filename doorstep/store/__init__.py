"""The nouns every wing needs, and the only writer of cases and events."""
