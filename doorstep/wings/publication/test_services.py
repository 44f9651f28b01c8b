"""A batch goes to the public only through two people, redacted, and can be taken down again."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID, uuid4

import pytest

from doorstep.adapters import files
from doorstep.adapters.files.memory import FilesInMemory
from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import NeedsAnotherPerson
from doorstep.store.cases.hearing import Told
from doorstep.store.cases.models import Case, Event
from doorstep.store.cases.verifying import Report, verify
from doorstep.wings.publication import public, queries, reactions, services
from doorstep.wings.publication.models import Item, PublicPhoto
from doorstep.wings.publication.verifying import verify_published
from tests.living import NOW, acting, employ, finished, pooled, rated, step, word

pytestmark = pytest.mark.django_db
NASTY = "我是王小明，电话13812345678，身份证11010519491231002X，住翔凤桥3栋2单元501，门口路灯不亮"


@pytest.fixture
def desk() -> Actor:
    return acting(employ("desk_clerk", "cgj_szss"))


@pytest.fixture
def publisher() -> Actor:
    return acting(employ("publisher", "tcb"))


@pytest.fixture
def reviewer() -> Actor:
    return acting(employ("reviewer", "tcb"))


def told(case_id: UUID, event: str) -> Told:
    return Told(town="town_dujiangyan", case_id=case_id, seq=Case.objects.get(id=case_id).seq, event=event)


def take(batch: UUID, verb: str, actor: Actor, **form: str) -> None:
    services.take_batch_step(batch, verb, form, actor=actor, now=NOW, key=None, seen=None)


def published(publisher: Actor, reviewer: Actor, *numbers: str) -> UUID:
    batch = services.open_batch(title="第一批", actor=publisher, now=NOW).case_id
    services.add_items(batch, numbers, actor=publisher, now=NOW)
    take(batch, "submit", publisher)
    take(batch, "approve", reviewer)
    for _ in range(2):
        reactions.publish_batch(told(batch, "batch.published"), now=NOW)
    return batch


def test_an_item_holds_nothing_of_the_original_that_leads_to_a_person(
    office: Actor, desk: Actor, publisher: Actor
) -> None:
    case = finished(NASTY, office, desk, "cgj_szss", masked="门口路灯不亮")
    batch = services.open_batch(title="第一批", actor=publisher, now=NOW).case_id
    assert services.add_items(batch, [case.number], actor=publisher, now=NOW) == 1
    item = Item.objects.get(case_id=case.case_id)
    written = " ".join(str(getattr(item, field.name)) for field in Item._meta.fields)
    for secret in ("王小明", "13812345678", "11010519491231002X", "501"):
        assert secret not in written
    assert {mark["kind"] for mark in item.marks["body"]} >= {"phone", "identity", "name", "door"}
    assert item.outcome == "护栏换好了"


def test_a_batch_is_public_after_a_second_person_has_reviewed_it(
    office: Actor, desk: Actor, publisher: Actor, reviewer: Actor
) -> None:
    case = finished("路灯不亮", office, desk, "cgj_szss")
    batch = published(publisher, reviewer, case.number)
    item = Item.objects.get(batch_id=batch)
    assert item.published_at == NOW
    assert Case.objects.get(id=case.case_id).is_published
    assert Event.objects.filter(case_id=case.case_id, verb="publish").count() == 1
    rated(case)
    reactions.follow_case(told(case.case_id, "case.rated"), now=NOW)
    item.refresh_from_db()
    assert (item.state, item.grade) == ("rated", "satisfied")
    assert list(verify(Report())) == []


def test_a_batch_is_that_of_the_unit_for_which_somebody_publishes(db: None) -> None:
    for role, unit in (("desk_clerk", "cgj"), ("publisher", "tcb"), ("desk_clerk", "zjj")):
        both = employ(role, unit, username="both")
    batch = services.open_batch(title="一批", actor=acting(both), now=NOW)
    assert Case.objects.get(id=batch.case_id).opened_unit == "tcb"


def test_whoever_submitted_a_batch_may_not_approve_it(office: Actor, desk: Actor) -> None:
    both = employ("publisher", "tcb", username="both")
    employ("reviewer", "tcb", username="both")
    actor = acting(both)
    case = finished("路灯不亮", office, desk, "cgj_szss")
    batch = services.open_batch(title="一批", actor=actor, now=NOW).case_id
    services.add_items(batch, [case.number], actor=actor, now=NOW)
    take(batch, "submit", actor)
    with pytest.raises(NeedsAnotherPerson):
        take(batch, "approve", actor)


def test_a_tip_off_can_neither_be_found_nor_added(office: Actor, publisher: Actor) -> None:
    tip = pooled("有人收钱", office, request_type="tip_off")
    assert queries.candidates(queries.Filter(), withheld_types=["tip_off"]) == []
    batch = services.open_batch(title="一批", actor=publisher, now=NOW).case_id
    assert services.add_items(batch, [tip.number], actor=publisher, now=NOW) == 0


def test_what_is_sorted_among_the_tip_offs_after_it_was_chosen_is_never_published(
    office: Actor, publisher: Actor, reviewer: Actor
) -> None:
    case = pooled("有人收钱", office)
    batch = services.open_batch(title="一批", actor=publisher, now=NOW).case_id
    services.add_items(batch, [case.number], actor=publisher, now=NOW)
    take(batch, "submit", publisher)
    step(case, "sort", office, {"category": "roads.railing", "request_type": "tip_off"})
    take(batch, "approve", reviewer)
    reactions.publish_batch(told(batch, "batch.published"), now=NOW)
    assert public.by_number(case.number) is None
    assert not Case.objects.get(id=case.case_id).is_published


def test_a_published_case_that_proves_a_tip_off_leaves_the_public_pages(
    office: Actor, publisher: Actor, reviewer: Actor
) -> None:
    case, waiting = pooled("有人收钱", office), pooled("有人收礼", office)
    published(publisher, reviewer, case.number)
    drafted = services.open_batch(title="一批", actor=publisher, now=NOW).case_id
    services.add_items(drafted, [waiting.number], actor=publisher, now=NOW)
    for one in (case, waiting):
        step(one, "sort", office, {"category": "roads.railing", "request_type": "tip_off"})
        for _ in range(2):
            reactions.keep_back(told(one.case_id, "case.sorted"), now=NOW)
    assert public.by_number(case.number) is None
    assert Event.objects.filter(case_id=case.case_id, verb="unpublish").count() == 1
    assert queries.items_of(drafted) == []


def test_what_was_sealed_is_neither_added_nor_published_nor_left_in_a_batch(
    office: Actor, publisher: Actor, reviewer: Actor
) -> None:
    shown, sent, waiting = (pooled("孩子被欺负", office) for _ in range(3))
    published(publisher, reviewer, shown.number)
    first, second = (services.open_batch(title="一批", actor=publisher, now=NOW).case_id for _ in range(2))
    services.add_items(first, [sent.number], actor=publisher, now=NOW)
    Item.objects.filter(batch_id=first).update(doubts=[])
    services.add_items(second, [waiting.number], actor=publisher, now=NOW)
    take(first, "submit", publisher)
    for one in (shown, sent, waiting):
        step(one, "seal", office, {"ground": "minor"})
    take(first, "approve", reviewer)
    reactions.publish_batch(told(first, "batch.published"), now=NOW)  # heard before the sealing was
    for one in (shown, sent, waiting):
        reactions.keep_sealed_back(told(one.case_id, "case.sealed"), now=NOW)
        assert public.by_number(one.number) is None
    assert queries.items_of(second) == []
    assert services.add_items(second, [waiting.number], actor=publisher, now=NOW) == 0
    assert not Case.objects.filter(is_published=True).exists()


def test_a_batch_is_held_still_while_it_is_asked_whether_it_is_ready(
    office: Actor, publisher: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = pooled("路灯不亮", office)
    batch = services.open_batch(title="一批", actor=publisher, now=NOW).case_id
    services.add_items(batch, [case.number], actor=publisher, now=NOW)
    done: list[str] = []
    monkeypatch.setattr(services, "lock", lambda _case_id: done.append("held"))
    monkeypatch.setattr(services, "check_ready", lambda _items: done.append("asked"))
    take(batch, "submit", publisher)
    assert done == ["held", "asked"]


def test_what_may_concern_a_child_waits_until_a_person_says_otherwise(office: Actor, publisher: Actor) -> None:
    case = pooled("学校门口有一名留守儿童没人接", office)
    batch = services.open_batch(title="一批", actor=publisher, now=NOW).case_id
    services.add_items(batch, [case.number], actor=publisher, now=NOW)
    with pytest.raises(services.ItemsDoubtful):
        take(batch, "submit", publisher)
    item = Item.objects.get(batch_id=batch)
    services.edit_item(item.pk, batch_id=batch, texts={}, hide=[], is_cleared=True, actor=publisher, now=NOW)
    take(batch, "submit", publisher)
    with pytest.raises(services.BatchClosed):
        services.edit_item(item.pk, batch_id=batch, texts={}, hide=[], is_cleared=True, actor=publisher, now=NOW)


def test_an_empty_batch_is_not_submitted_and_a_dropped_one_frees_its_cases(office: Actor, publisher: Actor) -> None:
    case = pooled("路灯不亮", office)
    batch = services.open_batch(title="一批", actor=publisher, now=NOW).case_id
    with pytest.raises(services.BatchEmpty):
        take(batch, "submit", publisher)
    services.add_items(batch, [case.number], actor=publisher, now=NOW)
    assert queries.candidates(queries.Filter(), withheld_types=[]) == []
    take(batch, "abandon", publisher)
    reactions.drop_batch(told(batch, "batch.abandoned"), now=NOW)
    assert [one.number for one in queries.candidates(queries.Filter(), withheld_types=[])] == [case.number]


def test_an_item_taken_down_is_gone_and_on_record(
    office: Actor, desk: Actor, publisher: Actor, reviewer: Actor
) -> None:
    case = finished("路灯不亮", office, desk, "cgj_szss")
    batch = published(publisher, reviewer, case.number)
    take(batch, "withdraw_item", publisher, item=case.number, reason="asked_by_reporter")
    for _ in range(2):
        reactions.take_item_down(told(batch, "batch.item_withdrawn"), now=NOW)
    assert Item.objects.get(batch_id=batch).withdrawn_at is not None
    assert not Case.objects.get(id=case.case_id).is_published
    assert Event.objects.filter(case_id=case.case_id, verb="unpublish").count() == 1


def test_a_word_taken_back_leaves_the_public_page(office: Actor, publisher: Actor, reviewer: Actor) -> None:
    case = pooled("路灯不亮", office)
    published(publisher, reviewer, case.number)
    step(case, "withdraw", Actor(kind="resident", receipts=frozenset({case.case_id})))
    reactions.take_own_word_down(told(case.case_id, "case.withdrawn"), now=NOW)
    assert Item.objects.get(case_id=case.case_id).withdrawn_at is not None


def test_cases_are_chosen_by_state_unit_place_and_grade(office: Actor, desk: Actor) -> None:
    good, bad = finished("路灯不亮", office, desk, "cgj_szss"), word("井盖响")
    rated(good)
    found = queries.candidates(
        queries.Filter(
            states=("rated",), unit="cgj_szss", category="roads", grades=("satisfied",), place_path="/510181/"
        ),
        withheld_types=[],
    )
    assert [one.number for one in found] == [good.number]
    assert found[0].grade == "satisfied"
    assert bad.number not in {one.number for one in found}


def test_a_text_that_was_reworded_after_it_was_published_is_found(
    office: Actor, desk: Actor, publisher: Actor, reviewer: Actor
) -> None:
    case = finished("路灯不亮", office, desk, "cgj_szss", masked="路灯不亮")
    published(publisher, reviewer, case.number)
    item = Item.objects.get(case_id=case.case_id)
    assert [str(one) for one in verify_published()] == []
    Item.objects.filter(id=item.pk).update(outcome="已经换了三盏")
    assert [str(one) for one in verify_published()] == [f"公示的 {case.number}：和存证时不一样：在数据库里被改过"]
    Item.objects.filter(id=item.pk).delete()
    assert [one.what for one in verify_published()] == ["公示过、存过证，现在没有了"]


def test_a_blurred_picture_goes_with_its_item_and_the_original_stays(
    office: Actor,
    publisher: Actor,
    reviewer: Actor,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[Callable[[], None]]]],
) -> None:
    shelf = FilesInMemory()
    monkeypatch.setattr(files, "_in_use", [shelf])
    cases = [pooled("护栏断了", office) for _ in range(3)]
    batch, other = (services.open_batch(title="一批", actor=publisher, now=NOW).case_id for _ in range(2))
    services.add_items(batch, [cases[0].number, cases[1].number], actor=publisher, now=NOW)
    services.add_items(other, [cases[2].number], actor=publisher, now=NOW)
    Item.objects.update(doubts=[])
    names = [f"town/{item.pk % 90 + 10}/{uuid4().hex}" for item in Item.objects.all()]
    for item, name in zip(Item.objects.all(), names, strict=True):
        shelf.keep(name, b"blurred")
        PublicPhoto.objects.create(item=item, photo_id=uuid4(), is_shown=True, stored_as=name)
    shelf.keep(original := f"town/00/{uuid4().hex}", b"as it was taken")
    with django_capture_on_commit_callbacks(execute=True):
        services.drop_item(Item.objects.get(number=cases[0].number).pk, batch_id=batch)
        services.forget_items(other)
        take(batch, "submit", publisher)
        take(batch, "approve", reviewer)
        reactions.publish_batch(told(batch, "batch.published"), now=NOW)
        services.withdraw_item(cases[1].case_id, reason="反映人要求", now=NOW)
    assert PublicPhoto.objects.get().is_shown is False
    assert shelf.read(original) == b"as it was taken"
    for name in names:
        with pytest.raises(files.FileLost):
            shelf.read(name)
