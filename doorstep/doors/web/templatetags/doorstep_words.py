"""How records become words on a screen: the reader's language, the town's clock, its money. Formats; computes nothing."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from doorstep.doors.web.words import say
from doorstep.kernel.words import ZH_HANS

register = template.Library()

TOWN = ZoneInfo("Asia/Shanghai")
SHAPES = {"ok": "●", "soon": "▲", "late": "■", "done": "✓", "rest": "◇", "none": "○"}


register.filter("say", say)


@register.filter
def hant(value: object) -> str:
    """A record's text, in traditional characters when the reader reads those."""
    return say("" if value is None else str(value))


def _moment(value: datetime) -> datetime:
    if timezone.is_naive(value):
        raise ValueError(f"a moment without a time zone: {value!r}")
    return value.astimezone(TOWN)


@register.simple_tag(takes_context=True)
def when(context: template.Context, value: datetime | None, css: str = "") -> SafeString | str:
    """A UTC moment on the town's clock: 11 月 24 日 15:20, with the year when it is not the page's (`now`) year."""
    if value is None:
        return ""
    local = _moment(value)
    now = _moment(context.get("now") or timezone.now())
    pattern = gettext("n 月 j 日 H:i") if local.year == now.year else gettext("Y 年 n 月 j 日 H:i")
    return format_html(
        '<time datetime="{}" class="{}">{}</time>',
        local.isoformat(timespec="seconds"),
        css or "num",
        format_date(local, pattern),
    )


@register.filter
def localdate(value: date | datetime | str | None) -> SafeString | str:
    """A day: 2026 年 11 月 24 日. Takes a date, a moment, or the ISO text that forms keep."""
    if not value:
        return ""
    if isinstance(value, str):
        value = date.fromisoformat(value[:10])
    day = _moment(value).date() if isinstance(value, datetime) else value
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), format_date(day, gettext("Y 年 n 月 j 日")))


@register.filter
def dayname(value: date) -> str:
    """A day with its day of the week: 11 月 24 日 星期二."""
    return format_date(value, gettext("n 月 j 日 l"))


@register.filter
def money(value: Decimal | int | str | None) -> str:
    """Yuan with thousands, to the fen where there are any: 12,350 元, 0.50 元."""
    if value is None or value == "":
        return ""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return gettext("%(amount)s 元") % {"amount": f"{amount:,.2f}".removesuffix(".00")}


@register.filter
def shape(tone: str) -> str:
    """The mark that goes with a colour, so that colour is never alone: ● ▲ ■ ✓ ◇ ○."""
    return SHAPES.get(tone, SHAPES["none"])


@register.filter
def lang_tag(code: str | None) -> str:
    """A language code as HTML wants it: zh-Hans, zh-Hant, en."""
    known = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
    return known.get((code or ZH_HANS).lower(), "zh-Hans")


@register.filter
def percent(value: float | None, digits: int = 1) -> str:
    """A share between 0 and 1 as 96.4%; nothing to divide by is a dash, never a nought."""
    return "—" if value is None else f"{value * 100:.{digits}f}%"


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """mapping[key], or nothing: for rows of dicts at the JSON edge."""
    return mapping.get(key, "") if mapping else ""


@register.simple_tag
def faults_of(fields: Any, problems: Any = ()) -> list[dict[str, Any]]:
    """What is wrong with a form, in the order of the page: sentences about the whole, then one link for each field, which is named."""
    whole = [{"id": "", "text": text, "label": ""} for text in problems or ()]
    of_fields = (
        {"id": field.id, "text": text, "label": field.label}
        for field in fields or ()
        for text in dict.fromkeys(field.errors)
    )
    return [*whole, *of_fields]
