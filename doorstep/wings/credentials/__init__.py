"""Credentials 凭证: issued once, signed by a key outside the database, believed by every unit without asking again.

Hears nothing. Writes its own tables (keys, credentials, status lists, uses) and hands digests to the notary.
Never keeps a private key, never keeps a holder's words unsealed, never changes what was signed: it revokes, suspends, restores.
"""
