"""What everybody may read 公开: published orders as list, map, feed and file; the figures and the records behind each; the law.

Needs no sign-in. Reads redacted versions only, and of everything else a kind, a place, a state and two dates. Refuses the rest.
"""
