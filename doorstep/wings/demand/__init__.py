"""Demand picture 诉求走向: what people ask for by category, place, way in and month, beside what is being done for it; hot words.

Hears nothing. Keeps months of its own by a trigger, in the transaction of the step; its sweep puts them together.
Reads cases as they stand, and says of every share what it is a share of.
Never shows words that fewer than three people used, never a change against a month that is not over or hardly anything.
"""
