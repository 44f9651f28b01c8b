"""Polls 勾选: drafted, electorate frozen, announced, voted on online, through a helper or on paper, counted by the published rule.

Hears nothing. Writes tables of its own and takes steps on poll and candidate cases; whoever may vote stands in a frozen roll.
Never shows a count before the poll is closed, never links a secret ballot to a person, never counts half a ballot.
"""
