"""A town is lived through the real steps: it adds up, leaves no job behind, is redacted, and is the same every time."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction

from doorstep.adapters import sms
from doorstep.doors.town.receipts import receipts_to_try
from doorstep.doors.town.settling import settle
from doorstep.doors.town.sign_ins import sign_ins
from doorstep.store.cases.codes import hash_code
from doorstep.store.cases.models import Receipt
from doorstep.store.cases.verifying import Report, verify
from doorstep.store.jurisdictions.register import by_name
from doorstep.wings.figures.queries import count_all, forget
from doorstep.wings.figures.rules import COUNTS
from doorstep.wings.publication.models import PUBLIC, Item
from doorstep.wings.town.cast import SHOWN
from doorstep.wings.town.hiring import NotASimulation
from doorstep.wings.town.voices.answering import READY

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
SEVERAL_DAYS = (NOW, datetime(2026, 10, 4, 12, tzinfo=UTC), datetime(2028, 5, 3, 22, tzinfo=UTC))
SMALL, WHOLE = 40, 622
pytestmark = pytest.mark.usefixtures("files_in_memory")
LIFE = """
SELECT string_agg(e.verb || e.enters || e.at || e.actor_role || e.actor_unit || c.place_path || c.category, ';' ORDER BY e.at, e.verb, c.place_path, c.number)
FROM cases_event e JOIN cases_case c ON c.id = e.case_id
"""


def build(folder: Path, *, now: datetime = NOW, size: int = SMALL) -> list[int]:
    told: list[int] = []
    settle(
        by_name("dujiangyan"),
        now=now,
        folder=folder,
        tell=lambda done, total: told.append(done * 100 // total),
        size=size,
    )
    forget()
    return told


def ask(statement: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.parametrize("now", SEVERAL_DAYS, ids=lambda now: f"{now:%Y-%m-%d}")
def test_a_small_town_adds_up_on_any_day_and_leaves_no_job(tmp_path: Path, now: datetime) -> None:
    sender = sms.sms()
    told = build(tmp_path, now=now)
    assert told == sorted(told)
    assert told[-1] == 100
    report = Report()
    assert list(verify(report)) == []
    assert report.cases > SMALL
    assert ask("SELECT count(*) FROM procrastinate_jobs") == [(0,)]
    assert ask("SELECT count(*) FROM outbox_notice WHERE state = 'queued'") == [(0,)]
    assert ask("SELECT count(*) FROM hotline_readytext WHERE is_current") == [(len(READY),)]
    assert ask(f"SELECT count(*) FROM cases_event WHERE at > '{now.isoformat()}'") == [(0,)]
    assert ask("SELECT count(*) FROM projects_problem WHERE struck_on IS NULL") == [(0,)], "remedies are done in time"
    assert sms.sms() is sender


@pytest.mark.django_db
def test_the_public_reads_no_phone_and_no_door(tmp_path: Path) -> None:
    build(tmp_path)
    public = Item.objects.filter(PUBLIC)
    assert public.exists()
    for item in public:
        words = item.title + item.body + item.outcome
        assert "1380000" not in words
        assert "单元" not in words or "***" in words


@pytest.mark.django_db
def test_the_same_moment_gives_the_same_town(tmp_path: Path) -> None:
    lives = []
    for _ in range(2):
        with transaction.atomic():
            ask(
                "SELECT setval('cases_number', 700000)"
            )  # a sequence survives a rollback; who is called back hangs on numbers
            build(tmp_path)
            lives.append(ask(LIFE))
            transaction.set_rollback(True)
    assert lives[0] == lives[1]


@pytest.mark.django_db
def test_whoever_is_shown_may_sign_in(tmp_path: Path) -> None:
    shown = sign_ins(by_name("dujiangyan"), folder=tmp_path)
    of_pilot = ["gkjd_nq.clerk", "gkjd.street", "mzj.clerk"]
    assert [person.username for person in shown] == [*SHOWN, *of_pilot]
    assert {person.password for person in shown} == {(tmp_path / "demo-password").read_text().strip()}


@pytest.mark.django_db
def test_a_visitor_may_try_receipts_of_people_who_do_not_exist(tmp_path: Path) -> None:
    build(tmp_path)
    receipts = receipts_to_try(by_name("dujiangyan"))
    assert receipts
    for receipt in receipts:
        assert Receipt.objects.get(code_hash=hash_code(receipt.code)).case.number == receipt.number
    with pytest.raises(NotASimulation):
        receipts_to_try(replace(by_name("dujiangyan"), is_simulated=False))


@pytest.mark.slow
@pytest.mark.usefixtures("real_db")
def test_the_figures_of_the_report_arise(tmp_path: Path) -> None:
    build(tmp_path, size=WHOLE)
    counts = count_all(tuple(COUNTS), now=NOW).counts
    assert 600 <= counts["received"] < 640
    assert 210 <= counts["settled_on_spot"] < 220
    assert 390 <= counts["unified"] < 400
    assert 3 <= counts["batches"] <= 5
    assert counts["published"] > 150
    assert list(verify(Report())) == []
    waiting = dict(ask("SELECT state, count(*) FROM cases_case WHERE NOT is_final AND NOT is_inner GROUP BY state"))
    open_states = {"collected", "pooled", "merged", "dispatched", "disputed", "handling", "awaiting_rating"}
    assert set(waiting) - {"checking", "awaiting_reporter"} == open_states
