"""Judging 我来评、我来看: rounds in which those whom a project was for judge it, online and on paper, sampled or open, and visits.

Hears nothing; follows a project's judgement, which has to be what a round came to.
Writes tables of its own, and the steps `assess` and `visit` of a project through the store.
Never decides whether a project goes on, never shows a share without its n, never keeps who answered: only keyed hashes.
"""
