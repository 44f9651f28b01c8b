"""The switches for 长辈版, colours and language."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import translation

from doorstep.doors.web.appearance import AppearanceMiddleware, read_appearance, set_appearance

FACTORY = RequestFactory()


def switch(**asked: str) -> HttpResponse:
    return set_appearance(FACTORY.post("/appearance/", asked))


@pytest.mark.parametrize(
    ("asked", "cookie"),
    [
        ({"elder": "on"}, ("elder", "on")),
        ({"elder": "off"}, ("elder", "off")),
        ({"theme": "dark"}, ("theme", "dark")),
        ({"language": "zh-hant"}, ("django_language", "zh-hant")),
    ],
)
def test_a_switch_is_kept_in_a_cookie_and_leads_back(asked: dict[str, str], cookie: tuple[str, str]) -> None:
    response = switch(**asked, next="/report/?place=1")
    assert (response.status_code, response["Location"]) == (303, "/report/?place=1")
    assert {name: morsel.value for name, morsel in response.cookies.items()} == dict([cookie])


@pytest.mark.parametrize("asked", [{"elder": "maybe"}, {"theme": "pink"}, {"language": "tlh"}, {}])
def test_what_does_not_exist_is_not_kept(asked: dict[str, str]) -> None:
    assert not switch(**asked).cookies


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_nobody_is_sent_to_another_site(target: str) -> None:
    assert switch(elder="on", next=target)["Location"] == "/"


def test_a_link_on_a_poster_opens_the_large_text() -> None:
    response = set_appearance(FACTORY.get("/appearance/", {"elder": "on", "next": "/report/"}))
    assert response["Location"] == "/report/"
    assert response.cookies["elder"].value == "on"


def test_unknown_cookies_count_as_not_asked() -> None:
    request = FACTORY.get("/")
    request.COOKIES.update(theme="pink", elder="1")
    assert read_appearance(request).theme == "auto"
    assert not read_appearance(request).elder


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("zh-CN,zh;q=0.9", "zh-hans"),
        ("zh-TW", "zh-hant"),
        ("zh-HK", "zh-hant"),
        ("en-GB", "en"),
        ("fr", "zh-hans"),
        ("", "zh-hans"),
    ],
)
def test_the_page_speaks_the_language_that_the_browser_asks_for(asked: str, spoken: str) -> None:
    heard: list[str | None] = []

    def view(request: HttpRequest) -> HttpResponse:
        heard.append(translation.get_language())
        return HttpResponse()

    response = AppearanceMiddleware(view)(FACTORY.get("/", HTTP_ACCEPT_LANGUAGE=asked))
    assert heard == [spoken]
    assert response["Content-Language"] == spoken
    assert "Cookie" in response["Vary"]


def test_a_chosen_language_wins_over_the_browser() -> None:
    request = FACTORY.get("/", HTTP_ACCEPT_LANGUAGE="en")
    request.COOKIES["django_language"] = "zh-hant"
    assert read_appearance(request).language == "zh-hant"
