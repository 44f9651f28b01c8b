"""Looks a row's code up in what the page brought along."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(known: Mapping[Any, Any] | None, key: Any) -> Any:
    """What is known of this key; an empty text for nothing."""
    return (known or {}).get(key, "")
