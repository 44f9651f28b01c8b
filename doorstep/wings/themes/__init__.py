"""Themes 主动治理: finds places with many complaints, gathers cases of one trouble, and measures before and after.

Hears nothing; a sweep counts anew which places a screening rule proposes.
Writes `gather` steps through the store alone, and one table of its own, Candidate, which any sweep can rebuild.
Never starts a file or a theme by itself, never says that a measure worked: it counts equal windows and shows the cases.
"""
