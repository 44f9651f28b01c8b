"""Checks receipts, logs and credentials from bytes and public keys alone: no network, no database, nothing of the main program."""
