"""The Open311 door as another program meets it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from doorstep.kernel.ids import new_id
from doorstep.store.cases.models import Case
from doorstep.wings.publication.models import Item, PublicPhoto
from tests.living import acting, employ, finished, rated, word

pytestmark = pytest.mark.django_db
V2 = "/open311/v2"
COMMUNITY = "510181901901"


def get(client: Client, path: str, **query: str) -> Any:
    return client.get(f"{V2}/{path}", query)


def rows(client: Client, path: str, **query: str) -> list[dict[str, Any]]:
    answer = get(client, path, **query)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def refused(answer: Any, status: int) -> str:
    assert (answer.status_code, [row["code"] for row in answer.json()]) == (status, [status])
    return str(answer.json()[0]["description"])


def published(**texts: str) -> Case:
    """A case that was rated and stands on the public pages."""
    office, desk = acting(employ("coordinator", "tcb")), acting(employ("desk_clerk", "cgj_szss"))
    opened = finished("原话：老赵家门口的灯坏了", office, desk, "cgj_szss", now=datetime.now(UTC) - timedelta(days=1))
    rated(opened, now=datetime.now(UTC))
    case = Case.objects.get(id=opened.case_id)
    Item.objects.create(
        batch_id=new_id(datetime.now(UTC)),
        case_id=case.id,
        number=case.number,
        title=texts.get("title", "门口的灯坏了"),
        body=texts.get("body", "某家门口的灯坏了"),
        outcome=texts.get("outcome", "换好了"),
        category=case.category,
        street=case.street,
        community=case.community,
        unit="cgj_szss",
        state=case.state,
        opened_on=case.opened_at.date(),
        published_at=datetime.now(UTC),
    )
    return case


def test_every_category_is_a_service_with_its_class_as_group(client: Client) -> None:
    found = {row["service_code"]: row for row in rows(client, "services.json")}
    assert found["roads.lamp"]["service_name"] == "路灯"
    assert (found["roads.lamp"]["group"], found["roads"]["group"]) == ("道路设施", "道路设施")
    assert "Street lamps" in found["roads.lamp"]["keywords"]
    english = client.get(f"{V2}/services.json", headers={"accept-language": "en"}).json()
    assert {row["service_code"]: row["service_name"] for row in english}["roads.lamp"] == "Street lamps"


def test_a_published_case_shows_its_redacted_version_and_its_way(client: Client) -> None:
    case = published()
    (read,) = rows(client, f"requests/{case.number}.json")
    assert (read["status"], read["description"], read["status_notes"]) == (
        "closed",
        "门口的灯坏了\n某家门口的灯坏了",
        "换好了",
    )
    assert read["agency_responsible"]
    assert "老赵" not in str(read)
    assert read["media_url"] is None
    item = Item.objects.get(case_id=case.id)
    PublicPhoto.objects.create(item=item, photo_id=new_id(datetime.now(UTC)), is_shown=False)
    shown = PublicPhoto.objects.create(item=item, photo_id=new_id(datetime.now(UTC)), is_shown=True)
    (read,) = rows(client, f"requests/{case.number}.json", extensions="true")
    assert read["media_url"] == f"http://testserver/public/{case.number}/photos/{shown.pk}.jpg"
    assert read["extended_attributes"]["photos"] == [read["media_url"]]
    told = rows(client, f"requests/{case.number}/updates.json")
    assert [row["status"] for row in told][-1] == "closed"
    assert len(told) >= 4


@pytest.mark.parametrize("path", ["services", "services/roads.lamp", "requests", "discovery"])
def test_both_formats_say_the_same(client: Client, path: str) -> None:
    published(body="<b>&\x0b坏了</b>")
    word("一件没公开的")
    from_json = get(client, f"{path}.json").json()
    root = ElementTree.fromstring(get(client, f"{path}.xml").content)
    assert as_text(from_json) == as_tree(root)


def as_text(value: Any) -> Any:
    """JSON as XML says it: everything is text, and nothing is null."""
    match value:
        case dict():
            return {name: as_text(inner) for name, inner in value.items()}
        case list():
            return [as_text(inner) for inner in value] or ""
        case bool():
            return "true" if value else "false"
        case _:
            return "" if value is None else str(value)


def as_tree(element: ElementTree.Element) -> Any:
    children = list(element)
    if not children:
        return element.text or ""
    if element.tag in (
        "services",
        "service_requests",
        "attributes",
        "values",
        "endpoints",
        "formats",
        "extensions",
        "parameters",
    ):
        assert len({child.tag for child in children}) == 1
        return [as_tree(child) for child in children]
    return {child.tag: as_tree(child) for child in children}


def test_a_tip_off_does_not_exist_here(client: Client) -> None:
    opened = word("有人偷排", request_type="tip_off", now=datetime.now(UTC))
    assert rows(client, "requests.json") == []
    assert refused(get(client, f"requests/{opened.number}.json"), 404)


def test_the_list_can_be_narrowed(client: Client) -> None:
    now = datetime.now(UTC)
    closed = published()
    lamp = word("灯", category="roads.lamp", now=now)
    old = word("旧的", now=now - timedelta(days=91))
    numbers = lambda **query: [row["service_request_id"] for row in rows(client, "requests.json", **query)]  # noqa: E731
    assert numbers() == [lamp.number, closed.number]
    assert numbers(status="closed") == [closed.number]
    assert numbers(status="open") == [lamp.number]
    assert numbers(status="open,closed") == [lamp.number, closed.number]
    assert numbers(service_code="roads.lamp") == [lamp.number]
    assert numbers(service_code="roads.lamp,roads.railing", page_size="1", page="2") == [closed.number]
    assert numbers(service_request_id=f"{old.number},{lamp.number},nothing", status="closed") == [
        lamp.number,
        old.number,
    ]
    assert numbers(end_date=(now - timedelta(days=90)).isoformat()) == [old.number]


def test_a_day_is_answered_whole_so_that_nobody_can_search_for_the_minute(client: Client) -> None:
    word("一件", now=datetime(2026, 11, 20, 2, 30, tzinfo=UTC))
    inside = "2026-11-20T00:00:00+08:00"
    assert rows(client, "requests.json", start_date=inside, end_date=inside)
    for minute in ("2026-11-20T10:00:00+08:00", "2026-11-20T10:31:00+08:00"):
        assert not rows(client, "requests.json", start_date=minute)
        assert rows(client, "requests.json", end_date=minute)


def test_a_page_leads_to_the_next(client: Client) -> None:
    for turn in range(3):
        word(f"第{turn}件", now=datetime.now(UTC))
    first = get(client, "requests.json", page_size="2")
    assert len(first.json()) == 2
    following = first["Link"].split(">")[0].lstrip("<")
    assert len(client.get(following).json()) == 1


@pytest.mark.parametrize(
    ("path", "query", "status"),
    [
        ("services.json", {"jurisdiction_id": "nowhere.gov"}, 404),
        ("services/roads.unknown.json", {}, 404),
        ("requests.json", {"service_code": "nothing"}, 404),
        ("requests.json", {"status": "lost"}, 400),
        ("requests.json", {"start_date": "yesterday"}, 400),
        ("requests.json", {"start_date": "2026-01-01T00:00:00"}, 400),
        ("requests.json", {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}, 400),
        ("requests.json", {"page": "0"}, 400),
        ("requests.json", {"page": "99999"}, 400),
        ("requests.json", {"service_request_id": "\x00"}, 400),
        ("requests.json", {"service_request_id": ",".join(map(str, range(1001)))}, 400),
        ("requests/20200101-9999.json", {}, 404),
        ("requests/20200101-9999/updates.json", {}, 404),
        ("tokens/nothing.json", {}, 404),
    ],
)
def test_what_cannot_be_answered_is_said_as_the_specification_says(
    client: Client, path: str, query: dict[str, str], status: int
) -> None:
    assert refused(get(client, path, **query), status)


def test_errors_come_in_xml_too_and_for_unknown_addresses(client: Client) -> None:
    for path in ("nothing.xml", "requests", "services.yaml"):
        answer = get(client, path)
        assert (answer.status_code, answer["Content-Type"]) == (404, "text/xml; charset=utf-8")
        assert ElementTree.fromstring(answer.content).findtext("error/code") == "404"


def test_lists_cost_few_statements(client: Client, statements: Any) -> None:
    for turn in range(5):
        word(f"第{turn}件", now=datetime.now(UTC))
    get(client, "requests.json")
    for path in ("requests.json", "requests.xml?status=open&service_code=roads.lamp", "services.json"):
        with statements() as run:
            client.get(f"{V2}/{path}")
        assert len(run) <= 8, run


def test_any_site_may_ask(client: Client) -> None:
    asked = client.options(f"{V2}/requests.json")
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "*")
    assert "POST" in asked["Access-Control-Allow-Methods"]
    assert client.head(f"{V2}/services.json").status_code == 200
    assert refused(client.delete(f"{V2}/requests.json"), 400)


def test_discovery_leads_to_the_endpoint_and_names_the_extensions(client: Client) -> None:
    for path in ("/open311/discovery.json", f"{V2}/discovery.json"):
        found = client.get(path).json()
        assert found["endpoints"][0]["url"] == f"http://testserver{V2}"
        assert set(found["endpoints"][0]["formats"]) == {"text/xml", "application/json"}
        assert {"updates", "pagination", "media"} <= {row["name"] for row in found["extensions"]}
