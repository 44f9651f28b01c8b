"""我来评、我来看: a round's page for those who judge, its results for everybody, and the round's work for staff."""
