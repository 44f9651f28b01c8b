"""Migrations of the shared register."""
