"""A picture and a tap become a case; where it was taken proposes the place, and nobody who handles it learns who took it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from doorstep.doors.web.desk.veil import may_know, veiled
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.store.cases.models import Attachment, Case, SealedText
from doorstep.store.cases.stories import story_of
from doorstep.store.places.atlas import atlas
from doorstep.wings.intake.photos import find_photo, open_photo
from doorstep.wings.intake.positions import position_of
from doorstep.wings.rights.models import Agreement
from doorstep.wings.snaps.models import Rider, Snap
from doorstep.wings.snaps.services import forget_idle_riders
from tests.living import acting, employ, step

COMMUNITY = "510181901901"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_memory")]


def inside() -> tuple[float, float]:
    """A point of the community, with how finely a camera writes it."""
    path = next(spot.path for spot in atlas().of_level("community") if spot.code == COMMUNITY)
    from shapely import from_wkb

    from doorstep.store.places.models import Place

    row = Place.objects.filter(path__startswith=path, area__isnull=False).first()
    assert row is not None
    point = from_wkb(bytes(row.area or b"")).representative_point()
    return point.x, point.y


def photo(point: tuple[float, float] | None = None, colour: str = "red") -> SimpleUploadedFile:
    raw, exif = io.BytesIO(), Image.Exif()
    if point:
        lon, lat = point
        exif[0x8825] = {1: "N", 2: _parts(lat), 3: "E", 4: _parts(lon)}
    Image.new("RGB", (64, 48), colour).save(raw, "JPEG", exif=exif)
    return SimpleUploadedFile("拍.jpg", raw.getvalue(), "image/jpeg")


def _parts(degrees: float) -> tuple[float, float, float]:
    whole, rest = divmod(abs(degrees), 1)
    minutes, rest = divmod(rest * 60, 1)
    return whole, minutes, rest * 60


def send(client: Client, **more: object) -> object:
    said = {"category": "streets.garbage", "place": COMMUNITY, "key": "b" * 32, "photos": photo(), **more}
    return client.post("/snap/", {name: value for name, value in said.items() if value is not None})


def test_a_photo_and_a_tap_are_enough(client: Client) -> None:
    answer = send(client)
    assert answer.status_code == 302, answer.content.decode()
    case = Case.objects.get()
    assert (case.channel, case.category) == ("snap", "streets.garbage")
    page = client.get(answer.url).content.decode()
    assert Snap.objects.get(case_id=case.id).number in page
    assert case.number in page


def test_sent_again_under_the_same_key_it_is_the_same_snap(client: Client) -> None:
    assert send(client).url == send(client).url
    assert (Case.objects.count(), Snap.objects.count()) == (1, 1)


def test_a_script_is_told_where_to_go(client: Client) -> None:
    said = {"category": "streets.garbage", "place": COMMUNITY, "key": "c" * 32, "photos": photo()}
    answer = client.post("/snap/", said, headers={"accept": "application/json, text/html"})
    assert answer.json()["url"].startswith("/snap/")


def test_what_is_missing_is_said_and_what_was_given_is_kept(client: Client) -> None:
    page = send(client, photos=None, category=None).content.decode()
    assert "先拍一张照片" in page
    assert "点一个图标" in page
    assert f'value="{COMMUNITY}" selected' in page
    assert not Case.objects.exists()


def test_where_the_photo_was_taken_proposes_the_place_and_asks(client: Client) -> None:
    page = send(client, place="", photos=photo(inside())).content.decode()
    assert "对就再按一次" in page
    assert f'value="{COMMUNITY}" selected' in page
    assert not Case.objects.exists()


def test_the_exact_point_is_sealed_and_the_kept_photo_knows_nothing(client: Client) -> None:
    lon, lat = inside()
    assert send(client, photos=photo((lon, lat))).status_code == 302
    case = Case.objects.get()
    assert case.near_lon == pytest.approx(lon, abs=0.0006)
    assert SealedText.objects.filter(case_id=case.id, field="point").exists()
    kept = open_photo(find_photo(Attachment.objects.get().id))
    assert position_of(io.BytesIO(kept)) is None
    assert not Image.open(io.BytesIO(kept)).getexif()


def test_a_forged_position_is_none() -> None:
    assert position_of(io.BytesIO(b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x00garbage")) is None
    assert position_of(photo((0.0, 0.0))) is None


def test_those_who_handle_it_never_learn_who_took_it_but_see_the_photo(client: Client) -> None:
    send(client, name="小哥阿强", phone="13900000001")
    case = Case.objects.get()
    office, desk = acting(employ("coordinator", "tcb")), acting(employ("desk_clerk", "cgj_szss"))
    step(case.id, "hand_up", office)
    step(case.id, "dispatch", office, {"unit": "cgj_szss", "basis": "派单目录"})
    held = find(case.id)
    assert held is not None
    assert not may_know(held.case, desk)
    assert may_know(held.case, office)
    first = veiled(held.case, story_of(held.case, law(held.law_id), "staff"))[0]
    assert first.photos


def test_whoever_registers_need_not_type_again_and_can_be_forgotten(client: Client) -> None:
    send(client, name="阿强", remember="on")
    rider = Rider.objects.get()
    assert b"\xe9\x98\xbf" not in bytes(rider.name_cipher or b"")
    assert "已记住您：阿强" in client.get("/snap/").content.decode()
    send(client, key="d" * 32, photos=photo(colour="blue"), same="none")
    assert Snap.objects.filter(rider=rider).count() == 2
    (agreed,) = Agreement.objects.all()  # no number was left, so nothing about text messages
    assert (agreed.code, agreed.version, agreed.way) == ("snaps", "2026-1", "snap")
    assert "随手拍记住您" in client.get("/rights/consents/").content.decode()
    client.post("/rights/consents/", {"id": agreed.pk})
    rider.refresh_from_db()
    assert rider.name_cipher is None
    assert "已记住您" not in client.get("/snap/").content.decode()
    client.post("/snap/forget/")
    assert not Rider.objects.exists()
    assert Snap.objects.count() == 2


def test_riders_who_stay_away_are_forgotten(client: Client) -> None:
    send(client, name="阿强", remember="on")
    used = Rider.objects.get().used_at
    assert forget_idle_riders(used) == 0
    assert forget_idle_riders(used.replace(year=used.year + 30)) == 1


def test_the_same_trouble_nearby_is_offered_first(client: Client) -> None:
    send(Client(headers={"host": "testserver"}), what="中央花园三号楼门口的路灯三天没亮了", category="roads.lamp")
    page = send(client, what="中央花园门口路灯三天没亮", category="roads.lamp", key="e" * 32).content.decode()
    assert "是不是这件" in page
    assert 'action="/snap/"' in page
    assert Case.objects.count() == 1


def test_a_strangers_snap_is_nobodys_page(client: Client) -> None:
    url = send(client).url
    assert Client(headers={"host": "testserver"}).get(url).status_code == 404
