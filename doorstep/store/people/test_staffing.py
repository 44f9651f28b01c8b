"""Persons are registered, given posts, and act with exactly the posts they hold today."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from doorstep.kernel.actor import Post as HeldPost
from doorstep.kernel.refusals import PlaceUnknown, UnitUnknown
from doorstep.store.jurisdictions.current import serving
from doorstep.store.people import models, staffing
from doorstep.store.people.acting import actor_for, names_of
from doorstep.store.people.staffing import hire, phone_of, register_person, release, set_phone
from doorstep.store.people.units import forget
from doorstep.store.places.atlas import forget as forget_atlas

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    forget()
    forget_atlas()
    yield
    forget()
    forget_atlas()


@pytest.fixture
def clerk() -> models.Person:
    return register_person(username="Li.Ning", display_name="李宁", password=None, phone="138 0000-1234")


def test_a_username_is_taken_once_whatever_its_case(clerk: models.Person) -> None:
    assert clerk.username == "li.ning"
    assert models.Person.objects.get_by_natural_key(" LI.Ning ") == clerk
    with pytest.raises(staffing.UsernameTaken):
        register_person(username="LI.NING", display_name="另一人", password=None)


@pytest.mark.parametrize("username", ["", "李宁", "a b", "-x", "x" * 61, "a\x00b", "<b>"])
def test_a_username_that_cannot_be_typed_is_refused(username: str) -> None:
    with pytest.raises(ValidationError):
        register_person(username=username, display_name="某人", password=None)


def test_without_a_password_nobody_signs_in(clerk: models.Person) -> None:
    assert not clerk.check_password("")
    assert not clerk.has_usable_password()


def test_a_phone_number_stands_in_the_table_only_sealed(clerk: models.Person) -> None:
    contact = models.Contact.objects.get()
    assert b"13800001234" not in bytes(contact.phone_cipher) + bytes(contact.phone_hash)
    assert phone_of(clerk) == "13800001234"
    set_phone(clerk, "")
    assert phone_of(clerk) == ""


def test_an_actor_has_todays_posts_in_one_statement(clerk: models.Person, django_assert_num_queries: Any) -> None:
    hire(person=clerk, role="desk_clerk", unit="cgj", from_on=TODAY)
    hire(person=clerk, role="grid_worker", unit="xfjd_lh", place="510181901902g01", from_on=TODAY, is_stand_in=True)
    hire(person=clerk, role="coordinator", unit="tcb", from_on=TODAY + DAY)
    hire(person=clerk, role="leader", unit="djy", from_on=TODAY - 9 * DAY, until_on=TODAY - DAY)
    with django_assert_num_queries(1):
        actor = actor_for(clerk.pk, today=TODAY)
    assert (actor.kind, actor.id) == ("staff", clerk.pk)
    assert actor.posts == (
        HeldPost(role="desk_clerk", unit="cgj", unit_path="/djy/cgj/"),
        HeldPost(role="grid_worker", unit="xfjd_lh", unit_path="/djy/xfjd/xfjd_lh/", place_path="/510181/901/902/g01/"),
    )
    assert [post.role for post in actor_for(clerk.pk, today=TODAY + DAY).posts][1] == "coordinator"


def test_whoever_left_and_whatever_was_closed_gives_no_post(clerk: models.Person) -> None:
    hire(person=clerk, role="desk_clerk", unit="cgj_hw", from_on=TODAY)
    hire(person=clerk, role="grid_worker", unit="xfjd_lh", place="510181901902g01", from_on=TODAY)
    models.Unit.objects.filter(code="cgj_hw").update(is_retired=True)
    assert [post.role for post in actor_for(clerk.pk, today=TODAY).posts] == ["grid_worker"]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE places_place SET is_retired = true WHERE code = '510181901902g01'")
    assert actor_for(clerk.pk, today=TODAY).posts == ()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE places_place SET is_retired = false")
    models.Person.objects.update(is_active=False)
    assert actor_for(clerk.pk, today=TODAY).posts == ()


def test_the_same_post_twice_is_one_post(clerk: models.Person) -> None:
    first = hire(person=clerk, role="desk_clerk", unit="cgj", from_on=TODAY)
    assert hire(person=clerk, role="desk_clerk", unit="cgj", from_on=TODAY + DAY) == first
    release(post=first, last_on=TODAY)
    assert hire(person=clerk, role="desk_clerk", unit="cgj", from_on=TODAY + DAY) != first


def test_a_post_released_before_it_begins_never_was(clerk: models.Person) -> None:
    release(post=hire(person=clerk, role="desk_clerk", unit="cgj", from_on=TODAY), last_on=TODAY - DAY)
    assert models.Post.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"unit": "cg"}, UnitUnknown),
        ({"place": "510181901999"}, PlaceUnknown),
        ({"role": "wizard"}, staffing.RoleUnknown),
        ({"until_on": TODAY - DAY}, staffing.PostEndsBeforeItBegins),
    ],
)
def test_a_post_that_cannot_be_is_refused(
    clerk: models.Person, change: dict[str, Any], refusal: type[Exception]
) -> None:
    post = {"role": "desk_clerk", "unit": "cgj", "from_on": TODAY, "roles": {"desk_clerk"}}
    with pytest.raises(refusal):
        hire(person=clerk, **{**post, **change})
    assert models.Post.objects.count() == 0


def test_the_database_itself_refuses_a_post_that_runs_backwards(clerk: models.Person) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Post.objects.create(person=clerk, role="x", unit_id="cgj", from_on=TODAY, until_on=TODAY - DAY)


def test_names_are_found_for_many_at_once(clerk: models.Person, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert names_of([clerk.pk, clerk.pk]) == {clerk.pk: "李宁"}
    with django_assert_num_queries(0):
        assert names_of([]) == {}


def test_administering_shows_administration_and_nothing_else(clerk: models.Person) -> None:
    assert not clerk.is_staff
    clerk.is_admin = True
    assert clerk.is_staff
    assert clerk.has_module_perms("people")
    clerk.is_active = False
    assert not clerk.has_perm("people.change_person")


def test_a_sealed_number_does_not_open_in_another_town(clerk: models.Person) -> None:
    from doorstep.store.sealing import SealBroken, unseal

    cipher = bytes(models.Contact.objects.get().phone_cipher)
    with serving("town_elsewhere"), pytest.raises(SealBroken):
        unseal(cipher)
