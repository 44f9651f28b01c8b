"""The demo town 演示城镇: draws its map, names its cast, and lives some weeks in it through the real steps.

Hears nothing. Writes only through the store, like any person would.
Never pretends to be a real place: every code it uses lies in a range that no real place has.
"""
