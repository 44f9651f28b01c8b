"""Deliberation 议事: what people want done becomes candidates, candidates come before meetings, meetings decide and write minutes.

Hears what happens to candidates; follows the steps of meetings. Writes cases through the store alone, and tables of its own: how many people stand
behind a candidate, seats, invitations, motions, speakers, votes and minutes of a meeting.
Never counts a ballot of the whole town, never decides without a quorum or beyond the notice, never shows who said what.
"""
