"""Staff sign in with password and, where they or the town wish, a code; whoever guesses is stopped in plain words."""

import time
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from doorstep.doors.web.guards import guarded, staff
from doorstep.doors.web.signin import urls
from doorstep.store.cases import towns
from doorstep.store.people import second_factor
from doorstep.store.people.models import Person
from doorstep.store.people.staffing import hire, register_person

pytestmark = pytest.mark.django_db
PASSWORD = "heron-willow-42"


@guarded(staff)
def desk(request: HttpRequest) -> HttpResponse:
    return HttpResponse("the desk")


urlpatterns = [
    *urls.urlpatterns,
    path("desk/", desk, name="my_work"),
    # The bar leads a clerk there.
    path("office/projects/", desk, name="office_projects"),
    path("office/allowance/evidence/", desk, name="allowance_evidence"),
]


@pytest.fixture(autouse=True)
def _these_pages_only(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


@pytest.fixture
def browser() -> Client:
    return Client(headers={"host": "testserver"}, enforce_csrf_checks=False)


@pytest.fixture
def clerk() -> Person:
    person = register_person(username="clerk", display_name="李宁", password=PASSWORD)
    hire(person=person, role="desk_clerk", unit="cgj", from_on=person.created_at.date())
    return person


@pytest.fixture
def strict_town(monkeypatch: pytest.MonkeyPatch) -> None:
    pack = towns.pack()
    strict = replace(pack, jurisdiction=replace(pack.jurisdiction, requires_totp=True))
    monkeypatch.setattr(towns, "pack", lambda: strict)


def sign_in(browser: Client, password: str = PASSWORD, **more: str) -> HttpResponse:
    return browser.post("/signin/", {"username": " CLERK ", "password": password, **more})


def code_of(person: Person, *, steps: int = 0) -> str:
    device = TOTPDevice.objects.filter(user=person).latest("pk")
    clock = TOTP(device.bin_key, device.step, device.t0, device.digits)
    clock.time = time.time() + steps * device.step
    return f"{clock.token():06d}"


def enrol(person: Person) -> None:
    second_factor.begin_enrolment(person)
    assert second_factor.confirm_enrolment(person, code_of(person, steps=-1))


def _wait_after_a_wrong_code() -> None:
    """As though the pause had passed."""
    TOTPDevice.objects.update(throttling_failure_timestamp=F("throttling_failure_timestamp") - timedelta(seconds=2))


def test_the_page_asks_and_lets_in(browser: Client, clerk: Person) -> None:
    page = browser.get("/signin/").content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    response = sign_in(browser)
    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert browser.get("/desk/").content == b"the desk"
    assert 9 * 3600 < browser.session.get_expiry_age() <= 10 * 3600


def test_a_wrong_password_is_said_without_saying_which_part(browser: Client, clerk: Person) -> None:
    for answer in (sign_in(browser, "wrong"), browser.post("/signin/", {"username": "nobody", "password": "x"})):
        assert answer.status_code == 422
        assert "用户名或密码不对" in answer.content.decode()
    assert "heron" not in sign_in(browser, "heron-wrong").content.decode()


def test_whoever_left_does_not_get_in(browser: Client, clerk: Person) -> None:
    Person.objects.update(is_active=False)
    assert sign_in(browser).status_code == 422


def test_empty_fields_are_named(browser: Client) -> None:
    page = browser.post("/signin/", {}).content.decode()
    assert "请填用户名。" in page
    assert "请填密码。" in page


def test_five_wrong_passwords_lock_and_say_so_plainly(browser: Client, clerk: Person) -> None:
    answers = [sign_in(browser, f"wrong{n}") for n in range(5)]
    assert answers[-1].status_code == 429
    assert "15 分钟后可以再试" in answers[-1].content.decode()
    assert sign_in(browser).status_code == 429
    register_person(username="other", display_name="另一人", password=PASSWORD)
    assert browser.post("/signin/", {"username": "other", "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize("stranger", ["203.0.113.9", "2001:db8::9"])
def test_a_stranger_behind_the_same_proxy_locks_nobody_out(
    browser: Client, clerk: Person, settings: Any, stranger: str
) -> None:
    settings.TRUSTED_PROXIES = 1
    form = {"username": "clerk", "password": "wrong"}
    tries = [browser.post("/signin/", form, headers={"X-Forwarded-For": stranger}).status_code for _ in range(5)]
    assert tries[-1] == 429
    form["password"] = PASSWORD
    assert browser.post("/signin/", form, headers={"X-Forwarded-For": "198.51.100.7"}).status_code == 302


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(browser: Client, clerk: Person, target: str) -> None:
    assert sign_in(browser, next=target)["Location"] == "/desk/"


def test_signing_in_leads_back_to_the_page_one_wanted(browser: Client, clerk: Person) -> None:
    asked = browser.get("/desk/")
    assert asked["Location"] == "/signin/?next=/desk/"
    assert sign_in(browser, next="/account/")["Location"] == "/account/"
    assert browser.get("/signin/")["Location"] == "/desk/"


def test_signing_out_takes_a_form_not_a_link(browser: Client, clerk: Person) -> None:
    sign_in(browser)
    assert browser.get("/signout/").status_code == 405
    assert browser.post("/signout/")["Location"] == "/"
    assert browser.get("/desk/").status_code == 302


def test_with_a_phone_the_password_alone_opens_nothing(browser: Client, clerk: Person) -> None:
    enrol(clerk)
    assert sign_in(browser, next="/account/")["Location"] == "/signin/code/"
    assert browser.get("/desk/").status_code == 302
    assert browser.post("/signin/code/", {"code": "12"}).status_code == 422
    _wait_after_a_wrong_code()
    assert browser.post("/signin/code/", {"code": code_of(clerk)})["Location"] == "/account/"
    assert browser.get("/desk/").content == b"the desk"


def test_trying_codes_too_fast_is_said_with_the_seconds(browser: Client, clerk: Person) -> None:
    enrol(clerk)
    sign_in(browser)
    browser.post("/signin/code/", {"code": "000000"})
    page = browser.post("/signin/code/", {"code": "000001"}).content.decode()
    assert "试得太快了，请等" in page


def test_a_backup_code_stands_in_for_the_phone(browser: Client, clerk: Person) -> None:
    enrol(clerk)
    codes = second_factor.new_backup_codes(clerk)
    sign_in(browser)
    assert browser.post("/signin/code/", {"code": codes[3]})["Location"] == "/desk/"


def test_the_code_page_expects_nobody_without_a_password(browser: Client) -> None:
    assert browser.get("/signin/code/")["Location"] == "/signin/"


def test_a_strict_town_sends_to_the_phone_first(browser: Client, clerk: Person, strict_town: None) -> None:
    sign_in(browser)
    assert browser.get("/desk/")["Location"] == "/account/phone/"
    assert browser.post("/desk/").status_code == 403
    page = browser.get("/account/phone/").content.decode()
    assert "<svg" in page
    answer = browser.post("/account/phone/", {"code": code_of(clerk)})
    assert answer.content.decode().count("<li>") == 10
    assert browser.get("/desk/").content == b"the desk"
    assert browser.get("/account/phone/withdraw/")["Location"] == "/account/"


def test_a_session_from_before_the_phone_must_sign_in_again_to_touch_it(browser: Client, clerk: Person) -> None:
    sign_in(browser)
    enrol(clerk)
    assert browser.post("/account/backup-codes/")["Location"] == "/signin/"
    assert browser.get("/account/").status_code == 302


def test_giving_up_the_phone_asks_for_the_password(browser: Client, clerk: Person) -> None:
    enrol(clerk)
    sign_in(browser)
    browser.post("/signin/code/", {"code": code_of(clerk)})
    assert browser.post("/account/phone/withdraw/", {"password": "wrong"}).status_code == 422
    assert second_factor.is_enrolled(clerk)
    assert browser.post("/account/phone/withdraw/", {"password": PASSWORD})["Location"] == "/account/"
    assert not second_factor.is_enrolled(clerk)


def test_the_account_page_says_posts_in_words(browser: Client, clerk: Person) -> None:
    sign_in(browser)
    page = browser.get("/account/").content.decode()
    assert "李宁" in page
    assert "单位经办 · 城管局" in page


def test_a_given_password_must_be_changed_first(browser: Client, clerk: Person) -> None:
    Person.objects.update(must_change_password=True)
    sign_in(browser)
    assert browser.get("/desk/")["Location"] == "/account/password/"
    wrong = {"current": PASSWORD, "fresh": "short", "again": "shorter"}
    assert browser.post("/account/password/", wrong).status_code == 422
    same = {"current": PASSWORD, "fresh": PASSWORD, "again": PASSWORD}
    assert "新密码不能和现在的一样" in browser.post("/account/password/", same).content.decode()
    right = {"current": PASSWORD, "fresh": "otter-maple-77", "again": "otter-maple-77"}
    assert browser.post("/account/password/", right)["Location"] == "/account/"
    assert browser.get("/desk/").content == b"the desk"


def test_changing_the_password_ends_other_sessions(browser: Client, clerk: Person) -> None:
    elsewhere = Client(headers={"host": "testserver"})
    sign_in(browser)
    sign_in(elsewhere)
    change = {"current": PASSWORD, "fresh": "otter-maple-77", "again": "otter-maple-77"}
    browser.post("/account/password/", change)
    assert browser.get("/desk/").status_code == 200
    assert elsewhere.get("/desk/").status_code == 302


@pytest.mark.parametrize(
    "text",
    ["\x00", "' OR 1=1 --", "<script>", "😀" * 70, "\u202e"],
    ids=["nul", "sql", "html", "long emoji", "right to left"],
)
def test_odd_input_is_answered_plainly(browser: Client, text: str) -> None:
    answer = browser.post("/signin/", {"username": text, "password": text, "next": text})
    assert answer.status_code in (422, 429)
    assert "<script>" not in answer.content.decode().partition("<main")[2]
