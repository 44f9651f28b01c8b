"""Two jurisdictions served by one server and one worker at the same time: each is told only of its own."""

import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import connection

from doorstep.kernel.actor import Actor
from doorstep.store.cases.gathering import open_gathered
from doorstep.store.cases.models import Case
from doorstep.store.cases.verifying import Report, verify
from doorstep.store.jurisdictions.building import take_down
from doorstep.store.jurisdictions.current import serving
from doorstep.store.jurisdictions.register import by_name
from doorstep.wings.figures.queries import count_all
from doorstep.wings.intake.services import Word, opening_of
from doorstep.wings.outbox.models import Notice
from tests.living import NOW, acting, step, word
from tests.survival.two_towns import COMMUNITY, OTHER, PATIENCE, Town


def test_words_said_at_the_same_moment_are_committed_apart(two: tuple[Town, Town]) -> None:
    faults: list[BaseException] = []

    def say(town: Town, turn: int) -> None:
        try:
            with serving(town.schema):
                said = Word(what=f"{town.schema} {turn}", place=COMMUNITY)
                person = step_actor(town)
                open_gathered(lambda: opening_of(said, actor=person, channel="api", key=f"{turn}"), now=NOW)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=say, args=(two[turn % 2], turn)) for turn in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert faults == []
    for town, stranger in (two, two[::-1]):
        with serving(town.schema):
            bodies = list(Case.objects.values_list("words__body", flat=True))
            assert len(bodies) == 13
            assert not [body for body in bodies if stranger.schema in body]


def step_actor(town: Town) -> Actor:
    return acting(town.person)


def test_one_worker_serves_both_and_tells_each_only_of_its_own(
    two: tuple[Town, Town], two_db: str, tmp_path: Path
) -> None:
    for town in two:
        with serving(town.schema):
            step(town.said, "hand_up", step_actor(town), now=datetime.now(UTC) + timedelta(minutes=1))
    _work(two_db, tmp_path)
    told = {}
    for town in two:
        with serving(town.schema):
            told[town.schema] = set(Notice.objects.values_list("case_id", flat=True))
            assert Notice.objects.count() > 0
            assert not Notice.objects.exclude(state="sent").exclude(channel="in_app").exists()
    one, other = two
    assert one.said.case_id in told[one.schema]
    assert other.said.case_id in told[other.schema]
    assert not told[one.schema] & told[other.schema]
    with serving("doorstep_shared"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM procrastinate_jobs WHERE status <> 'succeeded' AND task_name NOT LIKE '%sweep%'"
        )
        assert cursor.fetchone() == (0,)


def _work(url: str, var: Path) -> None:
    from django.conf import settings

    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "DOORSTEP_VAR": str(var),
        "DOORSTEP_SECRET_KEY": settings.SECRET_KEY,
        "DOORSTEP_FIELD_KEY": settings.FIELD_KEY,
    }
    line = [sys.executable, "-m", "doorstep.doors.cli.main", "worker", "--until-empty"]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr[-2000:]


def test_taking_one_down_leaves_the_other_whole(two: tuple[Town, Town]) -> None:
    one, other = two
    take_down(by_name(OTHER))
    assert other.window().get("/").status_code == 404
    assert one.window(signed_in=True).get(f"/desk/case/{one.said.number}/").status_code == 200
    with serving(one.schema):
        assert [str(difference) for difference in verify(Report())] == []


def test_public_numbers_are_each_ones_own(two: tuple[Town, Town]) -> None:
    one, other = two
    with serving(other.schema):
        for turn in range(4):
            word(f"又一件 {turn}", title=f"又一件 {turn}")
    pages = {}
    for town in (*two, *two):
        for path in (
            "/public/",
            "/public/figures/",
            "/public/orders.csv",
            "/public/feed.xml",
            "/public/points.json",
            "/",
        ):
            answer = town.window().get(path)
            raw = answer.getvalue()
            pages[town.schema, path] = raw.decode()
    with serving(one.schema):
        assert count_all(["received"], now=NOW).counts["received"] == 1
    with serving(other.schema):
        assert count_all(["received"], now=NOW).counts["received"] == 5
    assert pages[one.schema, "/public/figures/"] != pages[other.schema, "/public/figures/"]
