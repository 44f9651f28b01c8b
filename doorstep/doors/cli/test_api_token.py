"""A program gets a token in somebody's name, for the posts asked for and no others."""

import pytest

from doorstep.doors.cli.api_token import NoSuchPost, PersonUnknown, issue
from doorstep.store.people.tokens import actor_of_token
from tests.living import NOW, TODAY, employ

pytestmark = pytest.mark.usefixtures("db")


def test_a_token_opens_the_posts_it_was_issued_for() -> None:
    employ("desk_clerk", "cgj", username="both")
    employ("coordinator", "tcb", username="both")
    token = issue("both", label="城管系统", roles=["desk_clerk"], until_on=None, now=NOW)
    actor = actor_of_token(token, today=TODAY)
    assert actor is not None
    assert [post.role for post in actor.posts] == ["desk_clerk"]


def test_nobody_and_no_post_are_refused_by_name() -> None:
    employ("desk_clerk", "cgj", username="one")
    with pytest.raises(PersonUnknown):
        issue("nobody", label="x", roles=[], until_on=None, now=NOW)
    with pytest.raises(NoSuchPost):
        issue("one", label="x", roles=["coordinator"], until_on=None, now=NOW)
