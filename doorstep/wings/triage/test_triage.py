"""The wing on a real database: an opinion for each case, a ring where life is in the words, lessons from people, versions."""

from dataclasses import replace
from uuid import UUID

import numpy as np
import pytest

from doorstep.store.cases.hearing import Told
from doorstep.store.cases.locking import find
from doorstep.wings.triage import acquainting, packing, queries, reactions, services, teaching, versions
from doorstep.wings.triage.learning import Row, TooLittleToLearn, learn
from doorstep.wings.triage.models import Lesson, Opinion, Version
from doorstep.wings.triage.packing import ModelBroken, pack, unpack
from doorstep.wings.triage.reading import read, words_of
from tests.living import NOW, acting, employ, step, word

pytestmark = pytest.mark.django_db
WHERE = ("桥头", "校门口", "菜市场", "公园", "医院", "车站", "河边", "广场", "体育馆", "图书馆", "邮局", "银行")
LAMPS = [
    f"{where}{more}，路灯坏了，晚上不亮" for where, more in zip(WHERE, ("老人摔倒过", "孩子怕黑") * 6, strict=True)
]
RUBBISH = [
    f"{where}{more}，垃圾没有清运，很臭" for where, more in zip(WHERE, ("堆了三天", "苍蝇很多") * 6, strict=True)
]


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """What another test learned was rolled back with it."""
    versions._kept.forget_all()


def told(case_id: UUID, event: str) -> Told:
    held = find(case_id)
    assert held is not None
    return Told(town="town_dujiangyan", case_id=case_id, seq=held.case.seq, event=event)


def taught(monkeypatch: pytest.MonkeyPatch) -> Version:
    rows = [(text, "roads.lamp") for text in LAMPS] + [(text, "streets.garbage") for text in RUBBISH]
    monkeypatch.setattr(queries, "taught", lambda limit: rows)
    return versions.train(precision=0.7, fewest=10, by=None, now=NOW)


def test_nothing_learned_yet_it_guesses_by_the_packs_words_and_claims_no_confidence() -> None:
    found = services.propose("门口的路灯坏了，晚上不亮")
    assert (found.category, found.confidence, found.is_sure) == ("roads.lamp", 0.0, False)
    assert "路灯" in found.because


def test_a_case_is_read_once_however_often_the_reaction_runs() -> None:
    case = word("三号楼门口的路灯坏了，晚上不亮")
    for _ in range(2):
        reactions.read_case(told(case.case_id, "case.opened"), now=NOW)
    (opinion,) = Opinion.objects.filter(case_id=case.case_id)
    assert (opinion.category, opinion.danger) == ("roads.lamp", "")
    held = find(case.case_id)
    assert held is not None
    assert held.case.category != "roads.lamp", "a person sorts, not the machine"


def test_words_of_danger_ring_once_and_change_neither_urgency_nor_state() -> None:
    case = word("楼下有人晕倒了，快来")
    before = find(case.case_id)
    for _ in range(2):
        reactions.read_case(told(case.case_id, "case.opened"), now=NOW)
    after = find(case.case_id)
    assert before is not None
    assert after is not None
    assert after.case.seq == before.case.seq + 1
    assert "rung" in after.case.memory.flags
    assert (after.case.urgency, after.case.state) == (before.case.urgency, before.case.state)


def test_what_a_person_sorts_is_a_lesson_beside_what_was_proposed() -> None:
    office = acting(employ("coordinator", "tcb"))
    case = word("三号楼门口的路灯坏了，晚上不亮")
    reactions.read_case(told(case.case_id, "case.opened"), now=NOW)
    step(case, "sort", office, {"category": "utilities.power"})
    for _ in range(2):
        reactions.learn_from(told(case.case_id, "case.sorted"), now=NOW)
    (lesson,) = Lesson.objects.filter(case_id=case.case_id, subject="category")
    assert (lesson.said, lesson.given, lesson.learned_in) == ("roads.lamp", "utilities.power", None)
    assert [one.given for one in queries.waiting()] == ["utilities.power"]
    assert queries.count_waiting() == (1, 1)
    assert "utilities.power" in {category for _, category in queries.taught(1000)}


def test_a_version_is_used_explains_itself_and_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    first = taught(monkeypatch)
    found = services.propose("桥头的路灯坏了，晚上不亮")
    assert (found.category, found.version) == ("roads.lamp", first.serial)
    assert found.confidence > 0.5
    assert set(found.because) & {"路灯", "不亮", "坏"}
    second = taught(monkeypatch)
    assert versions.in_use().serial == second.serial
    versions.use(first.serial)
    assert versions.in_use().serial == first.serial
    with pytest.raises(versions.AlreadyCurrent):
        versions.use(first.serial)
    with pytest.raises(versions.VersionUnknown):
        versions.use(0)


