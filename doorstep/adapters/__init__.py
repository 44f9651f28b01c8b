"""What talks to the outside: one Protocol each, a real one, and a stand-in that warns when used."""
