"""Two jurisdictions in one database, behind one server and one worker, made of the same pack, so that every code and every
number exists in both: nothing crosses from one to the other."""

import io
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from PIL import Image

from doorstep.kernel.actor import ANONYMOUS
from doorstep.kernel.refusals import CaseNotFound
from doorstep.kernel.words import Words
from doorstep.store.cases import laws, towns
from doorstep.store.cases.codes import hash_code
from doorstep.store.cases.laws import current_law
from doorstep.store.cases.models import Attachment, Case, Receipt
from doorstep.store.cases.opening import Reporter
from doorstep.store.cases.verifying import Report, verify
from doorstep.store.jurisdictions.current import serving
from doorstep.store.people.models import Unit
from doorstep.store.people.units import unit_tree
from doorstep.store.sealing import SealBroken, keyed_hash, seal, unseal
from doorstep.wings.intake import phones
from doorstep.wings.intake.photos import find_photo, keep_photos, open_photo
from doorstep.wings.intake.services import take_word
from tests.living import NOW, step
from tests.survival.two_towns import COMMUNITY, PASSWORD, PHONE, Town


def test_rows_numbers_and_chains_are_each_ones_own(two: tuple[Town, Town]) -> None:
    one, other = two
    assert one.said.number == other.said.number
    for town, stranger in ((one, other), (other, one)):
        with serving(town.schema):
            assert list(Case.objects.values_list("id", flat=True)) == [town.said.case_id]
            report = Report()
            assert [str(difference) for difference in verify(report)] == []
            assert (report.cases, report.events) == (1, 1)
            with pytest.raises(CaseNotFound):
                step(stranger.said, "hand_up", ANONYMOUS)


def test_the_host_name_alone_decides_which_town_answers(two: tuple[Town, Town]) -> None:
    one, other = two
    for town, stranger in ((one, other), (other, one)):
        html = town.window(signed_in=True).get(f"/desk/case/{town.said.number}/", follow=True).content.decode()
        assert town.schema.removeprefix("town_") + "的护栏" in html
        assert stranger.schema.removeprefix("town_") + "的护栏" not in html
    for host in (
        "nowhere.localhost",
        "dujiangyan.localhost.evil.example",
        "",
        "dujiangyan.localhost, qingjiang.localhost",
    ):
        assert Client(headers={"host": host}).get("/").status_code == 404
    lying = Client(headers={"host": other.host, "X-Forwarded-Host": one.host, "Forwarded": f"host={one.host}"})
    assert lying.get(f"/t/{one.said.code}/").status_code == 404


def test_a_session_is_worth_nothing_next_door(two: tuple[Town, Town]) -> None:
    one, other = two
    inside = one.window(signed_in=True)
    assert inside.get("/desk/").status_code == 200
    next_door = other.window()
    next_door.cookies = inside.cookies
    assert next_door.get("/desk/").status_code == 302
    resident = one.window()
    assert resident.get(f"/t/{one.said.code}/").status_code == 302
    next_door.cookies = resident.cookies
    assert next_door.get(f"/case/{one.said.number}/").status_code == 404
    # Signed in at both with one and the same browser, each case is still only found at home.
    both = one.window(signed_in=True)
    assert both.get(f"/desk/cases/{one.said.case_id}/").status_code == 302
    assert both.get(f"/desk/cases/{one.said.case_id}/", headers={"host": other.host}).status_code == 302
    assert "signin" in both.get(f"/desk/cases/{one.said.case_id}/", headers={"host": other.host})["Location"]
    assert other.window(signed_in=True).get(f"/desk/cases/{one.said.case_id}/").status_code == 404


def test_a_lockout_and_a_limit_stay_where_they_arose(two: tuple[Town, Town]) -> None:
    one, other = two
    burglar = one.window()
    for _ in range(7):
        burglar.post("/signin/", {"username": "coordinator", "password": "wrong wrong"})
    locked = burglar.post("/signin/", {"username": "coordinator", "password": PASSWORD})
    assert locked.status_code in (403, 429)
    assert other.window().post("/signin/", {"username": "coordinator", "password": PASSWORD}).status_code == 302
    tries = [one.window().get("/t/AAAAAAAAAA/").status_code for _ in range(61)]
    assert (tries[0], tries[-1]) == (404, 429)
    assert other.window().get("/t/AAAAAAAAAA/").status_code == 404


