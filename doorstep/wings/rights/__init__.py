"""Rights 个人信息权利: what a resident may ask about their own information, what is held and why, who looked, what was agreed to.

Hears nothing; follows the step that grants a request, and carries it out in the same transaction; a sweep files what is over.
Writes cases through the store alone, and tables of its own: requests, erasures, corrections, agreements.
Never decides a request, never changes the ledger, never tells anybody what is held before a person has granted it.
"""
