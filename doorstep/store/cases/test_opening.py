"""Opening cases, on the real database."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from doorstep.kernel.refusals import ActorNotEntitled, FormRefused, KeyUsedDifferently
from doorstep.store.cases.gathering import open_gathered
from doorstep.store.cases.models import Case, Clock, Event, Receipt, SealedText
from doorstep.store.cases.opening import Opening, Reporter, open_case, open_cases
from doorstep.store.cases.verifying import Report, verify
from doorstep.store.sealing import unseal
from tests.cast import GRID_PATH, PERSON_ID, RESIDENT, coordinator, grid_worker, stranger

NOW = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)


def word(**changes: Any) -> Opening:
    given: dict[str, Any] = {
        "mechanism": "six_orders",
        "actor": RESIDENT,
        "form": {"what": "河边护栏松了，我叫王小明，电话 13800138000"},
        "title": "河边护栏松了",
        "body": "河边护栏松了，我叫王某，电话 1********00",
        "place_path": GRID_PATH,
        "category": "",
        "request_type": "help",
        "channel": "web",
        "reporter": Reporter(is_anonymous=False, name="王小明", phone="13800138000"),
    }
    return Opening(**{**given, **changes})


@pytest.mark.django_db
def test_a_word_becomes_a_case_with_event_clock_receipt_and_sealed_text() -> None:
    opened = open_case(word(), now=NOW)
    case = Case.objects.get(id=opened.case_id)
    assert (case.state, case.seq, case.owed_by) == ("collected", 1, "first_desk@510181901901")
    assert opened.number.startswith("20261120-")
    assert Event.objects.get(case=case).name == "case.opened"
    assert Clock.objects.filter(case=case, stopped_at=None).exists()
    assert unseal(SealedText.objects.get(case=case, field="what").cipher).startswith("河边护栏松了，我叫王小明")
    assert unseal(Receipt.objects.get(case=case).name_cipher) == "王小明"
    assert len(opened.code) == 10


@pytest.mark.django_db
def test_no_personal_data_stands_in_case_event_or_job() -> None:
    opened = open_case(word(), now=NOW)
    with connection.cursor() as cursor:
        for table, column in (("cases_case", "id"), ("cases_event", "case_id")):
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} t WHERE {column} = %s", [opened.case_id])
            (row,) = cursor.fetchone()
            assert "王小明" not in row
            assert "13800138000" not in row


@pytest.mark.django_db
def test_the_same_key_answers_with_the_first_result() -> None:
    first = open_case(word(key="k1"), now=NOW)
    again = open_case(word(key="k1"), now=NOW)
    assert (again.case_id, again.number, again.code, again.is_repeat) == (first.case_id, first.number, first.code, True)
    assert Case.objects.count() == 1


@pytest.mark.django_db
def test_the_same_key_for_another_word_is_refused() -> None:
    open_case(word(key="k1"), now=NOW)
    with pytest.raises(KeyUsedDifferently):
        open_case(word(key="k1", form={"what": "别的事"}), now=NOW)


@pytest.mark.django_db
def test_two_hundred_words_are_written_in_one_statement_and_a_repeat_among_them_is_answered() -> None:
    first = open_case(word(key="k0"), now=NOW)
    opened = open_cases([word(key=f"k{n}") for n in range(20)], now=NOW)
    assert opened[0].case_id == first.case_id
    assert opened[0].is_repeat
    assert Case.objects.count() == 20
    assert len({one.number for one in opened}) == 20


@pytest.mark.django_db
def test_words_of_one_moment_have_each_the_clock_of_their_own_urgency() -> None:
    calm, urgent, again = open_cases([word(), word(urgency="emergency"), word()], now=NOW)
    later = open_case(word(urgency="emergency"), now=NOW + timedelta(hours=1))
    due = dict(Case.objects.values_list("id", "due_at"))
    assert due[calm.case_id] == due[again.case_id] > due[urgent.case_id]
    assert due[later.case_id] > due[urgent.case_id]
    assert not list(verify(Report()))


@pytest.mark.django_db
def test_opening_costs_at_most_eight_statements(statements: Any) -> None:
    open_case(word(), now=NOW)
    with statements() as run:
        open_case(word(), now=NOW)
    assert len(run) <= 8, run


@pytest.mark.django_db
def test_a_form_with_a_missing_word_is_refused_and_nothing_is_written() -> None:
    with pytest.raises(FormRefused) as refused:
        open_case(word(form={"what": "  ", "colour": "red"}), now=NOW)
    assert set(refused.value.faults) == {"what", "colour"}
    assert not Case.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("actor", [grid_worker(), coordinator()])
def test_staff_may_open_for_others(actor: Any) -> None:
    opened = open_case(word(actor=actor, opened_unit=actor.posts[0].unit), now=NOW)
    event = Event.objects.get(case_id=opened.case_id)
    assert event.actor_id == PERSON_ID
    assert event.actor_unit == actor.posts[0].unit


@pytest.mark.django_db
def test_a_person_without_a_post_may_not_open() -> None:
    with pytest.raises(ActorNotEntitled):
        open_case(word(actor=stranger()), now=NOW)


def test_a_crowd_of_words_loses_nobody(real_db: str) -> None:
    from doorstep.store.jurisdictions.current import serving

    results: list[Any] = []

    def come(n: int) -> None:
        with serving("town_dujiangyan"):
            results.append(open_gathered(lambda: word(key=f"crowd-{n % 30}"), now=NOW))
            connection.close()

    threads = [threading.Thread(target=come, args=(n,)) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 40
    assert Case.objects.count() == 30
    assert list(verify(Report())) == []
