"""The second factor of signing in 动态码: a time-based code (RFC 6238) from a phone, and backup codes on paper.

Keeps backup codes only as keyed hashes, each good once. Refuses a code used twice, and slows down whoever guesses.
"""

import secrets
from base64 import b32encode
from urllib.parse import quote

import segno
from django.db import transaction
from django.utils import timezone
from django_otp import devices_for_user, verify_token
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from doorstep.kernel.refusals import Refusal
from doorstep.store.people.models import Person
from doorstep.store.sealing import keyed_hash

PHONE, PAPER = "phone", "paper"
BACKUP_CODES = 10
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


class CodeTriedTooOften(Refusal):
    """试得太快了，请等 %(seconds)s 秒再输入动态码。"""

    status = 429


def is_enrolled(person: Person) -> bool:
    """Whether signing in asks this person for a code."""
    return bool(TOTPDevice.objects.filter(user=person, confirmed=True).exists())


def begin_enrolment(person: Person) -> TOTPDevice:
    """The device waiting to be confirmed; the same one until it is, so that going back shows the same picture."""
    device, _ = TOTPDevice.objects.get_or_create(user=person, confirmed=False, defaults={"name": PHONE})
    return device


def secret_of(device: TOTPDevice) -> str:
    """The secret as one types it into a phone, in groups of four."""
    plain = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def picture_of(device: TOTPDevice, issuer: str) -> str:
    """The QR code as SVG; `issuer` is what the phone shows above the code."""
    label = f"{quote(issuer.replace(':', ''))}:{quote(device.user.get_username())}"
    secret = secret_of(device).replace(" ", "")
    address = (
        f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer)}&digits={device.digits}&period={device.step}"
    )
    return segno.make(address, error="m").svg_inline(omitsize=True, border=0)


@transaction.atomic
def confirm_enrolment(person: Person, code: str) -> TOTPDevice | None:
    """Take the waiting device into use if the code is right; an older one is removed. Raises CodeTriedTooOften."""
    device = TOTPDevice.objects.select_for_update().filter(user=person, confirmed=False).first()
    if device is None:
        return None
    check_pace(device)
    if not device.verify_token(_bare(code)):
        return None
    TOTPDevice.objects.filter(user=person, confirmed=True).delete()
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return device


@transaction.atomic
def new_backup_codes(person: Person) -> tuple[str, ...]:
    """Fresh codes, shown this once; all older ones are void."""
    device, _ = StaticDevice.objects.get_or_create(user=person, defaults={"name": PAPER})
    device.token_set.all().delete()
    codes = tuple("".join(secrets.choice(LETTERS) for _ in range(8)) for _ in range(BACKUP_CODES))
    for code in codes:
        device.token_set.create(token=_hashed(code))
    return tuple(f"{code[:4]}-{code[4:]}" for code in codes)


def backup_codes_left(person: Person) -> int:
    """How many backup codes are still good."""
    device = StaticDevice.objects.filter(user=person).first()
    return device.token_set.count() if device else 0


def check_code(person: Person, code: str) -> Device | None:
    """The device that accepts this code: six digits from the phone, else a backup code. Raises CodeTriedTooOften."""
    bare = _bare(code)
    from_phone = bare.isascii() and bare.isdecimal()
    kind, token = (TOTPDevice, bare) if from_phone else (StaticDevice, _hashed(bare))
    for device in devices_for_user(person):
        if isinstance(device, kind):
            check_pace(device)
            return verify_token(person, device.persistent_id, token)
    return None


def check_pace(device: TOTPDevice | StaticDevice) -> None:
    """Refuse while the pause after wrong codes lasts; it doubles with each."""
    allowed, facts = device.verify_is_allowed()
    if not allowed:
        wait = (facts or {}).get("locked_until")
        seconds = (wait - timezone.now()).total_seconds() if wait else 1
        raise CodeTriedTooOften(seconds=max(1, round(seconds + 0.5)))


@transaction.atomic
def withdraw(person: Person) -> None:
    """Remove phone and backup codes: signing in asks for the password alone again."""
    TOTPDevice.objects.filter(user=person).delete()
    StaticDevice.objects.filter(user=person).delete()


def _bare(code: str) -> str:
    return "".join(code.split()).replace("-", "").lower()


def _hashed(code: str) -> str:
    return keyed_hash(code, "backup").hex()[:16]
