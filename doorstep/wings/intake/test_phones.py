"""A phone number stands for its owner for as long as a code is good, and tells nobody else anything."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from doorstep.adapters import sms
from doorstep.adapters.sms.printing import PrintedSms
from doorstep.kernel.actor import ANONYMOUS
from doorstep.store.cases.opening import Opened, Reporter
from doorstep.wings.intake.phones import PhoneUnreadable, cases_of_phone, check_code, read_phone, send_code
from doorstep.wings.intake.services import take_word

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PHONE = "13812345678"
pytestmark = pytest.mark.django_db


@pytest.fixture
def outbox() -> object:
    before, printed = sms.sms(), PrintedSms()
    sms.use(printed)
    yield printed.sent
    sms.use(before)


def report(phone: str = PHONE) -> Opened:
    return take_word(
        what="灯坏了",
        place="510181901901",
        actor=ANONYMOUS,
        channel="web",
        reporter=Reporter(phone=phone),
        key=None,
        now=NOW,
    )


def code_in(outbox: list[tuple[str, str]]) -> str:
    return outbox[-1][1].split("验证码 ")[1][:6]


@pytest.mark.parametrize(
    "typed", ["13812345678", "138 1234 5678", "+86-138-1234-5678", "１３８１２３４５６７８", "（138）12345678"]
)
def test_a_number_may_be_typed_in_many_ways(typed: str) -> None:
    assert read_phone(typed) == PHONE


@pytest.mark.parametrize("typed", ["1", "12345678901", "138123456789", "abc", "'; DROP TABLE", "\x00", "²³¹"])
def test_what_is_no_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(PhoneUnreadable):
        read_phone(typed)


def test_no_number_is_no_fault() -> None:
    assert read_phone("  ") == ""


def test_a_right_code_is_good_once(outbox: list[tuple[str, str]]) -> None:
    opened = report()
    send_code(PHONE, now=NOW)
    code = code_in(outbox)
    assert check_code(PHONE, code, now=NOW)
    assert not check_code(PHONE, code, now=NOW)
    assert cases_of_phone(PHONE) == [opened.case_id]


def test_nothing_is_sent_to_a_number_that_never_reported(outbox: list[tuple[str, str]]) -> None:
    send_code(PHONE, now=NOW)
    assert outbox == []
    assert not check_code(PHONE, "123456", now=NOW)


def test_five_wrong_tries_void_the_code(outbox: list[tuple[str, str]]) -> None:
    report()
    send_code(PHONE, now=NOW)
    code = code_in(outbox)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert not check_code(PHONE, wrong, now=NOW)
    assert not check_code(PHONE, code, now=NOW)


def test_a_code_lasts_ten_minutes(outbox: list[tuple[str, str]]) -> None:
    report()
    send_code(PHONE, now=NOW)
    assert not check_code(PHONE, code_in(outbox), now=NOW + timedelta(minutes=10))


def test_a_code_is_for_its_own_number(outbox: list[tuple[str, str]]) -> None:
    report()
    report("13900000000")
    send_code(PHONE, now=NOW)
    code = code_in(outbox)
    send_code("13900000000", now=NOW)
    assert not check_code("13900000000", code, now=NOW) or code == code_in(outbox)


def test_neither_number_nor_code_is_kept_in_the_clear(outbox: list[tuple[str, str]]) -> None:
    report()
    send_code(PHONE, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM intake_phonecode")
        row = repr([bytes(cell) if isinstance(cell, memoryview) else cell for cell in cursor.fetchone()])
    assert PHONE not in row
    assert code_in(outbox) not in row
