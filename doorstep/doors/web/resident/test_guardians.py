"""A child's guardian: named if one is near, agreeing if named, sealed like a contact, and the matter kept from the public."""

import pytest
from django.test import Client

from doorstep.doors.web.resident.test_report import COMMUNITY, WHAT, case_of, key_on, say_it, somebody
from doorstep.store.cases.about import guardians_of
from doorstep.wings.publication.queries import originals
from doorstep.wings.publication.services import doubts_of
from doorstep.wings.rights.models import Agreement

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return somebody()


def test_a_child_names_a_guardian_who_agrees_and_none_is_asked_for(client: Client) -> None:
    page = client.get("/report/").content.decode()
    assert "不满 14 岁" in page
    typed = {"what": WHAT, "place": COMMUNITY, "key": key_on(page), "guardian": "李梅", "guardian_phone": "13900000009"}
    refused = client.post("/report/", typed)
    assert refused.status_code == 422
    assert "监护人自己看过" in refused.content.decode()
    number = say_it(
        client, guardian="李梅", guardian_phone="13900000009", guardian_agrees="on", guardian_agreed="2026-1"
    )
    agreed = Agreement.objects.get()
    assert (agreed.code, agreed.given_by, agreed.way) == ("child", "guardian", "web")
    assert [(one.name, one.phone) for one in guardians_of(case_of(number).id)] == [("李梅", "13900000009")]
    assert "李梅" not in client.get(f"/case/{number}/").content.decode()
    (original,) = originals([number])
    assert [one.code for one in doubts_of(original) if one.is_certain] == ["childs"]
