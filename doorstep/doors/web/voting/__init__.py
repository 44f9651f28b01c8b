"""The doors of polls: for everybody to read, vote and check; for staff to draft, serve voters, count and confirm."""
