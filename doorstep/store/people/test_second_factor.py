"""A phone joins an account by its first code; every code is good once; guessing is slowed down."""

import time
from unittest.mock import patch

import pytest
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from doorstep.store.people import second_factor
from doorstep.store.people.models import Person
from doorstep.store.people.staffing import register_person

pytestmark = pytest.mark.django_db


def code_of(device: TOTPDevice, *, steps: int = 0) -> str:
    clock = TOTP(device.bin_key, device.step, device.t0, device.digits)
    clock.time = time.time() + steps * device.step
    return f"{clock.token():06d}"


@pytest.fixture
def clerk() -> Person:
    return register_person(username="clerk", display_name="李宁", password=None)


@pytest.fixture
def device(clerk: Person) -> TOTPDevice:
    waiting = second_factor.begin_enrolment(clerk)
    confirmed = second_factor.confirm_enrolment(clerk, code_of(waiting, steps=-1))
    assert confirmed is not None
    return confirmed


def test_a_phone_counts_only_after_its_first_code(clerk: Person) -> None:
    waiting = second_factor.begin_enrolment(clerk)
    assert second_factor.begin_enrolment(clerk) == waiting
    assert second_factor.confirm_enrolment(clerk, "000000") is None
    assert not second_factor.is_enrolled(clerk)
    with pytest.raises(second_factor.CodeTriedTooOften):
        second_factor.confirm_enrolment(clerk, code_of(waiting))


def test_a_code_works_once_and_spaces_do_not_matter(clerk: Person, device: TOTPDevice) -> None:
    code = code_of(device)
    assert second_factor.check_code(clerk, f"{code[:3]} {code[3:]}") == device
    assert second_factor.check_code(clerk, code) is None


def test_guessing_is_slowed_down(clerk: Person, device: TOTPDevice) -> None:
    assert second_factor.check_code(clerk, "000000") is None
    with pytest.raises(second_factor.CodeTriedTooOften) as slowed:
        second_factor.check_code(clerk, code_of(device))
    assert slowed.value.params["seconds"] >= 1


@pytest.mark.parametrize("code", ["", "１２３４５６", "9" * 400, "²³", "null", "'; --", "\x00"])
def test_a_code_that_is_none_is_simply_wrong(clerk: Person, device: TOTPDevice, code: str) -> None:
    assert second_factor.check_code(clerk, code) is None


def test_backup_codes_work_once_and_are_kept_only_as_hashes(clerk: Person, device: TOTPDevice) -> None:
    codes = second_factor.new_backup_codes(clerk)
    assert len(codes) == second_factor.backup_codes_left(clerk) == 10
    assert not StaticToken.objects.filter(token__in=[code.replace("-", "") for code in codes]).exists()
    assert second_factor.check_code(clerk, codes[0].upper()) is not None
    assert second_factor.check_code(clerk, codes[0]) is None
    assert second_factor.backup_codes_left(clerk) == 9


def test_new_backup_codes_make_the_old_ones_void(clerk: Person, device: TOTPDevice) -> None:
    old = second_factor.new_backup_codes(clerk)
    second_factor.new_backup_codes(clerk)
    assert second_factor.check_code(clerk, old[0]) is None


def test_another_persons_codes_do_not_work(clerk: Person, device: TOTPDevice) -> None:
    stranger = register_person(username="stranger", display_name="路人", password=None)
    assert second_factor.check_code(stranger, code_of(device)) is None
    assert not second_factor.is_enrolled(stranger)


def test_a_new_phone_replaces_the_old_one(clerk: Person, device: TOTPDevice) -> None:
    fresh = second_factor.begin_enrolment(clerk)
    assert second_factor.check_code(clerk, code_of(device)) == device
    with patch.object(second_factor, "check_pace"):
        assert second_factor.confirm_enrolment(clerk, code_of(fresh)) == fresh
    assert list(TOTPDevice.objects.filter(user=clerk)) == [fresh]


def test_giving_it_up_leaves_nothing(clerk: Person, device: TOTPDevice) -> None:
    second_factor.new_backup_codes(clerk)
    second_factor.withdraw(clerk)
    assert not second_factor.is_enrolled(clerk)
    assert second_factor.backup_codes_left(clerk) == 0


def test_the_picture_and_the_typed_secret_say_the_same(clerk: Person) -> None:
    waiting = second_factor.begin_enrolment(clerk)
    with patch.object(second_factor.segno, "make") as make:
        second_factor.picture_of(waiting, "家门口 都江堰市")
    address = make.call_args.args[0]
    assert second_factor.secret_of(waiting).replace(" ", "") in address
    assert address.startswith("otpauth://totp/%E5%AE%B6")
    assert "<svg" in second_factor.picture_of(waiting, "家门口")
