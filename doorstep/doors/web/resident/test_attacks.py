"""What strangers and programs throw at the resident's door: it is taken, or refused in words, and nothing breaks."""

import io
import re
from collections.abc import Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from doorstep.adapters import sms
from doorstep.adapters.sms.printing import PrintedSms
from doorstep.store.cases.models import Case
from tests.living import Statements

COMMUNITY = "510181901901"
NASTY = {
    "nul": "a\x00b",
    "rtl": "\u202eevil\u2066\u200f",
    "sql": "'; DROP TABLE cases_case; --",
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ 7|add:7 }}{% debug %}{what}%(count)s%s",
    "long": "灯" * 10_000,
    "emoji": "👨‍👩‍👧‍👦🔦" * 20,
    "surrogate": "\ud83d".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    "lines": "a\r\nb\u2028c\u0085d",
    "blank": " \t\u3000\u200b",
    "number": "9" * 400,
    "nan": "nan",
    "infinite": "-inf",
}
FIELDS = (
    "what",
    "place",
    "place_lat",
    "place_lon",
    "spot",
    "category",
    "name",
    "phone",
    "key",
    "photos_kept",
    "screen",
    "go",
)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_memory")]


@pytest.fixture(autouse=True)
def _sms() -> Iterator[None]:
    sender = sms.sms()
    sms.use(PrintedSms())
    yield
    sms.use(sender)


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("field", FIELDS)
def test_anything_may_stand_in_any_field_of_a_report(client: Client, field: str, nasty: str) -> None:
    form = {"what": "灯坏了", "place": COMMUNITY, "key": "a" * 32, field: NASTY[nasty]}
    answer = client.post("/report/", form)
    assert answer.status_code in (200, 302, 422), answer.content.decode()[:300]
    page = answer.content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    if answer.status_code == 302:
        shown = client.get(f"/case/{Case.objects.get().number}/").content.decode()
        assert "<script>alert" not in shown
        assert "\u202e" not in shown


@pytest.mark.parametrize("nasty", NASTY)
def test_anything_may_be_tried_as_a_code_a_number_a_phone(client: Client, nasty: str) -> None:
    typed = NASTY[nasty]
    assert client.post("/track/", {"number": typed, "code": typed}).status_code == 422
    assert client.post("/track/phone/", {"phone": typed}).status_code == 422
    assert client.post("/track/phone/code/", {"phone": typed, "code": typed}).status_code == 422
    assert client.get("/report/", {"place": typed}).status_code == 200
    for path in ("/t/{}/", "/case/{}/", "/receipt/{}/", "/case/{}/why/", "/case/{}/rate/"):
        assert client.get(path.format(typed.replace("/", ""))).status_code in (301, 404)


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("field", ["words", "photos_kept", "key", "seen"])
def test_anything_may_be_added_to_a_case(client: Client, field: str, nasty: str) -> None:
    client.post("/report/", {"what": "灯坏了", "place": COMMUNITY, "key": "a" * 32})
    number = Case.objects.get().number
    answer = client.post(f"/case/{number}/add/", {"words": "还没亮", "key": "b" * 32, field: NASTY[nasty]})
    assert answer.status_code in (302, 422)
    assert "<script>alert" not in client.get(f"/case/{number}/").content.decode()


@pytest.mark.parametrize("path", ["/report/", "/track/", "/track/phone/", "/track/phone/code/"])
def test_an_empty_post_is_answered_in_words(client: Client, path: str) -> None:
    answer = client.post(path)
    assert answer.status_code == 422
    assert "<h1" in answer.content.decode()


@pytest.mark.parametrize("name", ["a.jpg", "a.png.exe", "../../x.jpg", "\u202egpj.exe", "x" * 300 + ".jpg"])
def test_a_file_that_lies_is_refused_by_name_and_the_words_stay(client: Client, name: str) -> None:
    lie = SimpleUploadedFile(name, b"<svg onload=alert(1)>", "image/jpeg")
    answer = client.post("/report/", {"what": "灯坏了", "place": COMMUNITY, "key": "a" * 32, "photos": lie})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "不是照片" in page
    assert "灯坏了" in page


def test_seven_photos_are_one_too_many(client: Client) -> None:
    raw = io.BytesIO()
    Image.new("RGB", (8, 8)).save(raw, "PNG")
    photos = [SimpleUploadedFile(f"{n}.png", raw.getvalue()) for n in range(7)]
    answer = client.post("/report/", {"what": "灯坏了", "place": COMMUNITY, "photos": photos})
    assert answer.status_code == 422
    assert "最多 6 张" in answer.content.decode()


