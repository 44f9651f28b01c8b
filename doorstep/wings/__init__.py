"""One room per capability of the town. Wings answer events and never import one another."""