def test_tokens_open_one_door_only_even_when_fresh_in_memory(two: tuple[Town, Town]) -> None:
    one, other = two
    for _ in range(2):
        for town, stranger in ((one, other), (other, one)):
            assert [case["title"] for case in town.call("/cases").json()["cases"]] == [
                f"{town.schema.removeprefix('town_')}的护栏"
            ]
            assert town.call("/cases", stranger.token).status_code == 401


def test_codes_keys_and_hashes_differ_for_the_same_words(two: tuple[Town, Town]) -> None:
    one, other = two
    opened = {}
    for town in two:
        with serving(town.schema):
            reporter = Reporter(phone=PHONE)
            opened[town.schema] = take_word(
                what="路灯不亮",
                place=COMMUNITY,
                actor=ANONYMOUS,
                channel="web",
                reporter=reporter,
                key="k" * 32,
                now=NOW,
            )
    first, second = opened.values()
    assert first.code != second.code
    assert not first.is_repeat
    assert not second.is_repeat
    with serving(one.schema):
        sealed, hashed, coded = seal("王小明"), keyed_hash(PHONE, "phone"), hash_code("AAAAA")
        rows = set(Receipt.objects.values_list("phone_hash", flat=True))
    with serving(other.schema):
        assert hashed != keyed_hash(PHONE, "phone")
        assert coded != hash_code("AAAAA")
        assert not rows & set(Receipt.objects.values_list("phone_hash", flat=True))
        with pytest.raises(SealBroken):
            unseal(sealed)


def test_a_code_sent_to_a_phone_opens_nothing_next_door(
    two: tuple[Town, Town], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two
    monkeypatch.setattr(phones.secrets, "randbelow", lambda _: 123456)
    with serving(one.schema):
        phones.send_code(PHONE, now=NOW)
    with serving(other.schema):
        assert not phones.check_code(PHONE, "123456", now=NOW)
    with serving(one.schema):
        assert phones.check_code(PHONE, "123456", now=NOW)
        assert phones.cases_of_phone(PHONE) == [one.said.case_id]


def test_photos_lie_apart_and_open_at_home_only(two: tuple[Town, Town]) -> None:
    one, other = two
    raw = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(raw, "JPEG")
    kept = {}
    for town in two:
        with serving(town.schema):
            upload = SimpleUploadedFile("a.jpg", raw.getvalue())
            keep_photos([upload], field="photos", uploaded_by="resident", now=NOW)
            kept[town.schema] = Attachment.objects.get()
    mine, theirs = kept.values()
    assert mine.sha256 == theirs.sha256
    assert mine.stored_as.startswith(f"{one.schema}/")
    assert theirs.stored_as.startswith(f"{other.schema}/")
    with serving(other.schema):
        with pytest.raises(CaseNotFound):
            find_photo(mine.id)
        moved = replace(find_photo(theirs.id), stored_as=mine.stored_as)
        with pytest.raises(SealBroken):
            open_photo(moved)


def test_what_is_kept_in_memory_is_kept_for_each(two: tuple[Town, Town]) -> None:
    one, other = two
    for town in two:
        with serving(town.schema):
            assert unit_tree().label("cgj").zh
            current_law("six_orders")
    with serving(other.schema):
        Unit.objects.filter(code="cgj").update(zh="别处的城管局")
        mechanism = towns.pack().mechanisms["six_orders"]
        changed = replace(mechanism, title=Words(zh="别处的六单", en="Six orders elsewhere"), version="0" * 64)
        laws.publish(changed, now=NOW)
    unit_tree.__globals__["_kept"].forget_all()
    with serving(one.schema):
        assert unit_tree().label("cgj").zh != "别处的城管局"
        assert current_law("six_orders").mechanism.title == mechanism.title
    with serving(other.schema):
        assert unit_tree().label("cgj").zh == "别处的城管局"
        assert current_law("six_orders").mechanism.title.zh == "别处的六单"


def test_a_transaction_undone_leaves_no_eye_on_the_neighbour(two: tuple[Town, Town]) -> None:
    one, other = two

    def seen() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            return str(cursor.fetchone()[0])

    for town, stranger in ((one, other), (other, one)):
        with pytest.raises(CaseNotFound), serving(town.schema), transaction.atomic():
            assert seen() == town.schema
            with pytest.raises(CaseNotFound), serving(stranger.schema), transaction.atomic():
                assert seen() == stranger.schema
                raise CaseNotFound
            assert seen() == town.schema
            raise CaseNotFound
        with serving(stranger.schema):
            assert seen() == stranger.schema
