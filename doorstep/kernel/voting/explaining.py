"""The sentences of an outcome: for every option why, in words a neighbour reads. Decides nothing."""

import re
from fractions import Fraction

from doorstep.kernel.voting.election import Election, Option
from doorstep.kernel.voting.gate import Why
from doorstep.kernel.voting.outcome import Counted, Payment, Tie
from doorstep.kernel.voting.rule import Rule
from doorstep.kernel.words import Words

TIES = {
    "votes": Words(zh="票数多的在前", en="more votes come first"),
    "score": Words(zh="得分高的在前", en="the higher score comes first"),
    "cheaper": Words(zh="造价低的在前", en="the cheaper comes first"),
    "dearer": Words(zh="造价高的在前", en="the dearer comes first"),
    "listed": Words(zh="公布的顺序在前", en="the order of the published list"),
    "key": Words(zh="编号小的在前", en="the lower key comes first"),
    "lot": Words(zh="按公布的种子抽签", en="a lot drawn from the published seed"),
}
SENTENCES = {
    "among_the_first": Words(
        zh="得 {votes} 票，排第 {rank}，在前 {seats} 名之内。",
        en="{votes} votes, place {rank}: within the first {seats}.",
    ),
    "after_the_last": Words(
        zh="得 {votes} 票，排第 {rank}，前 {seats} 名已满。",
        en="{votes} votes, place {rank}: the {seats} seats were taken.",
    ),
    "reserved": Words(
        zh="得 {votes} 票，排第 {rank}。“{against}”公布过下限，照票数选没有选够，先补上这一项，造价 {cost}。",
        en="{votes} votes, place {rank}; a lower quota for “{against}” was published and would not have been met: taken first, for {cost}.",
    ),
    "fits": Words(
        zh="得 {votes} 票，轮到时余款够付造价 {cost}。",
        en="{votes} votes; at its turn the money left covered its cost of {cost}.",
    ),
    "too_dear": Words(
        zh="得 {votes} 票，造价 {cost}，轮到时余款不够。",
        en="{votes} votes; its cost of {cost} was more than the money left at its turn.",
    ),
    "after_the_stop": Words(
        zh="得 {votes} 票，排在付不起的“{against}”之后，按规则到那里为止。",
        en="{votes} votes; it stands behind “{against}”, which did not fit, and the rule stops there.",
    ),
    "part_funded": Words(
        zh="得 {votes} 票，造价 {cost}，用余款先给 {granted}。",
        en="{votes} votes; of its cost of {cost} the money left covers {granted}.",
    ),
    "paid": Words(
        zh="{payers} 位支持者一起付清造价 {cost}，每人最多付 {most}。",
        en="{payers} supporters paid its cost of {cost} together, nobody more than {most}.",
    ),
    "completed": Words(
        zh="得 {votes} 票，用平分之后的余款补上，造价 {cost}。",
        en="{votes} votes; bought for {cost} with what equal shares left over.",
    ),
    "free": Words(zh="得 {votes} 票，不花钱。", en="{votes} votes, and it costs nothing."),
    "supporters_short": Words(
        zh="得 {votes} 票，支持者手里只剩 {left}，离造价 {cost} 还差 {missing}。",
        en="{votes} votes; its supporters had {left} left, {missing} short of its cost of {cost}.",
    ),
    "too_few": Words(
        zh="得 {votes} 票、{score} 分，没有达到事先公布的最低线。",
        en="{votes} votes, score {score}: below the least that was published.",
    ),
    "cap_full": Words(
        zh="得 {votes} 票，“{against}”的名额或金额已经用满。", en="{votes} votes; the quota of “{against}” was used up."
    ),
    "conflict": Words(
        zh="得 {votes} 票，与已选的“{against}”只能选一个。",
        en="{votes} votes; only one of it and “{against}” can be chosen.",
    ),
    "unwanted": Words(zh="没有人选它。", en="Nobody chose it."),
}
ONE = re.compile(r"^1 (vote|supporter)s\b")  # English alone tells one from many
LEVEL = Words(zh="与 {others} 相同，按公布的办法分先后：{by}。", en="Level with {others}; decided as published: {by}.")


def money(amount: Fraction | int, per_unit: int) -> str:
    """An amount in units of money, two decimals at most; “≈” where that is not the exact figure."""
    exact = Fraction(amount) / per_unit
    hundredths = round(exact * 100)
    whole, rest = divmod(hundredths, 100)
    said = f"{whole:,}" + (f".{rest:02d}" if rest else "")
    return said if Fraction(hundredths, 100) == exact else f"≈{said}"


def sentence(
    *,
    election: Election,
    rule: Rule,
    option: Option,
    counted: Counted,
    why: Why,
    rank: int,
    granted: int,
    payments: tuple[Payment, ...],
    left: Fraction | None,
    tie: Tie | None,
) -> Words:
    """Why, with the figures, and how a tie was decided."""
    per_unit = election.per_unit
    missing = option.cost - (left or 0)
    filled = SENTENCES[why[0]].filled(
        {
            "votes": str(counted.votes),
            "score": str(counted.score),
            "rank": str(rank),
            "seats": str(rule.seats or ""),
            "cost": money(option.cost, per_unit),
            "granted": money(granted, per_unit),
            "payers": str(sum(payment.ballots for payment in payments)),
            "most": money(max((paid.each for paid in payments if paid.each), default=0), per_unit),
            "left": money(left or 0, per_unit),
            "missing": money(missing, per_unit),
            "against": why[1],
        }
    )
    said = Words(zh=filled.zh, en=ONE.sub(r"1 \1", filled.en))
    if not tie:
        return said
    level = LEVEL.filled({"others": "、".join(tie.others), "by": TIES[tie.by]})
    return Words(zh=said.zh + level.zh, en=f"{said.en} {level.en}")
