"""Suggestions 人民建议: what people propose, the campaigns that ask for it, the points where words are gathered, thanks and praise.

Hears what is opened, and notes what looks as if it were recorded as the wrong thing; a sweep files what its author left unanswered.
Writes cases through the store alone, and tables of its own: campaigns, observation points, which case came by which, doubts.
Never turns a request into a suggestion or back by itself, never weighs one, never gives money, never shows anybody's words.
"""
