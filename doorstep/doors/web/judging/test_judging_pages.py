"""A round from beginning to end by its pages; results say n and how; a pledge by its pages; the loop leads to the records."""

from argparse import ArgumentParser
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image
from PIL.ExifTags import IFD

from doorstep.doors.cli import sortition
from doorstep.doors.web.judging import judging
from doorstep.doors.web.limits import Limit
from doorstep.kernel.actor import Actor
from doorstep.store.cases.acting import act
from doorstep.store.places.atlas import atlas
from doorstep.wings.judging.links import link_token
from doorstep.wings.judging.models import Answer, Drawn, Round
from doorstep.wings.judging.papers import sheet_key
from doorstep.wings.pledges.models import Pledge
from doorstep.wings.projects.models import Picture, Project
from doorstep.wings.projects.services import Proposal, propose
from tests.living import acting, employ

pytestmark = pytest.mark.django_db
GRADES = dict.fromkeys(("need", "use", "quality", "manner", "overall"), "satisfied")


@pytest.fixture
def coordinator() -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ("coordinator", "tcb"))
    return client


@pytest.fixture
def public() -> Client:
    return Client(headers={"host": "testserver"})


@pytest.fixture
def accepted() -> Project:
    office, desk, now = acting(employ("coordinator", "tcb")), acting(employ("desk_clerk", "cgj")), timezone.now()
    today = timezone.localdate().isoformat()
    proposal = Proposal(topic="路灯", what="装灯", place="510181000000", category="roads.lamp")
    made = propose(proposal, actor=office, unit="tcb", now=now).case_id
    for verb, actor, form in (
        ("set_up", office, {"unit": "cgj", "batch": 1}),
        ("plan", desk, {"milestones": f"装灯，1，{today}"}),
        ("begin", desk, {}),
        ("fund", office, {"source": "district", "amount": "1000"}),
        ("reach", desk, {"milestone": 1, "done_on": today}),
        ("hand_over", desk, {"result": "亮了"}),
        ("accept", office, {"accepted_on": today}),
    ):
        act(case_id=made, verb=verb, form=form, actor=actor, now=now)
    return Project.objects.get(pk=made)


def test_a_round_is_begun_answered_and_closed_and_its_result_says_n_and_how(
    coordinator: Client, public: Client, accepted: Project, statements: Any
) -> None:
    today = timezone.localdate().isoformat()
    asked = {"ask": "open", "opens_on": today, "closes_on": today, "sheets": "30"}
    answer = coordinator.post(f"/office/judging/new/{accepted.number}/", asked)
    assert answer.status_code == 302, answer.content.decode()[:2000]
    one = Round.objects.get()
    assert "路灯" in public.get(f"/judge/{one.code}/").content.decode()
    missing = public.post(f"/judge/{one.code}/", {**GRADES, "overall": ""})
    assert missing.status_code == 422
    assert 'value="satisfied" checked' in missing.content.decode()
    assert public.post(f"/judge/{one.code}/", GRADES).status_code == 200
    taken = public.get(f"/judge/{one.code}/").content.decode()
    assert "您已经评过了" in taken
    assert '<form method="post" action="/judge/' not in taken
    change = public.get(f"/judge/{one.code}/?change=1").content.decode()
    assert 'value="satisfied" checked' in change
    public.post(f"/judge/{one.code}/", {**GRADES, "overall": "fair", "words": "灯太暗"})
    office = f"/office/judging/{one.code}/"
    assert coordinator.post(f"{office}paper/", {**GRADES, "sheet": "1-BBBBBB"}).status_code == 422
    scanned = coordinator.get(f"/judge/{one.code}/?s={sheet_key(one, 1)}", follow=True)
    assert scanned.redirect_chain[-1][0].startswith(f"{office}paper/")
    assert f'value="{sheet_key(one, 1)}"' in scanned.content.decode()
    coordinator.post(f"{office}paper/", {**GRADES, "sheet": sheet_key(one, 1)})
    assert "工作人员" in public.get(f"/judge/{one.code}/?s={sheet_key(one, 1)}").content.decode()
    assert "已经作废" in void_and_find(coordinator, public, one)
    for key in "abcc":
        coordinator.post(f"/judge/{one.code}/", {**GRADES, "helped": "1", "key": key * 32})
    assert Answer.objects.count() == 5
    assert "这一轮还没结束" in public.get(f"/judge/{one.code}/results/").content.decode()
    assert public.get(f"/judge/{one.code}/answers/").status_code == 404
    with statements() as run:
        assert "灯太暗" not in coordinator.get(office).content.decode()
    assert len(run) <= 15, run
    coordinator.post(f"{office}close/")
    for address in (f"/judge/{one.code}/results/", f"/projects/{accepted.number}/", "/judge/"):
        with statements() as run:
            page = public.get(address).content.decode()
        assert len(run) <= 15, run
        assert "n=5" in page
        assert "95% 区间" in page
        assert "代填" in page
    assert "灯太暗" in coordinator.get(office).content.decode()
    assert "份数不够" in public.get("/judge/").content.decode()
    assert coordinator.get("/office/judging/").status_code == 200
    assert "同一类诉求，前后各有几件" in coordinator.get(f"/office/projects/{accepted.number}/").content.decode()


