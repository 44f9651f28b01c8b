"""The publisher's and the reviewer's room 晒单: choose, redact, edit, submit; look again, approve or return; take down.

Shows redacted versions and never an original. Refuses whoever holds neither post; who may take which step, the mechanism says.
"""
