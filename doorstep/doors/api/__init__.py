"""JSON for other programs: `/api/v1`, described by OpenAPI 3.1, with tokens scoped to posts and problems after RFC 9457.

Answers before sessions, forms and messages come into play: a call carries its own proof of who calls.
"""