def void_and_find(coordinator: Client, public: Client, one: Round) -> str:
    coordinator.post(f"/office/judging/{one.code}/void/", {"first": "2", "last": "", "why": "雨淋坏了"})
    return public.get(f"/judge/{one.code}/?s={sheet_key(one, 2)}").content.decode()


def test_a_figure_opens_the_answers_it_counts_and_of_very_few_nothing_is_said(
    coordinator: Client, public: Client, accepted: Project
) -> None:
    today = timezone.localdate().isoformat()
    asked = {"ask": "open", "opens_on": today, "closes_on": today, "sheets": "9"}
    coordinator.post(f"/office/judging/new/{accepted.number}/", asked)
    one = Round.objects.get()
    for number in range(1, 6):
        given = {**GRADES, "sheet": sheet_key(one, number), "overall": "fair" if number == 1 else "satisfied"}
        coordinator.post(f"/office/judging/{one.code}/paper/", given)
    Round.objects.filter(pk=one.pk).update(closed_at=timezone.now(), n=5, satisfied=4)
    page = public.get(f"/judge/{one.code}/results/").content.decode()
    assert "不到 30 份，只作参考" in page
    for query, count in (("how=paper", 5), ("overall=fair", 1), ("need=satisfied", 5), ("overall=nothing", 5)):
        assert (query in page) == (query != "overall=nothing")
        shown = public.get(f"/judge/{one.code}/answers/?{query}").content.decode()
        assert shown.count("<tr>") == count + 1, query
    rows = public.get(f"/judge/{one.code}/answers.csv").content.decode().splitlines()
    assert (rows[0], len(rows)) == ("how,way,overall,need,use,quality,manner", 6)
    Answer.objects.filter(overall="satisfied").update(way="online")
    assert "how=" not in public.get(f"/judge/{one.code}/results/").content.decode()
    assert public.get(f"/judge/{one.code}/answers/?how=paper").content.decode().count("<tr>") == 6, (
        "one sheet would be told apart"
    )
    assert public.get(f"/judge/{one.code}/answers.csv").content.startswith(b"overall,")
    Answer.objects.filter(overall="fair").delete()
    few = public.get(f"/judge/{one.code}/results/").content.decode()
    assert "不到 5 份，不说比例" in few
    assert "answers/" not in few
    for address in ("answers/", "answers.csv"):
        assert public.get(f"/judge/{one.code}/{address}").status_code == 404


def test_the_loop_is_a_picture_whose_stations_are_links(public: Client, coordinator: Client, accepted: Project) -> None:
    page = public.get(f"/projects/{accepted.number}/loop/").content.decode()
    assert page.count('class="node"') == 8
    assert "<script>" not in page
    assert "/all/" not in page
    assert coordinator.get(f"/projects/{accepted.number}/loop/").status_code == 200


def test_a_pledge_is_entered_moved_and_taken_back_and_everybody_reads_the_sums(
    coordinator: Client, public: Client, accepted: Project, statements: Any
) -> None:
    typed = {
        "giver": "新华书店",
        "giver_kind": "shop",
        "kind": "goods",
        "quantity": "2430.5",
        "what": "读书角的书",
        "document": "FP-1",
        "project": accepted.number,
    }
    assert coordinator.post("/office/pledges/new/", {**typed, "quantity": "很多"}).status_code == 422
    assert coordinator.post("/office/pledges/new/", typed).status_code == 302
    made = Pledge.objects.get()
    at = f"/office/pledges/{made.number}/"
    again = coordinator.post("/office/pledges/new/", typed, follow=True)
    assert (again.redirect_chain[-1][0], Pledge.objects.count()) == (at, 1)
    assert "已登记过" in again.content.decode()
    refused = coordinator.post("/office/pledges/new/", {**typed, "quantity": "9"})
    assert "同一笔不能算两次" in refused.content.decode()
    assert coordinator.post(f"{at}move/", {"code": "receive", "amount": "9999", "document": "SK"}).status_code == 422
    for said in ("记下了。", "已登记过"):
        answer = coordinator.post(f"{at}move/", {"code": "receive", "amount": "2430.5", "document": "SK"}, follow=True)
        assert said in answer.content.decode()
    for client, address in ((public, "/projects/pledges/"), (coordinator, "/office/pledges/"), (coordinator, at)):
        with statements() as run:
            page = client.get(address).content.decode()
        assert len(run) <= 15, run
        assert "2,430.50" in page
    page = public.get("/projects/pledges/").content.decode()
    assert "撬动比 2.43" in page
    assert "新华书店" not in page
    assert "账是平的" in page
    movement = made.movements.get(code="receive")
    coordinator.post(f"{at}back/{movement.pk}/", {"why": "记错"})
    assert "撬动比 0.00" in public.get("/projects/pledges/").content.decode()
    assert public.get(f"/projects/{accepted.number}/").status_code == 200


