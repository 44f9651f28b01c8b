"""What a coordination meeting rules becomes a line of the dispatch catalogue by one click, with the meeting as its basis."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

from doorstep.kernel.actor import Actor
from doorstep.kernel.catalogue import Matter
from doorstep.store.cases import ties
from doorstep.store.cases.hearing import reaction_named, reactions_to, told_at_once
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.store.cases.opening import Opened, Opening, open_case
from doorstep.wings.catalogue import queries, rulings
from doorstep.wings.catalogue.models import Proposal
from tests.cast import coordinator, desk_clerk
from tests.living import NOW, a_community, pooled, step

pytestmark = pytest.mark.usefixtures("db")
QUESTION = {"question": "背街雨水箅子由谁管", "units": ["cgj", "swj"], "grounds": "两家各说各的"}
SITTING = {"topic": "第一次", "units": ["cgj", "swj"], "meets_on": "2026-11-26", "where_at": "三楼"}
RULING = {"unit": "swj", "assisting": ["cgj"], "scope": "everywhere", "reasons": "排水设施归水务"}


@pytest.fixture(autouse=True)
def _as_founded() -> Iterator[None]:
    """What another test published and took back is still remembered."""
    queries.forget()
    yield
    queries.forget()


def sitting(office: Actor) -> Opened:
    return open_case(
        Opening(
            mechanism="sitting",
            actor=office,
            form=SITTING,
            title="联席协调会",
            body="",
            place_path=a_community(),
            category="",
            request_type="other",
            channel="desk",
            opened_unit="tcb",
        ),
        now=NOW,
    )


def ruled(office: Actor) -> str:
    """A case that two units refused, ruled on; answers its number. Every wing hears what happens, twice."""
    with told_at_once() as told:
        case = pooled("箅子堵了", office, category="utilities.drainage")
        step(case, "dispatch", office, {"unit": "cgj", "basis": "派单目录"})
        step(case, "object", desk_clerk(), {"reason": "not_our_duty", "explanation": "归水务"})
        step(case, "refer", office, QUESTION)
        question = next(one for one in ties.beneath(case.case_id) if one.mechanism == "coordination")
        meeting = sitting(office)
        for done in (
            lambda: step(question.id, "accept", office),
            lambda: step(meeting, "take_up", office, {"question": question.number}),
            lambda: step(
                meeting, "hold", office, {"held_on": "2026-11-26", "attended": ["cgj", "swj"], "minutes": "议了"}
            ),
            lambda: step(question.id, "rule", office, RULING),
        ):
            done()
            while told:
                one = told.pop(0)
                for name in [name for name in reactions_to(one.event) if not name.startswith("outbox.")] * 2:
                    reaction_named(name)(one, now=NOW)
        held = find(case.case_id)
        assert held
        assert (held.case.lead_unit, law(held.law_id).name) == ("swj", "six_orders")
        return case.number


def test_a_ruling_is_proposed_once_and_becomes_a_row_with_its_meeting_as_basis() -> None:
    ruled(coordinator())
    (proposal,) = Proposal.objects.filter(kind="coordination")
    assert (proposal.category, proposal.unit, proposal.place_path) == ("utilities.drainage", "swj", "")
    version = rulings.take_up(proposal.pk, by=coordinator().id, now=NOW)
    match = queries.current_catalogue().match(
        Matter(category="utilities.drainage", place_path=a_community()), on=timezone.localdate(NOW)
    )
    assert match is not None
    assert (match.row.lead, match.row.assisting) == ("swj", ("cgj",))
    assert "联席协调会" in match.row.basis
    assert version.source == proposal.number


def test_a_ruling_is_taken_up_once() -> None:
    ruled(coordinator())
    proposal = Proposal.objects.get(kind="coordination")
    rulings.take_up(proposal.pk, by=coordinator().id, now=NOW)
    with pytest.raises(rulings.RulingSettled):
        rulings.take_up(proposal.pk, by=coordinator().id, now=NOW)
