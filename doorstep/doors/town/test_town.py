"""A small town, lived through the real steps: it adds up, leaves no job behind, and is the same every time."""