def test_a_round_of_elsewhere_does_not_exist_for_a_clerk(coordinator: Client, accepted: Project) -> None:
    today = timezone.localdate().isoformat()
    coordinator.post(
        f"/office/judging/new/{accepted.number}/",
        {"ask": "open", "opens_on": today, "closes_on": today, "sheets": "30"},
    )
    one, elsewhere = Round.objects.get(), Client(headers={"host": "testserver"})
    elsewhere.force_login(employ("community_clerk", "xfjd_xfq", atlas().of_level("community")[0].code))
    office = f"/office/judging/{one.code}/"
    for address in (office, f"{office}paper/"):
        assert elsewhere.get(address).status_code == 404
    for what in ("sheets", "invitations", "void", "replace", "paper", "draw", "close", "show/1"):
        address = f"{office}{what}/"
        assert elsewhere.post(address, {**GRADES, "sheet": sheet_key(one, 1)}).status_code == 404, address
    assert not Answer.objects.exists()


def test_answers_from_one_address_are_rationed(
    coordinator: Client, accepted: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "JUDGED", (Limit(what="judged", times=1, minutes=10),))
    today = timezone.localdate().isoformat()
    coordinator.post(
        f"/office/judging/new/{accepted.number}/", {"ask": "open", "opens_on": today, "closes_on": today, "sheets": "0"}
    )
    address = f"/judge/{Round.objects.get().code}/"
    answers = [Client(headers={"host": "testserver"}).post(address, GRADES).status_code for _ in range(2)]
    assert answers == [200, 429]
    assert Answer.objects.count() == 1


def with_position() -> bytes:
    """A photo that says where it was taken."""
    picture, exif, out = Image.new("RGB", (400, 300), (120, 140, 90)), Image.Exif(), BytesIO()
    exif.get_ifd(IFD.GPSInfo)[2] = (31.0, 0.0, 0.0)
    exif[0x010F] = "Maker"
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def test_a_visitor_hands_in_photos_that_are_public_without_position_once_somebody_has_looked(
    coordinator: Client, public: Client, accepted: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    today = timezone.localdate().isoformat()
    asked = {"ask": "sampled", "opens_on": today, "closes_on": today, "sheets": "0"}
    coordinator.post(f"/office/judging/new/{accepted.number}/", asked)
    one = Round.objects.get()
    drawn = {"roll": "\n".join(f"{turn} 号" for turn in range(9)), "wanted": "2", "visitors": "1"}
    coordinator.post(f"/office/judging/{one.code}/draw/", drawn)
    one.refresh_from_db()
    names = {"names": "王大娘\n李大爷"}
    for printed in ("sheets", "invitations"):
        assert coordinator.post(f"/office/judging/{one.code}/{printed}/", names).content.startswith(b"%PDF")
    address = f"/judge/{one.code}/look/"
    typed = {"k": link_token(one, 1), "visited_on": today, "observation": "灯都亮", "overall": "satisfied"}
    no_picture = SimpleUploadedFile("a.jpg", b"MZ no picture", content_type="image/jpeg")
    wrong = public.post(address, {**typed, "photos": no_picture})
    assert wrong.status_code == 422
    assert "灯都亮" in wrong.content.decode()
    assert public.post(address, {**typed, "k": link_token(one, 2)}).status_code == 403
    sent = SimpleUploadedFile("a.jpg", with_position(), content_type="image/jpeg")
    assert public.post(address, {**typed, "photos": sent}).status_code == 200
    picture = Picture.objects.get(project=accepted)
    shown = f"/projects/{accepted.number}/photos/{picture.pk}.jpg"
    assert public.get(shown).status_code == 404
    act(case_id=accepted.pk, verb="show_photo", form={"nobody_seen": "on"}, actor=office_actor(), now=timezone.now())
    answer = public.get(shown)
    kept = Image.open(BytesIO(answer.getvalue()))
    assert not dict(kept.getexif())
    assert "来看的居民拍的" in public.get(f"/projects/{accepted.number}/").content.decode()
    replaced = coordinator.post(f"/office/judging/{one.code}/replace/", {"rank": "1", "why": "absent"}, follow=True)
    assert "已经去看过" in replaced.content.decode()
    replay(public, one, tmp_path)
    assert Drawn.objects.get(round=one, rank=1).person.hex()[:32] in capsys.readouterr().out


def office_actor() -> Actor:
    return acting(employ("coordinator", "tcb"))


def replay(public: Client, one: Round, folder: Path) -> None:
    """As anybody may: with the published roll, seed and commitment, and the command."""
    roll = folder / "roll.csv"
    roll.write_bytes(public.get(f"/judge/{one.code}/roll.csv").content)
    parser = ArgumentParser()
    sortition.add_arguments(parser)
    given = [
        "draw",
        str(roll),
        "--seed",
        one.seed,
        "--nonce",
        one.nonce,
        "--commitment",
        one.commitment,
        "--seats",
        "2",
    ]
    assert sortition.run(parser.parse_args(given)) == 0
