"""Redaction 脱敏: finding and hiding what leads to a person in a text that others will read.

Plain decisions on plain text, for every wing that shows words: lists, search, publication. `hiding` puts together what
`numbers`, `door_numbers` and `names` find. It reads no file, keeps nothing, and does not promise to find everything.
"""
