"""The elders' allowance at the pilot: an invented roll, departments' evidence, some seen in person, one doubt, credentials, one use.

ID numbers are of an area code that no place has. Seeded, and as few as the pack says.
"""

from random import Random

from doorstep.doors.town.living import Life, Town
from doorstep.doors.web.allowance.issuing import issue_period
from doorstep.kernel.redaction.identity_numbers import has_check_digit
from doorstep.store.cases import towns
from doorstep.wings.allowance import switching
from doorstep.wings.allowance.certifying import certify
from doorstep.wings.allowance.evidence import deliver
from doorstep.wings.allowance.models import Elder
from doorstep.wings.allowance.policy import current_period, policy, today
from doorstep.wings.allowance.reactions import sweep_allowance
from doorstep.wings.allowance.roll import Entry, enter
from doorstep.wings.allowance.rules import FILE, PENDING
from doorstep.wings.credentials.models import Credential
from doorstep.wings.credentials.services import note_use
from doorstep.wings.town.cast import SURNAMES

GIVEN = ("秀兰", "桂芳", "玉珍", "德明", "国华", "素清", "永福", "淑华", "正国", "光明", "碧英", "世荣")
INVENTED_AREA = "990000"
PAYS = "mzj"  # the department that relies on the credentials


def elders(town: Town) -> Life:
    """In the last days, so that a month is under way when the visitor comes."""
    yield town.at(town.almanac.before_end(20))
    if towns.pack().file(FILE) is None or not policy().pilot or not policy().simulated:
        return
    place, rng = policy().pilot, Random(f"{town.seed}:elders")
    names = [rng.choice(SURNAMES) + rng.choice(GIVEN) for _turn in range(policy().simulated)]
    numbers = [_number(rng) for _name in names]
    enter(
        [Entry(name=name, number=number, place=place) for name, number in zip(names, numbers, strict=True)],
        within=["/"],
        by=None,
        now=town.now,
    )
    switching.switch_on(place, by=None, now=town.now)
    day = today(town.now)
    rows = [f"{number},clinic,{day}" for number in numbers[: len(numbers) * 2 // 3]] + [f"{numbers[-1]},funeral,{day}"]
    table = "\n".join(["身份证号,类别,日期", *rows]).encode()
    deliver(table, "演示证据.csv", unit="wjj", by=None, now=town.now)
    yield town.hours(2)
    sweep_allowance(town.now)
    town.steps.answer(town.now)
    yield town.hours(3)
    for elder in Elder.objects.filter(place=place, state=PENDING).order_by("id")[:3]:
        certify(elder.id, "window", {"document": "身份证、户口簿"}, by=None, now=town.now)
    yield town.hours(2)
    issue_period(current_period(place, now=town.now).code, ["/"], by=None, now=town.now)
    for held in Credential.objects.filter(about=current_period(place, now=town.now).code).order_by("id")[:4]:
        note_use(held, unit=PAYS, by=None, purpose="发放高龄津贴", verdict="valid", now=town.now)


def _number(rng: Random) -> str:
    """Somebody between 80 and 101."""
    stem = f"{INVENTED_AREA}{rng.randint(1925, 1945)}{rng.randint(1, 12):02d}{rng.randint(1, 28):02d}{rng.randint(1, 999):03d}"
    return next(stem + last for last in "0123456789X" if has_check_digit(stem + last))