def test_types_of_request_are_learned_from_people_and_said_with_confidence(monkeypatch: pytest.MonkeyPatch) -> None:
    guessed = services.propose("请问桥头社区怎么办理").request
    assert (guessed.code, guessed.is_learned, guessed.confidence, guessed.is_sure) == (
        "consultation",
        False,
        0.0,
        False,
    )
    rows = [(text, "consultation") for text in LAMPS] + [(text, "complaint") for text in RUBBISH]
    monkeypatch.setattr(queries, "asked", lambda limit: rows)
    version = taught(monkeypatch)
    found = services.propose("投诉车站垃圾没有清运，很臭").request
    assert (found.code, found.is_learned) == ("complaint", True)
    assert found.confidence > 0.5
    assert set(found.because) & {"投诉", "垃圾", "清运", "臭"}
    assert queries.versions()[0].requests is not None
    Version.objects.filter(serial=version.serial).update(request_signature=b"another hand")
    versions._kept.forget()
    assert versions.in_use().is_broken
    assert not services.propose("投诉车站垃圾没有清运").request.is_learned


def test_a_type_that_a_person_gave_is_kept_and_taught() -> None:
    office = acting(employ("coordinator", "tcb"))
    case = word("请问三号楼门口的路灯怎么还不修")
    reactions.read_case(told(case.case_id, "case.opened"), now=NOW)
    step(case, "sort", office, {"category": "roads.lamp", "request_type": "complaint"})
    reactions.learn_from(told(case.case_id, "case.sorted"), now=NOW)
    lesson = Lesson.objects.get(case_id=case.case_id, subject="request_type")
    assert (lesson.said, lesson.given, lesson.was_sure) == ("consultation", "complaint", False)
    assert [kind for _, kind in queries.asked(10)] == ["complaint"]
    assert [one.given for one in queries.agreements("request_type")] == ["complaint"]
    assert len(queries.latest(10)) == 1


def test_a_model_that_was_not_signed_here_is_not_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    version = taught(monkeypatch)
    Version.objects.filter(serial=version.serial).update(signature=b"another hand")
    versions._kept.forget()
    assert (versions.in_use().model, versions.in_use().is_broken) == (None, True)
    assert services.propose("桥头的路灯坏了").version is None
    Version.objects.update(is_current=False)
    with pytest.raises(ModelBroken):
        versions.use(version.serial)


def test_too_few_rows_teach_nothing() -> None:
    with pytest.raises(TooLittleToLearn):
        learn([Row(text="路灯坏了", label="roads.lamp")])


def test_what_was_too_rare_to_learn_is_not_taken_for_something_else(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(text, "roads.lamp") for text in LAMPS] + [(text, "streets.garbage") for text in RUBBISH]
    rare = [(f"{where}的窗口，社保缴费怎么补，老人问了三天", "work.pensions") for where in WHERE[:9]]
    asked = "社保缴费断了三天，怎么补"
    sure = learn([Row(text=text, label=label) for text, label in rows], precision=0.97)
    monkeypatch.setattr(queries, "taught", lambda limit: [*rows, *rare])
    versions.train(precision=0.97, fewest=10, by=None, now=NOW)
    taught_of, model = next(iter(queries.versions())), versions.in_use().model
    assert model is not None
    assert (taught_of.report.n, taught_of.report.strange) == (len(rows), len(rare))
    assert model.explain(asked).confidence < sure.model.explain(asked).confidence
    assert not model.explain(asked).is_sure
    assert model.explain(LAMPS[0]).is_sure
    found = services.propose(asked)
    assert (found.category, found.confidence, found.is_sure) == ("work.pensions", 0.0, False)


def test_words_that_keep_company_go_into_the_model_and_come_back_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acquainting, "FEWEST", 10)
    monkeypatch.setattr(teaching, "FEWEST", 10)
    rows = [Row(text=text, label="roads.lamp") for text in LAMPS] + [Row(text=text, label="other") for text in RUBBISH]
    learned = learn(rows)
    assert len(learned.model.features.companies) == 2
    assert learned.model.net is not None
    kept = unpack(pack(learned)).model
    asked = [*LAMPS[:3], *RUBBISH[:3], "完全没见过", ""]
    np.testing.assert_allclose(kept.scores(read(asked)), learned.model.scores(read(asked)), atol=0.01)
    assert [one.label for one in kept.judge(asked[:6])] == ["roads.lamp"] * 3 + ["other"] * 3


def test_a_score_is_the_sum_of_what_the_features_say(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acquainting, "FEWEST", 10)
    monkeypatch.setattr(teaching, "FEWEST", 10)
    model = learn([*(Row(text=t, label="a") for t in LAMPS), *(Row(text=t, label="b") for t in RUBBISH)]).model
    sheet = acquainting.sheet_of(model.features, [words_of(text) for text in (LAMPS[0], RUBBISH[0])])
    assert model.net is not None
    said = sheet @ model.weights + model.bias + model.net.scores(sheet.pointed, sheet.begun)
    np.testing.assert_allclose(said, model.scores(read([LAMPS[0], RUBBISH[0]])), rtol=1e-3, atol=1e-4)


def test_a_version_learned_before_there_was_a_net_is_opened_and_asked_as_it_was_learned(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(acquainting, "FEWEST", 10)
    monkeypatch.setattr(teaching, "FEWEST", 10)
    rows = [Row(text=text, label="roads.lamp") for text in LAMPS] + [Row(text=text, label="other") for text in RUBBISH]
    learned = learn(rows)
    before = replace(learned, model=replace(learned.model, net=None))
    kept = unpack(packing.BEFORE + pack(before).removeprefix(packing.MAGIC)).model
    asked = read([LAMPS[0], RUBBISH[0]])
    assert kept.net is None
    np.testing.assert_allclose(kept.scores(asked), before.model.scores(asked), atol=0.01)
