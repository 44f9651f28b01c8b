"""回访: a caller's list and the questions, one a screen. Shows the matter and the unit, never who handled it."""
