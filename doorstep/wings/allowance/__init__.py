"""Elders' allowance 高龄津贴: the roll, who is certified for which period and how, doubts, what is owed to the fen, batches.

Hears how doubts end (allowance.cleared, .stopped, .restored, .appealed, .ended). Writes its own tables, opens doubts as cases.
Never stops an allowance by itself, never certifies by a face alone, never keeps a name or an ID number unsealed.
"""
