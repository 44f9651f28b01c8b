"""The rule of a poll in three sentences: how ballots are counted, what is chosen, what decides when two are level."""

from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doorstep.doors.web.templatetags.doorstep_words import money
from doorstep.doors.web.voting.bounds import bounds_words
from doorstep.doors.web.words import say
from doorstep.kernel.voting.thresholds import BASE_WORDS, MEASURE_WORDS, Line
from doorstep.wings.voting.lawful import held_by, template_of
from doorstep.wings.voting.models import Poll
from doorstep.wings.voting.rules import CONSENT, LAWFUL, POINTS, RANKS, THRESHOLD

TIES = {
    "votes": lambda: _("票多的先"),
    "score": lambda: _("分高的先"),
    "cheaper": lambda: _("省钱的先"),
    "dearer": lambda: _("花钱多的先"),
    "listed": lambda: _("选票上排在前面的先"),
    "key": lambda: _("编号小的先"),
    "lot": lambda: _("用公布的种子抽签"),
}


def rule_words(poll: Poll) -> tuple[str, ...]:
    """Three sentences in the reader's language, and one for each bound that was published with them."""
    if poll.rule["name"] == THRESHOLD:
        return _lawful(poll)
    return _counted(poll), _chosen(poll), _level(poll), *bounds_words(poll)


def _counted(poll: Poll) -> str:
    if poll.form == RANKS:
        return _("排得越靠前分越高，各项的分加起来。")
    if poll.form == POINTS:
        return _("给了几分就算几分，各项的分加起来。")
    if poll.form == CONSENT:
        return _("数每一项的同意、不同意和弃权。")
    return _("每选一项，那一项得一票；一个人一张票，网上的、帮填的、纸的合在一起数。")


def roll_words(poll: Poll) -> str:
    """How many stand on the roll, and what one line of it is: everything that is counted is counted in these."""
    said = {
        "heads": _("%(count)s 个人"),
        "households": _("%(count)s 户"),
        "members": _("%(count)s 名组成人员"),
    }
    return said[held_by(poll.rule)] % {"count": poll.electors}


def _said(line: Line) -> str:
    words = (
        _("%(measure)s超过%(base)s的 %(share)s") if line.is_strict else _("%(measure)s达到%(base)s的 %(share)s（含）")
    )
    return words % {
        "measure": say(MEASURE_WORDS[line.measure]),
        "base": say(BASE_WORDS[line.base]),
        "share": line.share,
    }


def _lawful(poll: Poll) -> tuple[str, ...]:
    template = template_of(poll.rule)
    if template is None:
        return ()
    enough = _("、").join(map(_said, template.quorum)) or _("不限")
    agreed = _("、").join(map(_said, template.approval))
    version = _("，%(day)s 的文本") % {"day": template.version.isoformat()} if template.version else ""
    return (
        _("%(title)s：%(source)s。") % {"title": say(template.title), "source": f"{say(template.source)}{version}"},
        _("参与：%(lines)s，才算数。") % {"lines": enough},
        _("同意：%(lines)s，才通过；空白票算参与。") % {"lines": agreed},
        *([_("公示：投票开始前至少 %(days)s 天。") % {"days": template.notice_days}] if template.notice_days else []),
    )


def _chosen(poll: Poll) -> str:
    rule, budget = poll.rule, money(Decimal(poll.budget) / 100)
    match rule["name"]:
        case "top_k":
            return ngettext("得票最多的前 %(seats)s 项入选。", "得票最多的前 %(seats)s 项入选。", rule["seats"]) % {
                "seats": rule["seats"]
            }
        case "greedy":
            if rule.get("at_overflow", "skip") != "skip":
                return _("总共 %(budget)s，从票最多的一项往下排，钱够就入选。") % {"budget": budget}
            return _("总共 %(budget)s，从票最多的一项往下排，钱够就入选，不够就看下一项。") % {"budget": budget}
        case _:
            said = _(
                "总共 %(budget)s，每张票分到一样多的钱，一起出钱买大家选的项目；哪一项要每个人出的钱最少，先买哪一项。"
            ) % {"budget": budget}
            return said + _completed(str(rule.get("completion", "none")))


def _completed(completion: str) -> str:
    """What becomes of money that the first shares leave unspent."""
    more = _("钱有剩，就当每张票都多分到一点，从头再买，一直加到再加就不够付为止。") if "add1" in completion else ""
    return more + (_("还有剩，再照票数往下排，买得起的都买。") if "greedy" in completion else "")


def shares_words(poll: Poll) -> str:
    """What each ballot had to give in the end, where the rule raised it; nothing else explains who paid more than a first share."""
    known = poll.outcome or {}
    if not known.get("raised"):
        return ""
    share = Fraction(known["share"])
    first = share - known["raised"]
    return _("这一次：每张票起先有 %(first)s，一步步加到 %(share)s才停。") % {
        "first": money(_yuan(first)),
        "share": money(_yuan(share)),
    }


def _yuan(fen: Fraction) -> Decimal:
    return Decimal(round(fen)) / 100


def _level(poll: Poll) -> str:
    ties = [TIES[one]() for one in poll.rule.get("ties", ("votes", "cheaper", "lot"))]
    return _("票数一样的，依次看：%(ties)s。") % {"ties": _("、").join(ties)}


def basis_words(poll: Poll) -> str:
    """What the result binds."""
    if poll.basis == LAWFUL:
        return _("依法表决：结果按法律规定的门槛认定。")
    return _("议事参考：结果供议事时参考，不是依法表决。")


def command_of(poll: Poll) -> str:
    """How to count the exported ballots on a computer of one's own: the file says the rule, the order of ties and the seed."""
    return f"doorstep tally {poll.number}.{'json' if poll.form == CONSENT else 'pb'} --explain"
