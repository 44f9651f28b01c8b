"""Migrations of cases and the ledger."""
