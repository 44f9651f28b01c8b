"""Public money of a project by source: planned, received, spent 预算、到账、支出. Pure: accounts, and what may not be entered.

Each amount is one entry with a debit and a credit, so that a double-entry book can take all of them over as they are. What is spent
was received before, and what is received was planned.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from doorstep.kernel.refusals import FieldFault, Refusal
from doorstep.kernel.words import Words

PLANNED, RECEIVED, SPENT = "planned", "received", "spent"
STAGES = (PLANNED, RECEIVED, SPENT)
# Which account an amount debits, which it credits: granted and not here yet, granted, in hand, used up.
BOOKED: Mapping[str, tuple[str, str]] = {
    PLANNED: ("due", "budget"),
    RECEIVED: ("funds", "due"),
    SPENT: ("expense", "funds"),
}
ACCOUNTS: Mapping[str, Words] = {
    "budget": Words(zh="批复的预算", en="Budget granted"),
    "due": Words(zh="批了还没到的", en="Granted, not here yet"),
    "funds": Words(zh="到了没花的", en="In hand"),
    "expense": Words(zh="花了的", en="Spent"),
}
STAGE_NAMES: Mapping[str, Words] = {
    PLANNED: Words(zh="预算", en="Budget"),
    RECEIVED: Words(zh="到账", en="Received"),
    SPENT: Words(zh="支出", en="Spent"),
}


class NothingEntered(FieldFault):
    """金额不能是 0。"""


class BelowNothing(FieldFault):
    """冲回以后这一项会变成负数，请核对金额。"""


class MoreThanPlanned(FieldFault):
    """这个来源的预算是 %(planned)s 元，到账不能更多；确实多了，先把预算记上。"""


class MoreThanReceived(FieldFault):
    """这个来源到账 %(received)s 元，花掉的不能更多；钱到了先记到账。"""


class LessThanStandsOnIt(FieldFault):
    """后面已经记了 %(used)s 元，这一项不能少于它，请先冲回后面的。"""


class DocumentMissing(FieldFault):
    """到账和支出要写凭证号。"""


class DocumentUsed(FieldFault):
    """凭证“%(document)s”已经记过一笔支出（%(project)s），同一张凭证不能花两次。"""


class ReceiptUsed(FieldFault):
    """凭证“%(document)s”已经给这个项目的这个来源记过一笔到账，同一张凭证不能记两次。"""


class MoneyStandsOnIt(Refusal):
    """这一项上还记着 %(yuan)s 元预算，先用负数冲回，再移出储备。"""


@dataclass(frozen=True, kw_only=True)
class Purse:
    """Of one source, or of all together, in fen."""

    planned: int = 0
    received: int = 0
    spent: int = 0

    @property
    def in_hand(self) -> int:
        """Received and not spent."""
        return self.received - self.spent

    def after(self, stage: str, fen: int) -> "Purse":
        """With this amount entered. Raises a FieldFault that says why it may not be."""
        if fen == 0:
            raise NothingEntered
        now = {PLANNED: self.planned, RECEIVED: self.received, SPENT: self.spent}
        now[stage] += fen
        if now[stage] < 0:
            raise BelowNothing
        if now[RECEIVED] > now[PLANNED]:
            raise (
                LessThanStandsOnIt(used=yuan_of(self.received))
                if stage == PLANNED
                else MoreThanPlanned(planned=yuan_of(self.planned))
            )
        if now[SPENT] > now[RECEIVED]:
            raise (
                LessThanStandsOnIt(used=yuan_of(self.spent))
                if stage == RECEIVED
                else MoreThanReceived(received=yuan_of(self.received))
            )
        return Purse(planned=now[PLANNED], received=now[RECEIVED], spent=now[SPENT])


def together(purses: Mapping[str, Purse]) -> Purse:
    """All sources."""
    every = purses.values()
    return Purse(
        planned=sum(one.planned for one in every),
        received=sum(one.received for one in every),
        spent=sum(one.spent for one in every),
    )


def yuan_of(fen: int) -> str:
    """“1,234.50”; not below nothing."""
    return f"{fen // 100:,}.{fen % 100:02d}"