@pytest.mark.parametrize("nothing", ["\u200b\u200d\u2060\ufeff", "\u0301\ufe0f", "\u00ad \u3000"])
def test_what_nobody_can_read_says_nothing(client: Client, nothing: str) -> None:
    answer = client.post("/report/", {"what": nothing, "place": COMMUNITY, "key": "a" * 32})
    assert answer.status_code == 422
    assert "还没有填" in answer.content.decode()


def test_words_that_are_too_many_are_counted_and_kept_whole(client: Client) -> None:
    words = "灯" * 50_000
    page = client.post("/report/", {"what": words, "place": COMMUNITY, "key": "a" * 32}).content.decode()
    assert "写了 50000 个字，最多 2000 个" in page
    assert words in page
    assert not re.search(r"<textarea[^>]* maxlength", page), "a browser would cut what is pasted without a word"


def test_a_megabyte_of_words_and_a_thousand_fields_are_refused_in_words(client: Client) -> None:
    assert client.post("/report/", {"what": "灯" * 800_000}).status_code == 400
    assert client.post("/report/", {f"f{n}": "x" for n in range(1001)}).status_code == 400


def test_who_guesses_codes_is_stopped_with_a_time_to_wait(client: Client) -> None:
    answers = [client.get("/t/2222222222/") for _ in range(61)]
    assert [answer.status_code for answer in answers] == [404] * 60 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert re.search(r"\d+ 分钟后再来", answers[-1].content.decode())


def test_one_phone_gets_one_code_a_minute(client: Client) -> None:
    assert client.post("/track/phone/", {"phone": "13812345678"}).status_code == 200
    assert client.post("/track/phone/", {"phone": "13812345678"}).status_code == 429
    assert client.post("/track/phone/", {"phone": "13912345678"}).status_code == 200


def test_the_page_says_the_same_of_a_phone_that_reported_and_of_one_that_did_not(client: Client) -> None:
    client.post("/report/", {"what": "灯坏了", "place": COMMUNITY, "phone": "13812345678"})
    strip = re.compile(r"csrfmiddlewaretoken\" value=\"\w+|13[89]12345678")
    pages = [client.post("/track/phone/", {"phone": f"13{n}12345678"}).content.decode() for n in (8, 9)]
    assert strip.sub("", pages[0]) == strip.sub("", pages[1])


def test_addresses_behind_our_own_proxy_are_told_apart_and_forged_ones_are_not_believed(
    rf: object, settings: object
) -> None:
    from doorstep.doors.web.limits import address_of

    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="1.2.3.4, 203.0.113.9")  # type: ignore[attr-defined]
    settings.TRUSTED_PROXIES = 0  # type: ignore[attr-defined]
    assert address_of(request) == "10.0.0.1"
    settings.TRUSTED_PROXIES = 1  # type: ignore[attr-defined]
    assert address_of(request) == "203.0.113.9"
    request.META["HTTP_X_FORWARDED_FOR"] = "2001:db8:1:2:3::4"
    assert address_of(request) == "2001:db8:1:2::/64"
    request.META["HTTP_X_FORWARDED_FOR"] = "::ffff:203.0.113.9"
    assert address_of(request) == "203.0.113.9"
    request.META["HTTP_X_FORWARDED_FOR"] = "'; DROP"
    assert address_of(request) == "unknown"


def test_a_form_from_elsewhere_is_refused() -> None:
    strict = Client(headers={"host": "testserver"}, enforce_csrf_checks=True)
    answer = strict.post("/report/", {"what": "灯坏了", "place": COMMUNITY})
    assert answer.status_code == 403
    assert Case.objects.count() == 0


PAGES = ("/", "/report/", "/track/", "/mine/", "/case/{}/", "/case/{}/why/", "/case/{}/add/", "/receipt/{}/")


def test_every_page_asks_the_database_at_most_fifteen_times(client: Client, statements: Statements) -> None:
    """Report, receipt, story, steps: what each costs in SQL, the session and the readings of the town included."""
    with statements() as run:
        client.post("/report/", {"what": "灯坏了", "place": COMMUNITY})
    print("POST /report/", len(run))
    assert len(run) <= 15
    number = Case.objects.get().number
    for path in PAGES:
        with statements() as run:
            assert client.get(path.format(number)).status_code == 200
        print(path, len(run))
        assert len(run) <= 15
    with statements() as run:
        assert client.post(f"/case/{number}/add/", {"words": "x", "key": "c" * 32}).status_code == 302
    print("POST add", len(run))
    assert len(run) <= 15
