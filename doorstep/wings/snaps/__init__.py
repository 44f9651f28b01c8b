"""Snaps 随手拍: pictures from people on the road; a follow-up number for each, and the few who registered to be quicker.

Hears nothing. Writes two tables of its own: riders and snaps, a record from which points may later be credited by a rule.
Never tells who took a picture, never gives points, never judges what is to be seen.
"""
