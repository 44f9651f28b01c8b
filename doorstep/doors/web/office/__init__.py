"""The coordinating office's room 统筹办: the pool, the dispatch board, disputes, and what could not be delivered.

Parses, makes one call, shows what came of it. Refuses whoever holds no post that may; decides nothing about a case.
"""
