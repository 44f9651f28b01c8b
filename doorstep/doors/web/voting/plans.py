"""What the form of a poll says, as a plan, and a plan as the form shows it. Names what cannot be read, each by its field."""
