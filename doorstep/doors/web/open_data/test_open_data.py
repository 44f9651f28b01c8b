"""What may be taken away opens in a spreadsheet with headings in words, and holds what the pages show and no formula."""

import csv
import io

import pytest
from django.test import Client

from doorstep.doors.web.limits import Limit
from doorstep.doors.web.open_data import views
from doorstep.doors.web.open_data.tables import TABLES
from doorstep.wings.deliberation.test_candidates import item
from doorstep.wings.projects.test_projects import TODAY, do, reserved, under_way
from tests.living import acting, employ

pytestmark = pytest.mark.django_db


@pytest.fixture
def anybody() -> Client:
    return Client(headers={"host": "testserver"})


def rows(client: Client, name: str) -> list[dict[str, str]]:
    answer = client.get(f"/open-data/{name}.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_every_table_opens_with_headings_in_words_and_as_json(anybody: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = anybody.get("/open-data/").content.decode()
    for name, table in TABLES.items():
        assert f"/open-data/{name}.csv" in page
        heads = anybody.get(f"/open-data/{name}.csv").content.decode("utf-8-sig").splitlines()[0]
        assert heads.split(",") == [head.zh for head in table.columns.values()]
        found = anybody.get(f"/open-data/{name}.json").json()
        assert list(found["columns"]) == list(table.columns)
    monkeypatch.setattr(views, "TAKEN_AWAY", (Limit(what="open data", times=2 * len(TABLES), minutes=10),))
    assert anybody.get("/open-data/projects.csv").status_code == 429
    monkeypatch.undo()
    assert anybody.get("/open-data/people.csv").status_code == 404
    assert anybody.get("/open-data/projects.exe").status_code == 404


def test_what_hangs_on_a_project_is_taken_along_and_no_title_is_a_formula(anybody: Client) -> None:
    office, desk = acting(employ("coordinator", "tcb")), acting(employ("desk_clerk", "cgj", username="lamps"))
    made = under_way(office, desk)
    do(made, "fund", office, source="district", amount="1200.50")
    do(made, "fund", office, source="district", amount="-200.50")
    do(made, "serve", desk, sheet="3", served_on=TODAY.isoformat(), visits="40")
    reserved(office, "=HYPERLINK(1)")
    item("步道加灯")
    titles = [one["项目"] for one in rows(anybody, "projects")]
    assert "'=HYPERLINK(1)" in titles
    assert [one["元（冲回为负）"] for one in rows(anybody, "money")] == ["1200.50", "-200.50"]
    assert [one["人次"] for one in rows(anybody, "served")] == ["40"]
    assert rows(anybody, "milestones")[0]["权重"].isdecimal()
    assert [one["状态"] for one in rows(anybody, "candidates")] == ["已征集"]
    assert "步道加灯" not in anybody.get("/open-data/candidates.json").content.decode()
