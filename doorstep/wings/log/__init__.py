"""Log 存证日志: every event and deed as a leaf of an append-only Merkle tree that anyone can check.

Hears nothing: it takes what the ledger and the notary hold and it has not, in batches, under a lock.
Writes its own tables, its mirror of static files, and its signed checkpoints. The key never enters the database.
Never holds a word or a name: a leaf is a salted commitment. Never signs two histories: where they part it stops and says so.
"""
