"""Canonical JSON, held against a general implementation of RFC 8785."""

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from doorstep.kernel.canonical import NotCanonical, canonical

texts = st.text(st.characters(blacklist_categories=["Cs"]))
names = st.text(st.characters(max_codepoint=127))
scalars = st.none() | st.booleans() | texts | st.integers(-(2**53) + 1, 2**53 - 1)
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(names, inner), max_leaves=20)


@given(st.dictionaries(names, values))
def test_it_is_what_rfc_8785_says(document: dict[str, Any]) -> None:
    assert canonical(document) == rfc8785.dumps(document)


@pytest.mark.parametrize("value", [1.5, float("nan"), 2**53, {"名": 1}, b"x", {1, 2}])
def test_what_has_no_plain_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical({"value": value})
