"""What people see of triage: a proposal beside a case, taken at one click; danger; the page of what was learned."""

from uuid import UUID

import pytest
from django.test import Client

from doorstep.store.cases.hearing import Told
from doorstep.store.cases.locking import find
from doorstep.store.people.tokens import issue_token
from doorstep.wings.triage import reactions
from tests.living import NOW, acting, employ, step, word

pytestmark = pytest.mark.django_db


def opened(text: str) -> UUID:
    case = word(text, category="unsorted")
    reactions.read_case(Told(town="town_dujiangyan", case_id=case.case_id, seq=1, event="case.opened"), now=NOW)
    return case.case_id


def held(case_id: UUID):  # type: ignore[no-untyped-def]
    found = find(case_id)
    assert found is not None
    return found.case


def test_the_pool_proposes_a_category_with_its_words_and_one_click_takes_it(client: Client) -> None:
    office = employ("coordinator", "tcb")
    client.force_login(office)
    case_id = opened("三号楼门口的路灯坏了，晚上不亮")
    step(case_id, "hand_up", acting(office), {})
    page = client.get("/office/pool/").content.decode()
    assert "建议分类" in page
    assert "路灯" in page
    case = held(case_id)
    sent = {"verb": "sort", "number": case.number, "seen": case.seq, "key": "k-c", "category": "roads.lamp"}
    assert client.post("/office/pool/step/", sent).status_code == 302
    assert held(case_id).category == "roads.lamp"
    assert "建议分类" not in client.get("/office/pool/").content.decode()


def test_the_case_page_shows_danger_and_who_to_call(client: Client) -> None:
    client.force_login(employ("coordinator", "tcb"))
    case = held(opened("楼上着火了，冒浓烟"))
    page = client.get(f"/desk/case/{case.number}/").content.decode()
    assert "话里说到火情" in page
    assert "tel:119" in page


def test_the_page_of_triage_tries_a_sentence_and_strangers_do_not_find_it(client: Client) -> None:
    client.force_login(employ("coordinator", "tcb"))
    page = client.get("/office/triage/", {"text": "自来水停了两天"})
    assert page.status_code == 200
    assert "供水" in page.content.decode()
    assert "2001 个字" in client.get("/office/triage/", {"text": "水" * 2001}).content.decode()
    assert client.post("/office/triage/learn/").status_code == 422
    assert client.post("/office/triage/use/", {"serial": "7"}).status_code == 404
    client.force_login(employ("desk_clerk", "cgj", username="clerk"))
    assert client.get("/office/triage/").status_code == 404


def test_a_program_asks_what_a_text_is_about(client: Client) -> None:
    person = employ("coordinator", "tcb")
    posts = [post.pk for post in person.posts.all()]
    token = issue_token(person_id=person.pk, post_ids=posts, label="测试", now=NOW)
    answer = client.post(
        "/api/v1/triage",
        {"text": "莲花社区门口的路灯坏了，电线断了在冒电火花"},
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 200, answer.content
    found = answer.json()
    assert (found["category"], found["urgency"], found["danger"]["call"]) == ("roads.lamp", "emergency", "120")
    assert found["is_sure"] is False
