"""Dispatch 统单派单: what belongs together, and which unit it goes to.

Hears that a case was merged, taken apart, finished, explained or withdrawn, so that what was merged into it follows.
Writes steps through the store alone: dispatch one by one, `finish_with_main`, `close_unrated`. No tables of its own.
Never dispatches by itself: it proposes, with the reason shown, and a person decides; never to the unit a tip-off names.
"""
