"""Hotline 话务: which call of 12345 became which case, so that one call is recorded once, what a number reported before, and the
answers that call-takers keep ready 常用答复, with how often each was used.

Hears nothing.
Writes its own tables alone: calls with their reference, their case and who took them; ready answers, their versions and uses.
Never keeps a number in the clear, never opens a case by itself.
"""
