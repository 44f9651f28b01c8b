"""Whistles 吹哨报到: a community calls departments to the spot; who came in time, and whether it was right to call.

Hears every step of whistles and of turnouts. Writes steps through the store alone: sends an emergency through, supervises who
refuses or does not come, releases everybody with the whistle, puts a doubted one before the street. Tables: Whistle, Turnout.
Never ranks anybody, never counts a whistle as false before a person confirmed it, and never makes up households.
"""
