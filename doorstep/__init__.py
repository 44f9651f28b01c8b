"""Doorstep 家门口: from a resident's first word to a result that the resident has rated and anyone can check."""
