"""Checks a filled form against a step's fields. Splits it into facts, which the ledger keeps, and private texts, which it only commits to.

Accepts values as a browser sends them (strings) or as JSON does. Collects every fault, so that a form is mended once.
"""

import dataclasses
import re
import unicodedata
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from doorstep.kernel import refusals
from doorstep.kernel.mechanism import Field
from doorstep.kernel.office_hours import LAST_YEAR
from doorstep.kernel.words import Words

LONGEST = 10_000
EARLIEST_YEAR = 1900  # people born before are counted by nobody alive
# Halves of characters too: no encoding can hold them.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\ud800-\udfff]")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TRUE = {"1", "true", "on", "yes", "是"}


@dataclass(frozen=True, kw_only=True)
class World:
    """What exists outside the case, as far as a form may name it. Containers of codes; `entries`: the lists of the pack, by
    name, each in its order; `climbers`: the parties that may raise a case to an entry, by list and entry; `evidence`: the
    fields that must be answered to finish a matter, by category."""

    units: Container[str]
    places: Container[str]
    entries: Mapping[str, Mapping[str, Words]] = dataclasses.field(default_factory=dict)
    climbers: Mapping[str, Mapping[str, tuple[str, ...]]] = dataclasses.field(default_factory=dict)
    evidence: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Filled:
    """A form that holds: `facts` by field, `texts` by private field, both without empty entries."""

    facts: Mapping[str, Any]
    texts: Mapping[str, str]


IS_PROOF = Words(zh="这一类事办结要有它作凭据", en="Matters of this kind are not finished without it")


def demanded(fields: tuple[Field, ...], category: str, world: World) -> tuple[Field, ...]:
    """The form as it is asked for a matter of this category: what proves that it is done may not be left out."""
    proofs = world.evidence.get(category, ())
    return tuple(
        replace(one, required=True, help=one.help or IS_PROOF) if one.name in proofs and not one.required else one
        for one in fields
    )


def clean_text(raw: object) -> str:
    """Text as it is kept: NFC, LF line ends, no control characters, no blanks around it."""
    text = unicodedata.normalize("NFC", str(raw))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return (_CONTROL.sub("", text) if _CONTROL.search(text) else text).strip()


def check_form(fields: tuple[Field, ...], raw: Mapping[str, Any], world: World) -> Filled:
    """Raises FormRefused with one sentence for each field that does not hold."""
    faults: dict[str, refusals.FieldFault] = {}
    facts: dict[str, Any] = {}
    texts: dict[str, str] = {}
    known = {field.name for field in fields}
    for name in raw:
        if name not in known:
            faults[str(name)[:60]] = refusals.FieldUnknown(field=str(name)[:60])
    for field in fields:
        try:
            value = _hanging(field, fields, raw, world) if field.hangs_on else _value(field, raw.get(field.name), world)
        except refusals.FieldFault as fault:
            faults[field.name] = fault
            continue
        if value is None:
            continue
        (texts if field.kind in ("text", "line") else facts)[field.name] = value
    if faults:
        raise refusals.FormRefused(faults)
    return Filled(facts=facts, texts=texts)


def _value(field: Field, raw: Any, world: World) -> Any:
    if raw is None or raw == "" or raw == [] or (isinstance(raw, str) and not _says_something(raw)):
        if field.required:
            raise refusals.FieldMissing(field=field.label)
        return None
    value = READERS[field.kind](field, raw, world)
    if value is None and field.required:
        raise refusals.FieldMissing(field=field.label)
    return value


def _hanging(field: Field, fields: tuple[Field, ...], raw: Mapping[str, Any], world: World) -> Any:
    """What is asked only after some answers to another choice. Nothing at all is no amount of money."""
    value = _value(replace(field, required=False), raw.get(field.name), world)
    if field.kind == "money" and value == "0.00":
        value = None
    other = next(one for one in fields if one.name == field.hangs_on)
    answer = next((one for one in other.choices if one.code == raw.get(other.name)), None)
    if answer is None:
        return value
    said = {"field": field.label, "other": other.label, "answer": answer.label}
    if answer.code in field.among:
        if value is None and field.required:
            raise refusals.FieldMissingHere(**said)
    elif value is not None:
        raise refusals.FieldNotAsked(**said)
    return value


def _says_something(raw: str) -> bool:
    """Whether anything is left of it that can be read: blanks, controls, joiners and accents alone say nothing."""
    return raw[0].isalnum() or any(unicodedata.category(sign)[0] not in "CZM" for sign in clean_text(raw))


def _text(field: Field, raw: Any, world: World) -> str:
    text = clean_text(raw)
    limit = field.max_length or LONGEST
    if len(text) > limit:
        raise refusals.TextTooLong(field=field.label, length=len(text), limit=limit)
    return text if field.kind == "text" else " ".join(text.split())


