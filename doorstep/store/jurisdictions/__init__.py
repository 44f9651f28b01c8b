"""Jurisdictions 辖区: one PostgreSQL schema each, chosen by host name.

Keeps the register of jurisdictions in a shared schema and says which one is being served.
Refuses to let anything run without one: outside `serving(...)` the town's tables cannot be reached at all.
"""
