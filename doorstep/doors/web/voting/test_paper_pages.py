"""Staff fill in for somebody, scan paper and enter hand counts; what comes twice is shown and not counted."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from doorstep.doors.web.voting import by_place
from doorstep.store.cases.models import Event
from doorstep.store.places.atlas import atlas
from doorstep.wings.voting import sheets
from doorstep.wings.voting.counting import MoreBallotsThanVoters, count
from doorstep.wings.voting.models import Ballot, Elector, Poll, Sheet, Twice
from tests.living import a_picture, acting, employ
from tests.polled import move, voting

pytestmark = pytest.mark.django_db


def test_staff_help_and_scan_paper_and_count_by_hand(office: Client, anybody: Client) -> None:
    poll = voting(office)
    base = f"/office/polls/{poll.number}"
    answer = office.post(f"{base}/serve/", {"roll_number": "1", "choice": "1", "step": "send", "key": "a" * 32})
    assert "票收下了" in answer.content.decode()
    ballot = Ballot.objects.get()
    assert (ballot.way, ballot.entered_by is not None) == ("helper", True)
    for nobody in ("77", "13900000009", "13800000001"):  # the last is shared by two
        assert "没有这个编号或手机号" in office.post(f"{base}/serve/", {"roll_number": nobody}).content.decode()
    assert "代 李三 填" in office.post(f"{base}/serve/", {"roll_number": "138 0000 0003"}).content.decode()
    mine, other = sheets.print_sheets(poll, 0, list(Elector.objects.exclude(roll_number="1")))
    office.post(f"/polls/s/{mine.key}/", {"choice": "2", "step": "send"})
    twice = office.post(f"/polls/s/{mine.key}/", {"choice": "3", "step": "send"})
    assert "已经计过了" in twice.content.decode()
    assert Twice.objects.get().differs
    assert anybody.get(f"/polls/s/{other.key}/").status_code == 200
    assert anybody.get("/polls/s/BCDFGHJKMN/").status_code == 404


def test_a_sheet_is_printed_with_its_code(office: Client) -> None:
    poll = voting(office, is_secret="on")
    answer = office.post(f"/office/polls/{poll.number}/paper/print/", {"count": "2"})
    assert answer.content.startswith(b"%PDF")


def test_a_roll_longer_than_a_printing_goes_on_where_it_stopped(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = voting(office)
    people = Elector.objects.filter(poll=poll).count()
    monkeypatch.setattr(sheets, "MOST_AT_ONCE", people - 1)
    base = f"/office/polls/{poll.number}/paper/"
    for left in (people, 1, 0):
        assert (f"还有 {left} 人没有纸票" in office.get(base).content.decode()) is (left > 0)
        answer = office.post(f"{base}print/")
        assert answer.content.startswith(b"%PDF") is (left > 0)
    assert "每个人都有纸票了" in answer.content.decode()
    assert Sheet.objects.filter(poll=poll).values("elector").distinct().count() == Sheet.objects.count() == people


def test_a_hand_count_comes_with_a_photo_and_counts_each_sheet_once(office: Client, anybody: Client) -> None:
    poll = voting(office, is_secret="on")
    base, by = f"/office/polls/{poll.number}", acting(employ("coordinator", "tcb"))
    first, _second, third, fourth = sheets.print_sheets(poll, 4)
    anybody.post(f"/polls/s/{fourth.key}/", {"choice": "2", "step": "send"})
    sheets.void_sheets(poll, 3, 3, "丢了", actor=by, now=timezone.now())
    without = office.post(f"{base}/paper/batch/", {"heaps": "1,2 1", "numbers": "1", "key": "a" * 32})
    assert "手工点的票要有照片" in without.content.decode()
    for heaps, numbers, said in (
        ("1，２ 2\n0 1", "1-2", "号写了 2 张，点票结果是 3 张"),
        ("1,9 1", "1", "第 1 行看不懂"),
        ("9" * 5000 + " 1", "1", "第 1 行看不懂"),
        ("1 2", "1，１", "第 1 号写了两遍"),
        ("1 2", "2-1", "“2-1”看不懂"),
        ("1 2", "1-999999", "一批最多 5000 张"),
        ("1 3", "1 - 3", "第 3 号没有印过，或者已经作废"),
        ("1 2", "1、9", "第 9 号没有印过"),
        ("1 3", "1~2, 4", "第 4 号已经计过了"),
    ):
        photo = SimpleUploadedFile("p.jpg", a_picture(), content_type="image/jpeg")
        sent = {"heaps": heaps, "numbers": numbers, "photos": photo, "key": "b" * 32}
        page = office.post(f"{base}/paper/batch/", sent).content.decode()
        assert said in page
        assert numbers in page  # what was typed stays
    for _twice in range(2):
        photo = SimpleUploadedFile("p.jpg", a_picture(), content_type="image/jpeg")
        sent = {"heaps": "1,2 1\n0 1", "numbers": "1-2", "photos": photo, "key": "d" * 32}
        assert office.post(f"{base}/paper/batch/", sent).status_code == 302
    assert Ballot.objects.filter(batch__isnull=False).count() == 2
    again = office.post(f"/polls/s/{first.key}/", {"choice": "2", "step": "send"}).content.decode()
    assert "已经计过了" in again
    assert anybody.post(f"/polls/s/{third.key}/", {"choice": "2", "step": "send"}).status_code != 200
    assert Ballot.objects.count() == 3
    for number in ("1", "2"):
        office.post(f"{base}/serve/", {"roll_number": number, "how": "sheet"})
    move(poll, poll.opens_at, timezone.now() - timedelta(minutes=1))
    office.post(f"{base}/step/", {"verb": "close"})
    with pytest.raises(MoreBallotsThanVoters):
        count(Poll.objects.get(), actor=by, now=timezone.now())


def test_a_sheet_that_cannot_be_counted_is_not_called_counted(office: Client) -> None:
    poll = voting(office, is_secret="on")
    (one,) = sheets.print_sheets(poll, 1)
    answer = office.post(f"/polls/s/{one.key}/", {"choice": ["1", "2", "3"], "step": "send"})
    assert (answer.status_code, "最多选 2 项" in answer.content.decode()) == (422, True)
    assert Ballot.objects.count() == 0


def test_staff_of_elsewhere_are_voters_like_others(office: Client) -> None:
    poll = voting(office, is_secret="on", place="510181901901")
    (one,) = sheets.print_sheets(poll, 1)
    elsewhere = Client(headers={"host": "testserver"})
    elsewhere.force_login(employ("community_clerk", "xfjd_lh", place="510181901902", username="elsewhere"))
    elsewhere.post(f"/polls/s/{one.key}/", {"choice": "2", "step": "send"})
    assert (Ballot.objects.get().way, Ballot.objects.get().entered_by) == ("online", None)


@pytest.mark.parametrize("typed", ["/", "///", " / "])
def test_a_code_of_nothing_is_asked_for_again(anybody: Client, typed: str) -> None:
    assert anybody.post("/polls/sheet/", {"sheet": typed}).status_code == 200


def test_a_lost_sheet_is_voided_with_a_reason_that_is_kept(office: Client) -> None:
    poll = voting(office, is_secret="on")
    office.post(f"/office/polls/{poll.number}/paper/print/", {"count": "3"})
    at = f"/office/polls/{poll.number}/void/"
    office.post(at, {"first": "2", "words": ""})
    assert not Sheet.objects.filter(is_void=True).exists()
    page = office.post(at, {"first": "2", "last": "2", "words": "在菜市场丢了"}, follow=True).content.decode()
    assert "作废了 1 张" in page
    assert "作废 1 张。" in page
    assert list(Sheet.objects.filter(poll=poll, is_void=True).values_list("number", flat=True)) == [2]
    assert "没有能作废的" in office.post(at, {"first": "2", "words": "再来"}, follow=True).content.decode()
    assert Event.objects.filter(case_id=poll.case_id, name="poll.sheets_voided").count() == 1


def test_a_grid_worker_finds_whom_to_help_in_the_menu(office: Client) -> None:
    poll = voting(office)
    worker = Client(headers={"host": "testserver"})
    worker.force_login(employ("grid_worker", "xfjd_xfq", "510181901901"))
    page = worker.get("/office/polls/helping/").content.decode()
    assert f"/office/polls/{poll.number}/serve/" in page
    assert 'href="/office/polls/helping/" aria-current="page"' in page
    assert "/office/polls/helping/" not in office.get("/office/polls/").content.decode()


def test_places_with_few_votes_are_not_shown_nor_one_from_which_they_follow(
    office: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    poll = voting(office)
    homes = [spot.path for spot in atlas().of_level("community")][:4]
    voted = {homes[0]: 40, homes[1]: 25, homes[2]: 12, homes[3]: 3}
    rows = [*((f"{path}g01/", 50, count) for path, count in voted.items()), (poll.place_path, 9, 2)]
    monkeypatch.setattr(by_place, "turnout_by_path", lambda _poll: rows)
    spread = by_place.spread_of(poll)
    assert spread is not None
    assert [(row.votes, row.electors, row.share) for row in spread.rows] == [(40, 50, 100), (25, 50, 62)]
    assert (spread.hidden, spread.hidden_votes, spread.elsewhere) == (2, 15, 2)
    monkeypatch.setattr(by_place, "turnout_by_path", lambda _poll: rows[2:])
    assert by_place.spread_of(poll) is None
