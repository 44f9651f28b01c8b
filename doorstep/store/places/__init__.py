"""Places 地点: the tree from district to micro-grid, their outlines, and which grid a point lies in.

Loads a pack's places, says what is wrong with their outlines, and keeps names and index in memory for whoever asks.
Refuses to guess: a point in no outline is in no place. Holds no address of any person.
"""
