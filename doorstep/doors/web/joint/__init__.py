"""Orders among units, and meetings with what they settled."""
