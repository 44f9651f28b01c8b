"""People 人员: units, persons, and the posts that join them: a role in a unit over a place, for a time.

Says who acts, and with which posts, in one statement. Decides nothing: what a post may do is the pack's and the kernel's.
Residents are not persons here; they hold receipts.
"""
