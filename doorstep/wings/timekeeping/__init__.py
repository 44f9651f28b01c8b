"""Timekeeping 管时限: what all the running clocks add up to, and what another scheme would make of them.

Hears nothing. Sweeps: handling goes on when a reporter's answer never came; estimated limits are counted again.
Writes the step `go_on` and new counts of estimated limits through the store alone. No tables of its own.
Never changes a running limit because a scheme changed: it shows what would be; a person asks for it, with a reason.
"""
