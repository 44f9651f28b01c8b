"""Signs 码牌: plates with a QR code that hang at places; where each hangs, how often it was scanned, which reports came by it.

Hears nothing. Writes three tables of its own: signs, scans by day, which case came by which sign; cases are opened by intake.
Never keeps who scanned, never deletes a sign whose plate may still hang somewhere, never turns a report away.
"""
