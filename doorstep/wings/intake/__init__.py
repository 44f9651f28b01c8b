"""Intake 受理: a word said at a door, on a visit or through the API becomes a case, with its place and its cleaned photos.

Hears nothing. Writes through the store alone (`open`, attachments); its own tables hold sign-in codes and tallies of tries.
Never keeps a photo's position or a phone number in the clear, never decides what is done about a word.
"""
