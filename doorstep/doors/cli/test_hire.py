"""The first person of a new installation gets in, and nobody is put where the pack knows no post."""

import pytest
from django.test import Client

from doorstep.doors.cli.hire import NameMissing, NothingToDo, put_in_place
from doorstep.kernel.refusals import UnitUnknown
from doorstep.store.people.models import Person, Post
from doorstep.store.people.staffing import RoleUnknown
from tests.living import TODAY

pytestmark = pytest.mark.usefixtures("db")


def _put(username: str, **given: object) -> str:
    blank = {"name": "", "is_admin": False, "role": "", "unit": "", "place": "", "new_password": False, "today": TODAY}
    return put_in_place(username, **{**blank, **given})  # type: ignore[arg-type]


def test_the_first_administrator_signs_in_with_the_password_shown_once() -> None:
    password = _put("First", name="信息办老张", is_admin=True)
    client = Client(HTTP_HOST="testserver")
    assert Person.objects.get(username="first").check_password(password)
    client.force_login(Person.objects.get(username="first"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/").status_code == 200


def test_a_known_person_keeps_the_password_and_gets_the_post() -> None:
    _put("wang", name="王红", is_admin=True)
    assert _put("wang", role="coordinator", unit="tcb") == ""
    assert Post.objects.filter(person__username="wang", role="coordinator").exists()


def test_a_lost_password_is_replaced() -> None:
    old = _put("wang", name="王红", is_admin=True)
    new = _put("wang", new_password=True)
    person = Person.objects.get(username="wang")
    assert person.check_password(new)
    assert not person.check_password(old)


def test_what_cannot_be_done_is_refused_and_nobody_is_left_behind() -> None:
    with pytest.raises(NothingToDo):
        _put("li")
    with pytest.raises(NameMissing):
        _put("li", is_admin=True)
    with pytest.raises(RoleUnknown):
        _put("li", name="李", role="emperor", unit="tcb")
    with pytest.raises(UnitUnknown):
        _put("li", name="李", role="coordinator", unit="nowhere")
    assert not Person.objects.filter(username="li").exists()
