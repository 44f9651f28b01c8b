"""The key of a form: one submission is known by it, however often it arrives."""

from uuid import uuid4

from django.http import QueryDict


def fresh_key() -> str:
    """32 letters, for a form that is shown."""
    return uuid4().hex


def read_key(post: QueryDict) -> str:
    """The key that came with a form; one that we did not make is replaced."""
    key = post.get("key", "")
    return key if len(key) == 32 and key.isalnum() and key.isascii() else fresh_key()
