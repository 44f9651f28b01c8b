"""A few lives of cases in the real database, by people with real posts: whatever they try, `verify` finds nothing to say."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doorstep.kernel.actor import SYSTEM, Actor
from doorstep.kernel.decide import steps_open_to
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases import towns
from doorstep.store.cases.acting import act
from doorstep.store.cases.locking import find
from doorstep.store.cases.models import Case
from doorstep.store.cases.opening import Opened, Opening, Reporter, open_case
from doorstep.store.cases.verifying import Report, verify
from doorstep.store.places.atlas import atlas
from tests.living import acting, employ
from tests.survival.test_any_sequence import answers_to, form_of, mechanisms, one_of_the_ways

BEGAN = datetime(2026, 11, 23, 2, tzinfo=UTC)
STEPS = 14
POSTS = (
    ("grid_worker", "xfjd_xfq", "510181901901g01"),
    ("community_clerk", "xfjd_xfq", "510181901901"),
    ("coordinator", "tcb", ""),
    ("desk_clerk", "cgj", ""),
    ("desk_clerk", "zjj", ""),
    ("desk_clerk", "cgj_szss", ""),
    ("desk_supervisor", "cgj", ""),
    ("publisher", "tcb", ""),
    ("reviewer", "tcb", ""),
    ("leader", "djy", ""),
)
few = settings(max_examples=6, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize(("pack", "name"), mechanisms())
def test_a_case_of_any_life_verifies(real_db: str, pack: str, name: str) -> None:
    staff = tuple(acting(employ(role, unit, place, f"{role}-{unit}".replace("_", "-"))) for role, unit, place in POSTS)
    mechanism = towns.pack_named(pack).mechanisms[name]

    @few
    @given(data=st.data())
    def live(data: st.DataObject) -> None:
        opened = _open(data, mechanism, staff)
        if opened is None:
            return
        reporter = Actor(kind="resident", receipts=frozenset({opened.case_id}))
        now = BEGAN
        for turn in range(STEPS):
            now += data.draw(st.timedeltas(timedelta(0), timedelta(days=20)))
            _try_something(data, mechanism, opened, (*staff, reporter, SYSTEM), now, f"{turn}")

    live()
    report = Report()
    assert [str(difference) for difference in verify(report)] == []
    assert report.cases == Case.objects.count() > 0
    assert report.events > report.cases if mechanism.steps else report.events == report.cases


def _open(data: st.DataObject, mechanism: Mechanism, staff: tuple[Actor, ...]) -> Opened | None:
    form = data.draw(answers_to(mechanism.opening.form))
    is_said_by_resident = "reporter" in mechanism.opening.who
    actors = (
        (Actor(kind="resident"), *staff)
        if is_said_by_resident
        else (SYSTEM,)
        if mechanism.opening.who == ("system",)
        else staff
    )
    turn = data.draw(st.integers(0, len(actors) - 1))
    for actor in (*actors[turn:], *actors[:turn]):  # the first of them who may
        opening = Opening(
            mechanism=mechanism.name,
            actor=actor,
            opened_unit=actor.posts[0].unit if actor.posts else "tcb",
            form=form,
            title="一件事",
            body="一件事",
            place_path=_place(),
            category="unsorted",
            request_type="help",
            channel="web",
            reporter=Reporter() if is_said_by_resident else None,
        )
        with suppress(Refusal):
            return open_case(opening, now=BEGAN)
    return None


def _place() -> str:
    spot = atlas().get("510181901901g01")
    assert spot
    return spot.path


def _try_something(
    data: st.DataObject, mechanism: Mechanism, opened: Opened, actors: tuple[Actor, ...], now: datetime, key: str
) -> None:
    """Mostly a step that is open to somebody, else any step by anybody; the same key twice is one step."""
    held = find(opened.case_id)
    assert held
    parties = towns.pack().parties
    ways = [(actor, step) for actor in actors for step in steps_open_to(held.case, mechanism, actor, parties)]
    wild = [(actor, step) for actor in actors for step in mechanism.steps]
    if not wild:  # a record from elsewhere: nothing can be done with it
        return
    likely = bool(ways) and data.draw(st.integers(0, 4)) > 0
    actor, step = data.draw(one_of_the_ways(ways) if likely else st.sampled_from(wild))
    form: dict[str, Any] = data.draw(form_of(step))
    try:
        done = act(case_id=opened.case_id, verb=step.verb, form=form, actor=actor, now=now, key=key)
    except Refusal:
        after = find(opened.case_id)
        assert after
        assert after.case == held.case
        return
    again = act(case_id=opened.case_id, verb=step.verb, form=form, actor=actor, now=now, key=key)
    assert (done.is_repeat, again.is_repeat, again.seq) == (False, True, done.seq)


def test_there_are_mechanisms_to_live_by() -> None:
    assert {name for _, name in mechanisms()} >= {"six_orders", "publication"}
