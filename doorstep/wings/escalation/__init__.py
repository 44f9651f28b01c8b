"""Escalation 三级响应: raises what is overdue, repeated, reopened or reported by many, and always says by which rule.

Hears that a case was raised, lowered, closed or taken up again, and keeps how long it stood at each level and who led there.
Writes steps through the store alone (`raise_by_rule`), and one table of its own, Stay, which the events can rebuild.
Never raises twice by one rule, never past the top, and never lowers: that is for a person, with a reason.
"""
