"""What the residents and clerks of the demo town say: data in the outdoors, homes, people and remarks rooms, filled by scenes."""
