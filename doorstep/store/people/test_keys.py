"""Nothing that waits for a supervisor waits for nobody."""

import pytest

from doorstep.store.people.keys import keys_held
from tests.cast import desk_clerk, desk_supervisor, leader

pytestmark = pytest.mark.usefixtures("db")


def test_a_supervisor_answers_for_the_sections_below_and_for_no_other_department() -> None:
    keys = keys_held(desk_supervisor())
    assert {"desk_supervisor@cgj", "desk_supervisor@cgj_szss"} <= set(keys)
    assert "desk_supervisor@zjj" not in keys


def test_what_streets_and_communities_lead_waits_for_the_leaders() -> None:
    keys = keys_held(leader())
    assert {"desk_supervisor@xfjd", "desk_supervisor@xfjd_xfq"} <= set(keys)
    assert "desk_supervisor@cgj" not in keys


def test_a_clerk_supervises_nothing() -> None:
    assert not any(key.startswith("desk_supervisor@") for key in keys_held(desk_clerk()))
