"""Staff fill in for somebody, scan paper and enter hand counts; what comes twice is shown and not counted."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from doorstep.doors.web.voting.test_polls_page import signed_in, voting
from doorstep.wings.voting import sheets
from doorstep.wings.voting.models import Ballot, Elector, Twice
from tests.living import a_picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Client:
    return signed_in("coordinator", "tcb")


@pytest.fixture
def anybody() -> Client:
    return Client(headers={"host": "testserver"})


def test_staff_help_and_scan_paper_and_count_by_hand(office: Client, anybody: Client) -> None:
    poll = voting(office)
    base = f"/office/polls/{poll.number}"
    answer = office.post(f"{base}/serve/", {"roll_number": "1", "choice": "1", "step": "send", "key": "a" * 32})
    assert "票收下了" in answer.content.decode()
    ballot = Ballot.objects.get()
    assert (ballot.way, ballot.entered_by is not None) == ("helper", True)
    assert "名册里没有您" in office.post(f"{base}/serve/", {"roll_number": "77"}).content.decode()
    mine, other = sheets.print_sheets(poll, 0, list(Elector.objects.exclude(roll_number="1")))
    office.post(f"/polls/s/{mine.key}/", {"choice": "2", "step": "send"})
    twice = office.post(f"/polls/s/{mine.key}/", {"choice": "3", "step": "send"})
    assert "已经计过了" in twice.content.decode()
    assert Twice.objects.get().differs
    photo = SimpleUploadedFile("p.jpg", a_picture(), content_type="image/jpeg")
    too_many = office.post(f"{base}/paper/batch/", {"heaps": "1,2 1\n0 1", "photos": photo, "key": "b" * 32})
    assert "您录了 2 张，请再点一遍" in too_many.content.decode()
    photo = SimpleUploadedFile("p.jpg", a_picture(), content_type="image/jpeg")
    assert office.post(f"{base}/paper/batch/", {"heaps": "1,2 1", "photos": photo, "key": "b" * 32}).status_code == 302
    assert Ballot.objects.count() == 3
    assert anybody.get(f"/polls/s/{other.key}/").status_code == 200
    assert anybody.get("/polls/s/BCDFGHJKMN/").status_code == 404


def test_a_sheet_is_printed_with_its_code(office: Client) -> None:
    poll = voting(office, is_secret="on")
    answer = office.post(f"/office/polls/{poll.number}/paper/print/", {"count": "2"})
    assert answer.content.startswith(b"%PDF")
