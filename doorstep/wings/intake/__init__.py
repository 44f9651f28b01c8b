"""Intake 受理: a word said at a door, on a visit or through the API becomes a case, with its place and its cleaned photos.

Hears nothing; as time passes it erases what is private and over. Writes through the store (`open`, attachments); its own
tables hold sign-in codes and tallies of tries. Never keeps a photo's position or a phone in the clear, never decides a case.
"""
