"""The IT person keeps persons and posts, looks at units and places, and sees no case."""

from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import path

from doorstep.doors.web.signin import urls
from doorstep.store.people.models import Person, Post
from doorstep.store.people.staffing import phone_of, register_person

pytestmark = pytest.mark.django_db
PASSWORD = "heron-willow-42"

urlpatterns = [*urls.urlpatterns, path("admin/", admin.site.urls)]


@pytest.fixture(autouse=True)
def _these_pages_only(settings: Any) -> None:
    settings.ROOT_URLCONF = __name__


def signed_in(*, is_admin: bool) -> Client:
    register_person(username="it", display_name="管理员", password=PASSWORD, is_admin=is_admin)
    browser = Client(headers={"host": "testserver"})
    browser.post("/signin/", {"username": "it", "password": PASSWORD})
    return browser


@pytest.fixture
def browser() -> Client:
    return signed_in(is_admin=True)


@pytest.fixture
def clerk() -> Person:
    return register_person(username="clerk", display_name="李宁", password=PASSWORD)


def person_form(clerk: Person, **post: str) -> dict[str, str]:
    form = {"username": clerk.username, "display_name": clerk.display_name, "is_active": "on", "phone": "13800001234"}
    rows = {f"posts-0-{name}": value for name, value in post.items()}
    return {**form, "posts-TOTAL_FORMS": "1" if post else "0", "posts-INITIAL_FORMS": "0", **rows}


def test_only_an_administrator_comes_in() -> None:
    assert Client(headers={"host": "testserver"}).get("/admin/")["Location"].startswith("/signin/")
    assert signed_in(is_admin=False).get("/admin/").status_code == 404


@pytest.mark.parametrize("page", ["", "people/person/", "people/unit/", "places/place/", "people/token/"])
def test_every_list_opens(browser: Client, page: str) -> None:
    assert browser.get(f"/admin/{page}").status_code == 200


def test_no_case_is_to_be_seen(browser: Client) -> None:
    assert "/admin/cases/" not in browser.get("/admin/").content.decode()


def test_a_new_person_must_choose_a_password(browser: Client) -> None:
    form = {"username": "Wang.Fang", "display_name": "王方", "usable_password": "true"}
    answer = browser.post("/admin/people/person/add/", {**form, "password1": PASSWORD, "password2": PASSWORD})
    assert answer.status_code == 302
    person = Person.objects.get(username="wang.fang")
    assert person.must_change_password
    assert person.check_password(PASSWORD)


def test_a_post_is_given_and_the_phone_sealed(browser: Client, clerk: Person) -> None:
    post = {"role": "grid_worker", "unit": "xfjd_lh", "place_code": "510181901902g01", "from_on": "2026-11-02"}
    answer = browser.post(f"/admin/people/person/{clerk.pk}/change/", person_form(clerk, **post))
    assert answer.status_code == 302, answer.content.decode()
    held = Post.objects.get(person=clerk)
    assert (held.role, held.unit_id, held.place_code) == ("grid_worker", "xfjd_lh", "510181901902g01")
    assert phone_of(clerk) == "13800001234"
    assert "13800001234" in browser.get(f"/admin/people/person/{clerk.pk}/change/").content.decode()


def test_a_post_that_cannot_be_is_refused_in_a_sentence(browser: Client, clerk: Person) -> None:
    post = {"role": "grid_worker", "unit": "xfjd_lh", "place_code": "510181901999", "from_on": "2026-11-02"}
    answer = browser.post(f"/admin/people/person/{clerk.pk}/change/", person_form(clerk, **post))
    assert "没有找到这个地点" in answer.content.decode()
    assert not Post.objects.exists()


def test_nobody_is_deleted_and_units_and_places_are_only_looked_at(browser: Client, clerk: Person) -> None:
    assert browser.get(f"/admin/people/person/{clerk.pk}/delete/").status_code == 403
    assert browser.get("/admin/people/unit/add/").status_code == 403
    assert browser.get("/admin/people/unit/cgj/change/").status_code == 200
    assert browser.post("/admin/people/unit/cgj/change/", {"zh": "x"}).status_code == 403
    assert browser.get("/admin/places/place/510181901902/change/").status_code == 200


def test_a_password_given_by_the_administrator_lasts_until_the_next_sign_in(browser: Client, clerk: Person) -> None:
    fresh = {"usable_password": "true", "password1": "otter-maple-77", "password2": "otter-maple-77"}
    assert browser.post(f"/admin/people/person/{clerk.pk}/password/", fresh).status_code == 302
    clerk.refresh_from_db()
    assert clerk.must_change_password
    assert clerk.check_password("otter-maple-77")
