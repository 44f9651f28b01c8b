"""Pledges 撬动资源: cash, discounts, goods and hours that society adds, promised, received and used, each movement in double entry.

Hears nothing.
Writes tables of its own: pledges, movements, entries; movements and entries are only ever inserted.
Never counts a document twice, never changes a movement (only a counter-movement takes it back), never names a giver unasked.
"""
