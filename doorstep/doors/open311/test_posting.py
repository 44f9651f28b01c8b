"""Reports that other programs post: what becomes of them, and every way in which one may be wrong."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from doorstep.doors.open311.conftest import COMMUNITY
from doorstep.store.cases.models import Attachment, Case
from tests.living import employ
from tests.wechat_platform import jpeg

pytestmark = pytest.mark.django_db
V2 = "/open311/v2"
REPORT = {
    "service_code": "roads.lamp",
    "description": "路灯三天没亮，我叫王小明，电话13812345678",
    "first_name": "小明",
    "last_name": "王",
    "phone": "13812345678",
    "email": "someone@example.org",
    "address_id": COMMUNITY,
}


def rows(client: Client, path: str, **query: str) -> list[dict[str, Any]]:
    answer = client.get(f"{V2}/{path}", query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()  # type: ignore[no-any-return]


def refused(answer: Any, status: int) -> str:
    assert (answer.status_code, [row["code"] for row in answer.json()]) == (status, [status])
    return str(answer.json()[0]["description"])


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"service_code": ""}, 400),
        ({"service_code": "nothing"}, 404),
        ({"address_id": ""}, 400),
        ({"address_id": "", "lat": "30.99"}, 400),
        ({"address_id": "", "lat": "nan", "long": "inf"}, 400),
        ({"address_id": "", "lat": "0", "long": "0"}, 400),
        ({"address_id": "", "address_string": "某条路"}, 400),
        ({"address_id": "nowhere"}, 400),
        ({"phone": "12"}, 400),
        ({"attribute[color]": "red"}, 400),
        ({"attribute[request_type]": "nothing"}, 400),
        ({"description": "啊" * 4001}, 400),
        ({"description": "\x00"}, 400),
        ({"api_key": "wrong"}, 403),
        ({"api_key": ""}, 403),
        ({"jurisdiction_id": "elsewhere"}, 404),
    ],
)
def test_a_post_that_cannot_be_taken_says_why(
    client: Client, api_key: str, change: dict[str, str], status: int
) -> None:
    assert refused(client.post(f"{V2}/requests.json", {"api_key": api_key, **REPORT, **change}), status)
    assert Case.objects.count() == 0


def test_a_place_can_be_named_in_words(client: Client, api_key: str) -> None:
    from doorstep.store.places.atlas import atlas

    name = atlas().get(COMMUNITY).label.zh  # type: ignore[union-attr]
    form = {**REPORT, "api_key": api_key, "address_id": "", "address_string": f"3号楼门口, {name}"}
    client.post(f"{V2}/requests.xml", form)
    assert Case.objects.get().community == COMMUNITY


def test_the_same_key_opens_once_and_another_word_under_it_is_refused(client: Client, api_key: str) -> None:
    form = {**REPORT, "api_key": api_key, "idempotency_key": "a1"}
    first, again = (client.post(f"{V2}/requests.json", form).json() for _ in range(2))
    assert first == again
    assert refused(client.post(f"{V2}/requests.json", {**form, "description": "另一件"}), 400)
    assert Case.objects.count() == 1


def test_without_a_key_only_where_the_jurisdiction_allows_it(client: Client, settings: Any) -> None:
    assert refused(client.post(f"{V2}/requests.json", REPORT), 403)
    settings.OPEN311_ANONYMOUS = {"dujiangyan"}
    assert client.post(f"{V2}/requests.json", REPORT).status_code == 200
    for _ in range(120):
        last = client.post(f"{V2}/requests.json", {"service_code": ""})
    assert "频繁" in refused(last, 400)


def test_a_signed_in_window_gives_no_rights_here(client: Client) -> None:
    client.force_login(employ("coordinator", "tcb"))
    assert refused(client.post(f"{V2}/requests.json", REPORT), 403)


def test_pictures_come_along_as_files_and_are_never_fetched(client: Client, api_key: str) -> None:
    form = {**REPORT, "api_key": api_key, "media": SimpleUploadedFile("lamp.jpg", jpeg(), "image/jpeg")}
    client.post(f"{V2}/requests.json", form)
    assert Attachment.objects.filter(case=Case.objects.get()).count() == 1
    (made,) = client.post(
        f"{V2}/requests.json", {**REPORT, "api_key": api_key, "media_url": "http://127.0.0.1/x"}
    ).json()
    assert "media_url" in made["service_notice"]
    broken = {**REPORT, "api_key": api_key, "media": SimpleUploadedFile("lamp.jpg", b"rubbish", "image/jpeg")}
    assert refused(client.post(f"{V2}/requests.json", broken), 400)


def test_a_program_posts_and_reads_what_anybody_may_know(client: Client, api_key: str) -> None:
    (made,) = client.post(f"{V2}/requests.json", {**REPORT, "api_key": api_key}).json()
    case = Case.objects.get(number=made["service_request_id"])
    assert (case.channel, case.category, case.community) == ("open311", "roads.lamp", COMMUNITY)
    assert made["account_id"] in made["service_notice"].replace("-", "")
    (read,) = rows(client, f"requests/{case.number}.json")
    assert (read["status"], read["service_code"], read["description"]) == ("open", "roads.lamp", None)
    assert read["requested_datetime"].endswith("T00:00:00+08:00")
    everything = client.get(f"{V2}/requests.json?extensions=true").content.decode()
    for secret in ("王小明", "13812345678", "三天没亮", made["account_id"], "someone@"):
        assert secret not in everything


def test_the_tracking_code_is_the_token(client: Client, api_key: str) -> None:
    (made,) = client.post(f"{V2}/requests.json", {**REPORT, "api_key": api_key}).json()
    (found,) = rows(client, f"tokens/{made['account_id']}.json")
    assert found == {"service_request_id": made["service_request_id"], "token": made["account_id"]}
    assert refused(client.get(f"{V2}/tokens/ZZZZZZZZZZ.json"), 404)
