"""Suggestions at the web: the resident's form, campaigns, what became of them; for staff campaigns, points, what looks misfiled."""
