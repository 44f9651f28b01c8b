"""Projects 项目: the service items and remedies of a town, with milestones, money, beneficiaries, problems, and the reserve in order.

Hears `project.reserved`, and follows the steps of the mechanism `project` in their own transaction.
Writes tables of its own that repeat what the steps said, in public words.
Never moves a day without a reason, never counts a person twice in a period, never sets a project up out of turn unsaid.
"""
