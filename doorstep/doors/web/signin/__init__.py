"""Signing in of staff: password, second factor, lockout, and one's own account.

Parses, asks the store, speaks plainly. Residents never come here: they need no account.
"""
