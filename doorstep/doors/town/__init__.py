"""The demo town's door: simulated people who knock at the house for ten weeks, before the first visitor comes.

Everything they do goes through the same services and steps as anybody's doing, at the moments they pretend; the wings answer
at once. Seeded: the same moment gives the same town. Refuses to move into a jurisdiction that is not marked as simulated.
"""
