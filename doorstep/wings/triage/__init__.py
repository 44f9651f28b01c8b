"""Triage 研判: what a word is about, what is asked, how urgent, where: proposed with its confidence and the words that led to it.

Hears that a case was opened and that a person sorted it. Writes the system's step `ring` where words of life and safety stand.
Own tables: versions of what was learned, opinions, corrections. Never sorts a case by itself, never decides against anybody.
"""
