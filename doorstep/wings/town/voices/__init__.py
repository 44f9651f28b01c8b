"""What the residents and clerks of the demo town say: data in outdoors, homes, people, livelihoods, remarks; filled by scenes."""
