"""What a poll's rule says besides the order: quotas, pairs of which one is chosen, parts, least votes. As typed, as a plan, and in words.

A quota is a line such as “类别 照明 最多 2 项” or “地点 每个 至少 1 项”; options that exclude each other are a line such as “1 | 3”.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doorstep.doors.web.templatetags.doorstep_words import money
from doorstep.doors.web.words import say
from doorstep.kernel.refusals import FieldFault
from doorstep.kernel.voting.rule import EVERYTHING
from doorstep.store.places.atlas import atlas
from doorstep.wings.voting.models import Poll
from doorstep.wings.voting.rules import Choice

QUOTA = re.compile(
    r"(地点|类别|place|kind)[\s|｜:：]+(.+?)[\s|｜,，]+(最多|至少|at most|at least)[\s|｜]*([\d.,，]+)\s*(项|元|options?|yuan)",
    re.IGNORECASE,
)
OF = {"地点": "place", "类别": "kind"}
EACH = ("每个", "每", "each", EVERYTHING)
BAR = re.compile(r"[|｜\t]")


class QuotaUnreadable(FieldFault):
    """第 %(row)s 行看不懂：请写成“类别 照明 最多 2 项”或者“地点 每个 至少 1 项”这样。"""


class QuotaOfNothing(FieldFault):
    """第 %(row)s 行：选项里没有一项的%(of)s是“%(value)s”。"""


class ConflictUnreadable(FieldFault):
    """第 %(row)s 行看不懂：写两个以上选项的序号或者名称，中间用 | 隔开。“%(cell)s”不是选项。"""


def read_caps(text: str, options: Sequence[Choice]) -> list[dict[str, Any]]:
    """Quotas as the fields of kernel Caps, those of the same place or kind together. Raises QuotaUnreadable, QuotaOfNothing."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        read = QUOTA.fullmatch(line.strip())
        figure = read and read[4].replace(",", "").replace("，", "")
        if not read or not figure or not _is_figure(figure, read[5]):
            raise QuotaUnreadable(row=row)
        of = OF.get(read[1], read[1].lower())
        value = EVERYTHING if read[2].strip().lower() in EACH else _value(of, read[2].strip())
        if value != EVERYTHING and value not in {one.place if of == "place" else one.kind for one in options}:
            raise QuotaOfNothing(row=row, of=_("地点") if of == "place" else _("类别"), value=read[2].strip()[:40])
        end = "most" if read[3].lower() in ("最多", "at most") else "least"
        is_money = read[5].lower() in ("元", "yuan")
        cap = found.setdefault((of, value), {"of": of, "value": value})
        cap[f"{end}_cost" if is_money else f"{end}_chosen"] = int(Decimal(figure) * 100) if is_money else int(figure)
    return list(found.values())


def _is_figure(figure: str, unit: str) -> bool:
    pattern = r"\d{1,11}(\.\d{1,2})?" if unit.lower() in ("元", "yuan") else r"\d{1,4}"
    return re.fullmatch(pattern, figure) is not None


def _value(of: str, said: str) -> str:
    spot = atlas().called(said) if of == "place" else None
    return spot.code if spot else said


def read_conflicts(text: str, options: Sequence[Choice]) -> list[list[str]]:
    """Groups of option keys of which one at most is chosen. Raises ConflictUnreadable."""
    keys = {one.title: one.key for one in reversed(options)} | {one.key: one.key for one in options}
    groups = []
    for row, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for cell in BAR.split(line) if cell.strip()]
        cells = cells if len(cells) > 1 else [cell.strip() for cell in re.split("[、，,]", line) if cell.strip()]
        if not cells:
            continue
        if strange := [cell for cell in cells if cell not in keys]:
            raise ConflictUnreadable(row=row, cell=strange[0][:40])
        group = list(dict.fromkeys(keys[cell] for cell in cells))
        if len(group) < 2:
            raise ConflictUnreadable(row=row, cell="")
        groups.append(group)
    return groups


def written_caps(rule: Mapping[str, Any]) -> str:
    """As the form shows them."""
    lines = []
    for cap in rule.get("caps", ()):
        head = f"{'地点' if cap['of'] == 'place' else '类别'} {'每个' if cap['value'] == EVERYTHING else cap['value']}"
        for name, word, unit in _FIGURES:
            if (figure := cap.get(name)) is not None:
                lines.append(f"{head} {word} {f'{Decimal(figure) / 100:f}' if unit == '元' else figure} {unit}")
    return "\n".join(lines)


_FIGURES = (
    ("most_chosen", "最多", "项"),
    ("most_cost", "最多", "元"),
    ("least_chosen", "至少", "项"),
    ("least_cost", "至少", "元"),
)


def written_conflicts(rule: Mapping[str, Any]) -> str:
    """As the form shows them."""
    return "\n".join(" | ".join(group) for group in rule.get("conflicts", ()))


def bounds_words(poll: Poll) -> tuple[str, ...]:
    """A sentence for each thing that decides besides the order, in the reader's language, as it is announced."""
    rule, said = poll.rule, []
    if rule.get("at_overflow") == "stop":
        said.append(_("轮到一项钱不够，就到它为止，后面的不再看。"))
    if rule.get("at_overflow") == "part":
        said.append(_("钱不够付一项的全价时，写明“至少给多少”而余款够得上的，先给一部分。"))
    if least := rule.get("least_votes"):
        said.append(ngettext("不到 %(least)s 票的不选。", "不到 %(least)s 票的不选。", least) % {"least": least})
    said += [line for cap in rule.get("caps", ()) for line in _cap_words(cap)]
    if any(cap.get("least_chosen") or cap.get("least_cost") for cap in rule.get("caps", ())):
        said.append(
            _(
                "先照票数选一遍，下限都够了就是结果；有不够的，从头来：先按原来的顺序把有下限的补足，再用余下的名额和钱照规则选。"
            )
        )
    titles = {one.key: one.title for one in poll.options.all()} if rule.get("conflicts") else {}
    for group in rule.get("conflicts", ()):
        said.append(_("“%(titles)s”最多选一项。") % {"titles": "”“".join(titles.get(key, key) for key in group)})
    return tuple(said)


def _cap_words(cap: Mapping[str, Any]) -> list[str]:
    value = cap["value"]
    if value == EVERYTHING:
        who = _("每个地点") if cap["of"] == "place" else _("每一类")
    else:
        who = f"“{name_of(value) if cap['of'] == 'place' else value}”"
    said = []
    for name, template in (
        ("most_chosen", _("%(who)s最多选 %(figure)s 项。")),
        ("most_cost", _("%(who)s最多给 %(figure)s。")),
        ("least_chosen", _("%(who)s至少选 %(figure)s 项。")),
        ("least_cost", _("%(who)s至少给 %(figure)s。")),
    ):
        if (figure := cap.get(name)) is not None:
            shown = money(Decimal(figure) / 100) if name.endswith("cost") else figure
            said.append(template % {"who": who, "figure": shown})
    return said


def name_of(place: str) -> str:
    """A place's name in the reader's language; its code where it is not known."""
    spot = atlas().get(place) if place in atlas() else None
    return say(spot.label) if spot else place
