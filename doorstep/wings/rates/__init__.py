"""Rates 三率、好差评、办理用时、反弹: what reporters said of the handling, each number with the cases behind it.

Hears everything that finishes, rates, calls back, excludes or ties a case, and keeps one row a finish and one a call-back, which
can be derived from the ledger again. Never counts who was not asked or did not answer, never ranks, leaves nothing out in silence.
"""
