"""The words of a notice, made from the pack when it is read or sent: so that they are in the reader's language, and no row keeps them."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from doorstep.kernel.notices import Notice as Template
from doorstep.kernel.remaining_words import clock_time
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.jurisdictions.addresses import address
from doorstep.store.people.units import unit_tree

TALLY, RECOUNTED = "clock.tally", "clock.recounted"
GONE = Words(zh="编号 {number} 有新的进展", en="There is news of {number}")


def template_of(template: str, channel: str) -> Template | None:
    """The pack's notice "event/party" for this channel; None when the pack no longer has it."""
    event, _, party = template.partition("/")
    found = towns.pack().notices.get((event, party), ())
    return next((one for one in found if one.channel == channel), None)


def words_of(template: str, channel: str, params: Mapping[str, str]) -> Words:
    """The sentence with its holes filled; a hole without a value shows as “…”."""
    if template.startswith((TALLY, RECOUNTED)):
        return _counted(template, params, address(params.get("link", "/")) if channel == "sms" else "")
    found = template_of(template, channel)
    values: dict[str, str | Words] = {"number": params.get("number", "")}
    if params.get("unit"):
        values["unit"] = unit_tree().label(params["unit"])
    if params.get("due"):
        values["due"] = _moment(params["due"])
    values["link"] = address(params.get("link", "/"))
    return (found.words if found else GONE).filled(values)


def _counted(template: str, params: Mapping[str, str], link: str) -> Words:
    """“2 件已超期，3 件快到期：…”, or how many limits were counted again; a message says where to look."""
    numbers = params.get("numbers", "")
    late, soon = int(params.get("late", 0)), int(params.get("soon", 0))
    if template.startswith(RECOUNTED):
        zh, en = [f"{late} 件的期限重新算过"], [f"the limits of {late} were counted again"]
    else:
        zh = [f"{n} 件{said}" for n, said in ((late, "已超期"), (soon, "快到期")) if n]
        en = [f"{n} {said}" for n, said in ((late, "overdue"), (soon, "due soon")) if n]
    more = ("等", " …") if late + soon > 3 else ("", "")
    return Words(
        zh=f"{'，'.join(zh)}：{numbers}{more[0]}" + (f"，请看 {link}" if link else ""),
        en=f"{', '.join(en)}: {numbers.replace('、', ', ')}{more[1]}" + (f", see {link}" if link else ""),
    )


def _moment(stamp: str) -> Words:
    """A due moment: the midnight that ends a day is 24:00 of that day."""
    due, calendar = datetime.fromisoformat(stamp), towns.pack().calendar
    on, time = calendar.local_date(due - timedelta(microseconds=1)), clock_time(due, calendar)
    return Words(zh=f"{on.month}月{on.day}日 {time}", en=f"{on.day} {on:%b} {time}")
