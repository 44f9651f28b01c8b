"""The filters of a list as its address carries them. What nobody offers is ignored, never an error."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from doorstep.doors.web.desk.frame import Desk
from doorstep.doors.web.office.channels import channel_options
from doorstep.doors.web.office.choices import category_options, unit_options
from doorstep.doors.web.resident.asking import place_options
from doorstep.doors.web.shapes import FormField, Option
from doorstep.kernel.pack_content import URGENCIES
from doorstep.store.cases import towns
from doorstep.store.cases.choosing import Chosen
from doorstep.store.places.atlas import atlas

PHASES = ("open", "overdue", "closed")
_DATES = ("since", "until")
NAMES = ("scope", "phase", "state", "unit", "place", "category", "urgency", "since", "until", "published", "channel")


@dataclass(frozen=True, kw_only=True)
class Filters:
    """`given` is what the address said and somebody may choose, by name."""

    given: Mapping[str, str]
    chosen: Chosen

    def url(self, name: str = "all_cases", **changed: str) -> str:
        """The same list with some filters changed; an empty value takes one off."""
        query = QueryDict(mutable=True)
        query.update({key: value for key, value in {**self.given, **changed}.items() if value})
        return reverse(name) + (f"?{query.urlencode()}" if query else "")


def read_filters(request: HttpRequest, desk: Desk) -> Filters:
    """From the address."""
    offered = {field.name: {option.code for option in field.options} for field in fields_of({}, desk)}
    raw = {name: request.GET.get(name, "")[:80] for name in NAMES}
    given = {name: value for name, value in raw.items() if value and (name in _DATES or value in offered.get(name, ()))}
    if raw["scope"] == "opened" and desk.units:
        given["scope"] = "opened"
    since, until = _day(given.get("since", "")), _day(given.get("until", ""))
    given = {name: value for name, value in given.items() if name not in _DATES or _day(value)}
    spot = atlas().get(given.get("place", ""))
    chosen = Chosen(
        scope="opened" if "scope" in given else "view",
        opened_units=desk.units,
        phase=given.get("phase", ""),  # type: ignore[arg-type]
        state=given.get("state", ""),
        unit=given.get("unit", ""),
        place=spot.path if spot else "",
        category=given.get("category", ""),
        urgency=given.get("urgency", ""),
        channel=given.get("channel", ""),
        since=since,
        until=until + timedelta(days=1) if until else None,
        published={"yes": True, "no": False}.get(given.get("published", "")),
        now=desk.now,
    )
    return Filters(given=given, chosen=chosen)


def _day(raw: str) -> datetime | None:
    """Midnight of the town's day."""
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        return None
    if not 1990 < day.year < 2100:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - towns.pack().calendar.office_hours.offset


def fields_of(given: Mapping[str, str], desk: Desk) -> list[FormField]:
    """The filters as the page offers them, in this order."""
    made = [
        _choice("phase", _("办到哪"), _phases(), given),
        _choice("state", _("状态"), _states(), given),
        _choice("place", _("地点"), _places(desk), given),
        _choice("unit", _("承办"), unit_options(), given),
        _choice("category", _("分类"), category_options(), given),
        _choice("urgency", _("紧急程度"), _urgencies(), given),
        _choice("published", _("晒单"), _published(), given),
        _choice("channel", _("来源"), channel_options(), given),
    ]
    days = (("since", _("从哪天")), ("until", _("到哪天")))
    return made + [
        FormField(name=n, kind="date", label=label, required=False, value=given.get(n, "")) for n, label in days
    ]


def _choice(name: str, label: str, options: Sequence[Option], given: Mapping[str, str]) -> FormField:
    return FormField(
        name=name, kind="choice", label=label, required=False, as_list=True, options=options, value=given.get(name, "")
    )


def _phases() -> tuple[Option, ...]:
    words = (_("没办结的"), _("已超期的"), _("已办结的"))
    return tuple(Option(code=code, label=word) for code, word in zip(PHASES, words, strict=True))


def _states() -> tuple[Option, ...]:
    mechanism = towns.pack().mechanisms["six_orders"]
    return tuple(Option(code=state.name, label=state.label) for state in mechanism.states)


def _places(desk: Desk) -> tuple[Option, ...]:
    """Streets, then communities, as far as the view reaches."""
    streets = tuple(
        Option(code=spot.code, label=spot.label, group=_("街道、镇")) for spot in atlas().of_level("street")
    )
    return streets + place_options()


def _urgencies() -> tuple[Option, ...]:
    return tuple(Option(code=code, label=words) for code, words in URGENCIES.items())


def _published() -> tuple[Option, ...]:
    return (Option(code="yes", label=_("已公开")), Option(code="no", label=_("没公开")))
