"""The circumstances of a case as pairs of a question and its answer, for the page, the print and the sheet."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from doorstep.doors.web.office.channels import BY_SIGN, channel_words
from doorstep.doors.web.words import say
from doorstep.kernel.pack_content import URGENCIES
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.about import About
from doorstep.store.cases.lines import owed_words
from doorstep.store.cases.locking import Held
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.escalation.queries import stays_of_case
from doorstep.wings.signs.queries import sign_of_case


def facts_of(held: Held, known: About) -> list[tuple[str, str]]:
    """Label and value; what is empty is left out."""
    case, categories = held.case, towns.pack().categories
    request_type = categories.request_types.get(case.request_type)
    reported = _("%(count)s 人") % {"count": known.reports} if known.reports > 1 else ""
    pairs = [
        (_("地点"), say(atlas().label(case.place_path))),
        (_("分类"), say(categories.label(case.category))),
        (_("类型"), say(request_type.label) if request_type else case.request_type),
        (_("级别"), _level(held)),
        (_("紧急程度"), say(urgency_words(case.urgency)) if case.urgency != "ordinary" else ""),
        (_("来源"), say(channel_words(case.channel))),
        (_("码牌"), _sign(held)),
        (_("承办"), say(unit_tree().label(case.lead_unit)) if case.lead_unit else ""),
        (_("登记"), say(unit_tree().label(case.opened_unit)) if case.opened_unit else ""),
        (_("反映"), reported),
        (_("晒单"), _("已公开") if "published" in case.memory.flags else ""),
    ]
    return [(label, value) for label, value in pairs if value]


def _sign(held: Held) -> str:
    """The plate that was scanned, and where it hangs; "" for a word that came by none."""
    sign = sign_of_case(held.case.id) if held.case.channel == BY_SIGN else None
    return " · ".join(part for part in (sign.name, sign.spot) if part) if sign else ""


def _level(held: Held) -> str:
    """Where it stands, since when and by whose lead; before that, where it stood."""
    levels = towns.pack().levels.levels
    if "levels" not in held.case.memory.at:
        return ""
    stays = stays_of_case(held.case.id)
    told = [
        _("%(level)s（%(since)s – %(until)s，%(led_by)s牵头）")
        % {
            "level": say(levels[stay.level].label) if stay.level in levels else stay.level,
            "since": _day(stay.since),
            "until": _day(stay.until) if stay.until else _("现在"),
            "led_by": say(owed_words(stay.led_by)),
        }
        for stay in reversed(stays)
    ]
    here = levels.get(held.case.memory.at["levels"])
    return "；".join(told) or (say(here.label) if here else "")


def _day(at: datetime) -> str:
    return date_format(localtime(at), _("n 月 j 日 H:i"))


def urgency_words(urgency: str) -> Words:
    """How urgent it is."""
    return URGENCIES.get(urgency, Words(zh=urgency, en=urgency))
