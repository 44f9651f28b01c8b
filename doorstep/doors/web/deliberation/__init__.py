"""Deliberation at the web: candidates and meetings for staff, published meetings for everybody, what became of it for its author."""
