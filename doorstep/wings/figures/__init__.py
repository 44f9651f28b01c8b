"""Figures 数字出处: what the town counts, each number with its definition and the records behind it.

Hears nothing and writes nothing. Claims to be checked stand in the pack (`figures.toml`), each naming one count of this wing.
Never shows a case's number, words or people: a record behind a figure is a kind, a community, a state and two dates.
"""
