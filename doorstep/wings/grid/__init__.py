"""Grid 网格: who answers for each grid and building, how large it is, who goes round when, what was missed, tasks set by rule.

Hears no event; looks every few minutes for rounds to plan, missed ones to remind of, tasks whose time has come, words to forget.
Writes its own tables (Point, Charge, Count, Change, Due, Round, Remark, Reminder, Task), posts and absences through store.people,
cases of tasks through store.cases. Never scores or ranks a person, never edits or deletes a round, never tracks a position unasked.
"""
