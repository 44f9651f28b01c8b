"""Before a report is sent the resident sees what may be the same, joins it or not, and keeps everything that is theirs."""

from hashlib import sha256

import pytest
from django.test import Client

from doorstep.doors.web.resident import same
from doorstep.kernel.actor import Actor
from doorstep.store.cases.hearing import Told
from doorstep.store.cases.models import Case, CaseWords, Receipt
from doorstep.store.places.atlas import atlas
from doorstep.wings.dispatch import nearby, reactions
from doorstep.wings.publication.models import Item
from tests.living import FINISHED, acting, employ, step

pytestmark = pytest.mark.django_db
SAID = "中央花园三号楼门口的路灯三天没亮了，老人晚上出门看不见路"
AGAIN = "中央花园门口路灯不亮三天了，晚上黑得看不见"
OTHER = "菜市场后面的垃圾桶满了没人倒，苍蝇很多"


def stranger() -> Client:
    """Somebody else, who holds nothing."""
    return Client(HTTP_HOST="testserver")


@pytest.fixture
def client() -> Client:
    """The second resident."""
    return stranger()


def form(what: str, **rest: str) -> dict[str, str]:
    place = atlas().of_level("community")[0].code
    return {"what": what, "place": place, "key": sha256(what.encode()).hexdigest()[:32], **rest}


def report(client: Client, what: str, **rest: str) -> str:
    """What the resident reads next."""
    return client.post("/report/", form(what, **rest), follow=True).content.decode()


def newest() -> Case:
    return Case.objects.order_by("-opened_at", "-id")[0]


def joined(client: Client) -> tuple[Case, Case]:
    """A case, and a second person's word that was joined to it."""
    report(stranger(), SAID)
    main = newest()
    report(client, AGAIN, same=main.number, phone="13900000001")
    child = Case.objects.exclude(id=main.id).get()
    reactions.count_reports(
        Told(town="town_dujiangyan", case_id=child.id, seq=child.seq, event="case.joined"), now=child.moved_at
    )
    main.refresh_from_db()
    return main, child


def test_a_second_report_of_the_same_trouble_is_asked_about_first(client: Client) -> None:
    report(stranger(), SAID)
    said = report(client, AGAIN)
    assert "是不是这件" in said
    assert CaseWords.objects.get().title in said
    assert AGAIN in said
    assert Case.objects.count() == 1


def test_where_a_case_is_published_its_blurred_photos_help_to_judge(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(stranger(), SAID)
    number = newest().number
    monkeypatch.setattr(same.public, "by_number", lambda _number: Item(number=number, title="路灯", body="三号楼门口"))
    monkeypatch.setattr(same, "shown_ids", lambda _item: [7, 8, 9])
    said = report(client, AGAIN)
    assert f'src="/public/{number}/photos/7.jpg"' in said
    assert "photos/9.jpg" not in said


def test_something_else_is_not_held_up(client: Client) -> None:
    report(stranger(), SAID)
    assert "收到了" in report(client, OTHER)
    assert Case.objects.count() == 2


def test_none_of_these_is_sent_as_it_is(client: Client) -> None:
    report(stranger(), SAID)
    assert "收到了" in report(client, AGAIN, same="none")
    assert Case.objects.filter(state="collected").count() == 2


def test_whoever_joins_has_a_receipt_of_their_own_and_counts_as_a_person(client: Client) -> None:
    main, child = joined(client)
    assert (child.state, child.merged_into, main.reports) == ("merged", main.id, 2)
    assert Receipt.objects.filter(case=child).count() == 1
    page = client.get(f"/case/{child.number}/").content.decode()
    assert main.number in page
    assert "一共 2 人反映" in page
    assert SAID not in page
    assert client.get(f"/case/{main.number}/").status_code == 404


def test_the_same_phone_counts_once(client: Client) -> None:
    main, _ = joined(client)
    report(stranger(), AGAIN + "真的", same=main.number, phone="13900000001")
    child = newest()
    reactions.count_reports(
        Told(town="town_dujiangyan", case_id=child.id, seq=child.seq, event="case.joined"), now=child.moved_at
    )
    main.refresh_from_db()
    assert main.reports == 2


def test_only_what_was_shown_can_be_joined(client: Client) -> None:
    report(stranger(), SAID)
    main = newest()
    answer = report(client, OTHER, same=main.number)
    assert "收到了" in answer
    assert newest().merged_into is None
    assert client.get(f"/case/{newest().number}/join/").status_code == 404


def test_a_complaint_about_somebody_is_shown_to_nobody(client: Client) -> None:
    report(stranger(), SAID)
    Case.objects.update(request_type="complaint")
    assert "收到了" in report(client, AGAIN)


def test_the_one_who_joined_rates_and_has_it_taken_up_again(client: Client) -> None:
    main, child = joined(client)
    office, desk = acting(employ("coordinator", "tcb")), acting(employ("desk_clerk", "cgj_szss"))
    step(main.id, "hand_up", office)
    step(main.id, "dispatch", office, {"unit": "cgj_szss", "basis": "派单目录"})
    step(main.id, "accept", desk)
    step(main.id, "finish", desk, FINISHED)
    seq = Case.objects.get(id=main.id).seq
    reactions.finish_merged(
        Told(town="town_dujiangyan", case_id=main.id, seq=seq, event="case.finished"), now=main.moved_at
    )
    own = Actor(kind="resident", receipts=frozenset({child.id}))
    step(child.id, "rate", own, {"grade": "dissatisfied"})
    assert Case.objects.get(id=child.id).state == "collected"
    assert Case.objects.get(id=main.id).state == "awaiting_rating"


def test_a_wrong_join_is_taken_apart_and_nothing_is_lost(client: Client) -> None:
    main, child = joined(client)
    step(child.id, "unmerge", acting(employ("coordinator", "tcb")), {"note": "不是一处"})
    child.refresh_from_db()
    assert (child.state, child.merged_into) == ("pooled", None)
    reactions.count_reports(
        Told(town="town_dujiangyan", case_id=child.id, seq=child.seq, event="case.unmerged"), now=child.moved_at
    )
    main.refresh_from_db()
    assert main.reports == 1


def test_whoever_takes_a_joined_word_back_counts_no_more(client: Client) -> None:
    main, child = joined(client)
    step(child.id, "withdraw", Actor(kind="resident", receipts=frozenset({child.id})))
    seq = Case.objects.get(id=child.id).seq
    reactions.count_reports(
        Told(town="town_dujiangyan", case_id=child.id, seq=seq, event="case.withdrawn"), now=child.moved_at
    )
    main.refresh_from_db()
    assert main.reports == 1


def test_distance_is_reckoned_in_metres() -> None:
    assert round(nearby.apart((103.62, 30.99), (103.62, 30.991))) == 111
