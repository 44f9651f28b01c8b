"""Open311 GeoReport v2 for other programs: all six methods in XML and JSON, discovery, and documented extensions.

Says of a case only what anybody may know: the redacted version when it is published, otherwise what kind of matter it is, in
which community, how it stands, and two days. Tip-offs do not exist here. docs/open311.md says the rest.
"""
