"""Catalogue 派单目录: the rows by which cases find their unit, in frozen versions, each from a pack, a file or a ruling.

Hears that an objection was upheld, that a meeting ruled, and that a case was dispatched by a row that copies it to others.
Writes no events. Own tables: versions, rows, proposals for rows.
Never dispatches, never changes a version once it stands, never guesses where no row holds.
"""