def _choice(field: Field, raw: Any, world: World) -> str | list[str]:
    codes = [choice.code for choice in field.choices]
    if field.multiple:
        wanted = _listed(raw)
        if not all(isinstance(one, str) and one in codes for one in wanted):
            raise refusals.ChoiceUnknown(field=field.label)
        return [code for code in codes if code in wanted]
    if raw not in codes:
        raise refusals.ChoiceUnknown(field=field.label)
    return str(raw)


def _listed(raw: Any) -> list[Any]:
    """One answer or several, as a list."""
    return list(raw) if isinstance(raw, list | tuple) else [raw]


def _date(field: Field, raw: Any, world: World) -> str:
    """Within living memory, and with a year of the calendar left to count in: 0001 and 9999 are slips that no reckoning bears."""
    try:
        day = date.fromisoformat(str(raw).strip())
    except ValueError:
        raise refusals.DateUnreadable(field=field.label) from None
    if day.year < EARLIEST_YEAR:
        raise refusals.DayTooEarly(field=field.label, first=f"{EARLIEST_YEAR}-01-01")
    if day.year >= LAST_YEAR:
        raise refusals.DayTooFar(field=field.label, last=f"{LAST_YEAR - 1}-12-31")
    return day.isoformat()


def _number(field: Field, raw: Any, world: World) -> int | str:
    """Whole numbers stay numbers; money and fractions become plain decimal text, since JSON's floats would lie. Money is in whole fen:
    what is finer is refused, never rounded."""
    text = str(raw).strip().replace(",", "").replace("，", "")
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise refusals.NumberUnreadable(field=field.label) from None
    if (
        set(text) & set("eE_")
        or not number.is_finite()
        or abs(number) >= Decimal(10) ** 15
        or number != round(number, 4)
    ):
        raise refusals.NumberUnreadable(field=field.label)
    _check_bounds(field, number)
    if field.kind == "money" and number != round(number, 2):
        raise refusals.NotWholeFen(field=field.label)
    if field.kind == "money":
        return format(number.quantize(Decimal("0.01")), "f")
    return int(number) if number == number.to_integral_value() else format(number.normalize(), "f")


def _check_bounds(field: Field, number: Decimal) -> None:
    low, high = field.minimum, field.maximum
    if low is not None and high is not None and not low <= number <= high:
        raise refusals.NumberOutOfRange(field=field.label, minimum=low, maximum=high)
    if low is not None and number < low:
        raise refusals.NumberTooSmall(field=field.label, minimum=low)
    if high is not None and number > high:
        raise refusals.NumberTooLarge(field=field.label, maximum=high)


def _unit(field: Field, raw: Any, world: World) -> str | list[str]:
    if field.multiple:
        return list(dict.fromkeys(_one_unit(field, one, world) for one in _listed(raw)))
    return _one_unit(field, raw, world)


def _one_unit(field: Field, raw: Any, world: World) -> str:
    if str(raw) not in world.units:
        raise refusals.UnitUnknown(field=field.label, value=clean_text(raw)[:40])
    return str(raw)


def _place(field: Field, raw: Any, world: World) -> str:
    if str(raw) not in world.places:
        raise refusals.PlaceUnknown(field=field.label)
    return str(raw)


def _photo(field: Field, raw: Any, world: World) -> list[str]:
    shas = _listed(raw)
    if not all(isinstance(sha, str) and _SHA256.fullmatch(sha) for sha in shas):
        raise refusals.PhotoUnknown(field=field.label)
    return list(dict.fromkeys(shas))


def _token(field: Field, raw: Any, world: World) -> str:
    """A person's id or a case's number: short, and checked for existence by whoever uses it."""
    text = " ".join(clean_text(raw).split())
    if len(text) > 64:
        raise refusals.TextTooLong(field=field.label, length=len(text), limit=64)
    return text


def _entry(field: Field, raw: Any, world: World) -> str:
    if not isinstance(raw, str) or raw not in world.entries.get(field.of or "", {}):
        raise refusals.ChoiceUnknown(field=field.label)
    return str(raw)


def _flag(field: Field, raw: Any, world: World) -> bool | None:
    return True if str(raw).strip().lower() in _TRUE else None


READERS: dict[str, Callable[[Field, Any, World], Any]] = {
    "text": _text,
    "line": _text,
    "choice": _choice,
    "date": _date,
    "money": _number,
    "number": _number,
    "unit": _unit,
    "place": _place,
    "photo": _photo,
    "person": _token,
    "case": _token,
    "flag": _flag,
    "token": _token,
    "entry": _entry,
}
