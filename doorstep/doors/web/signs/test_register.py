"""Staff make signs below their own places, singly, by street or from a sheet; print them; and see what came by each."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from doorstep.store.cases.models import Case
from doorstep.store.people.models import Person
from doorstep.store.places.atlas import atlas
from doorstep.wings.signs import queries
from doorstep.wings.signs.models import Sign
from doorstep.wings.signs.services import Plate, make_for_street, make_signs
from tests.living import acting, employ, step

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
COMMUNITY = "510181901901"
pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(person)
    return client


@pytest.fixture
def office() -> Client:
    return signed_in(employ("coordinator", "tcb"))


def test_a_sign_is_made_and_the_same_again_is_not(office: Client) -> None:
    typed = {"name": "农贸市场南门", "place": COMMUNITY, "spot": "", "category": ""}
    for _turn in range(2):
        assert office.post("/office/signs/", typed).status_code == 302
    sign = Sign.objects.get()
    page = office.get("/office/signs/").content.decode()
    assert sign.code in page
    assert "早就有了" in page


def test_what_is_wrong_is_said_and_what_was_typed_kept(office: Client) -> None:
    answer = office.post("/office/signs/", {"name": "南门" * 40, "place": ""})
    assert answer.status_code == 422
    assert "最多 60 个字" in answer.content.decode()


def test_a_street_gets_one_for_each_community_once() -> None:
    street = atlas().of_level("street")[0]
    first = make_for_street(street.code, "community", by=None, now=NOW)
    again = make_for_street(street.code, "community", by=None, now=NOW)
    assert len(first.fresh) == again.before > 0
    assert not again.fresh


def test_a_sheet_makes_the_good_rows_and_names_the_bad_ones(office: Client) -> None:
    name = atlas().get(COMMUNITY).label.zh  # type: ignore[union-attr]
    text = f"名称,地点,具体位置,分类\n南门,{name},岗亭旁,路灯\n北门,没有这个社区,,\n,{COMMUNITY},,\n东门,{COMMUNITY},,没有这类\n"
    for _turn in range(2):
        upload = SimpleUploadedFile("点位.csv", text.encode("gb18030"), "text/csv")
        page = office.post("/office/signs/import/", {"file": upload}).content.decode()
        for said in ("没有找到这个地点", "给码牌起个名字", "没有这类"):
            assert said in page
    assert Sign.objects.get().category == "roads.lamp"


def test_a_file_that_is_no_table_is_refused_in_a_sentence(office: Client) -> None:
    for content in (b"", b"\x00\x01\x02", "只有一列\n甲\n".encode()):
        answer = office.post("/office/signs/import/", {"file": SimpleUploadedFile("a.csv", content)})
        assert answer.status_code == 422
    assert not Sign.objects.exists()


@pytest.mark.parametrize("kind", ["poster", "stickers"])
def test_posters_and_stickers_are_printed(office: Client, kind: str) -> None:
    sign = make_signs([Plate(name="农贸市场南门", place=COMMUNITY)], by=None, now=NOW).fresh[0]
    answer = office.get(f"/office/signs/print/{kind}/?code={sign.code}")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_each_figure_opens_the_reports_behind_it(office: Client) -> None:
    sign = make_signs([Plate(name="农贸市场南门", place=COMMUNITY)], by=None, now=NOW).fresh[0]
    resident = Client(headers={"host": "testserver"})
    resident.post("/report/", {"what": "路灯不亮", "place": COMMUNITY, "key": "a" * 32, "sign": sign.code})
    page = office.get(f"/office/signs/{sign.code}/").content.decode()
    case = Case.objects.get()
    assert case.number in page
    assert queries.totals(sign)[1] == 1
    step(case.id, "seal", acting(employ("coordinator", "tcb", username="office2")), {"ground": "minor"})
    assert case.number not in office.get(f"/office/signs/{sign.code}/").content.decode()
    assert (queries.totals(sign)[1], queries.signs(["/"])[0][0].reports) == (0, 0)


def test_signs_elsewhere_are_nobodys_business() -> None:
    sign = make_signs([Plate(name="农贸市场南门", place=COMMUNITY)], by=None, now=NOW).fresh[0]
    assert signed_in(employ("desk_clerk", "cgj_szss")).get("/office/signs/").status_code == 404
    assert Client(headers={"host": "testserver"}).get(f"/office/signs/{sign.code}/").status_code == 302
    assert signed_in(employ("coordinator", "tcb")).get("/office/signs/ZZZZZZ/").status_code == 404


def test_a_sign_is_retired_and_hung_up_again(office: Client) -> None:
    sign = make_signs([Plate(name="农贸市场南门", place=COMMUNITY)], by=None, now=NOW).fresh[0]
    office.post(f"/office/signs/{sign.code}/change/", {"to": "retire"})
    assert sign.code in office.get("/office/signs/?retired=1").content.decode()
    office.post(f"/office/signs/{sign.code}/change/", {"to": "restore"})
    assert not Sign.objects.get().is_retired
