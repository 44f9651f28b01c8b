"""四议两公开, from the page: gate after gate, back where one is not passed, public from the decision on and never before."""

from datetime import timedelta

import pytest
from django.test import Client

from doorstep.kernel.refusals import FormRefused, StepNotOpen, TimeNotOver
from doorstep.store.cases.acting import act
from doorstep.store.cases.locking import find_numbered
from doorstep.wings.deliberation.villages import public_matters
from tests.living import NOW, a_photo, acting, employ
from tests.polled import signed_in

pytestmark = pytest.mark.django_db
TODAY = f"{NOW:%Y-%m-%d}"
AHEAD = f"{NOW - timedelta(days=10):%Y-%m-%d}"
MEMBERS = {"meeting": "party_members", "entitled": "60", "present": "40", "yes": "31", "no": "5"}
HOUSEHOLDS = {"meeting": "villagers_households", "entitled": "90", "present": "60", "yes": "31", "no": "29"}


def test_a_matter_of_a_village_goes_through_every_gate() -> None:
    client = signed_in("coordinator", "tcb")
    assert "/desk/open/village_matter/" in client.get("/office/villages/").content.decode()
    asked = {"topic": "三组塘堰清淤", "plan": "村集体出资 12 万元", "place": "510181000000", "key": "a" * 32}
    number = client.post("/desk/open/village_matter/", asked).headers["Location"].strip("/").split("/")[-1]
    held = find_numbered(number)
    assert held is not None
    clerk = acting(employ("coordinator", "tcb"))

    def take(verb: str, days: int = 0, **form: object) -> str:
        now = NOW + timedelta(days=days)
        return act(case_id=held.case.id, verb=verb, form=form, actor=clerk, now=now).state

    def gate(verb: str, figures: dict[str, str], outcome: str = "passed") -> str:
        sheet = [a_photo()]
        return take(verb, called_on=AHEAD, held_on=TODAY, outcome=outcome, sheet=sheet, **figures)

    with pytest.raises(StepNotOpen):
        gate("decide", HOUSEHOLDS)
    assert take("consult", met_on=TODAY, outcome="passed") == "consulted"
    with pytest.raises(FormRefused) as refused:
        gate("review", {**MEMBERS, "yes": "30"})
    assert set(refused.value.faults) == {"outcome"}
    assert gate("review", {**MEMBERS, "yes": "30"}, "not_passed") == "returned"
    assert take("propose_again", changes="少修一段") == "proposed"
    take("consult", met_on=TODAY, outcome="passed")
    assert gate("review", MEMBERS) == "reviewed"
    assert gate("decide", HOUSEHOLDS) == "decided"
    anybody = Client(headers={"host": "testserver"})
    assert not public_matters()
    assert anybody.get(f"/villages/{number}/").status_code == 404
    take("publish_decision", board=[a_photo()])
    page = anybody.get(f"/villages/{number}/").content.decode()
    assert "应到 90，到会 60，同意 31，不同意 29，通过" in page
    assert "12 万元" not in page
    assert number in anybody.get("/villages/").content.decode()
    with pytest.raises(TimeNotOver):
        take("carry_out", 6, done_on=TODAY)
    take("carry_out", 8, done_on=TODAY)
    take("publish_result", 8, spent="118000", board=[a_photo()])
    with pytest.raises(TimeNotOver):
        take("file", 14)
    assert take("file", 16) == "filed"
