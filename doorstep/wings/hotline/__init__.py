"""Hotline 话务: which call of 12345 became which case, so that one call is recorded once, and what a number reported before.

Hears nothing.
Writes its own table of calls alone: their reference, their case and who took them.
Never keeps a number in the clear, never opens a case by itself.
"""
