"""Plain Python that decides and touches nothing: no database, no clock of its own, no network."""
