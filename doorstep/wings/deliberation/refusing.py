"""What a meeting refuses, each in one sentence that a resident may read."""

from doorstep.kernel.refusals import FieldFault, Refusal


class MeetingUnknown(Refusal):
    """没有这次会，请核对编号。"""

    status = 404


class NotYours(Refusal):
    """这次会由召集单位和统筹办来主持，您这里只能看。"""

    status = 403


class PollUnfit(FieldFault):
    """没有公布过编号为“%(value)s”的勾选。"""


class NoMotions(Refusal):
    """还没有议题，先写上要议的事再公示。"""

    status = 422


class NoticeTooShort(Refusal):
    """“%(kind)s”要提前 %(days)s 天公示，今天公示，最早 %(earliest)s 才能开。"""

    status = 422


class TooEarly(Refusal):
    """公示要满 %(earliest)s、会定在 %(meets_on)s，还没到日子，不能开会。"""

    status = 409


class BeforeItsHour(Refusal):
    """会定在 %(at)s，最早提前一小时开，现在还不能开；要早开，先改时间再公示。"""

    status = 409


class NotInSession(Refusal):
    """现在不在开会，这一步做不了。"""

    status = 409


class AlreadyAnnounced(Refusal):
    """议题已经公示了，不能再改；要加议题，开会时可以议，不能表决。"""

    status = 409


class NotInNotice(Refusal):
    """第 %(motion)s 个议题没有写进公示，可以议，不能表决。"""

    status = 409


class NoQuorum(Refusal):
    """到会 %(present)s 人，要 %(least)s 人才够法定人数，现在只能议，不能定。"""

    status = 409


class DecidesElsewhere(Refusal):
    """“%(kind)s”举手不算数：%(instead)s。"""

    status = 409


class NotChecked(Refusal):
    """“%(kind)s”的法定人数还没有人对着现行法核过，核好以前不能作决定。"""

    status = 409


class AlreadyDecided(Refusal):
    """第 %(motion)s 个议题已经表决过了，不能再表决。"""

    status = 409


class OneAtATime(Refusal):
    """一时一件：第 %(motion)s 个议题还在议，先议完它。"""

    status = 409


class TooManyVotes(Refusal):
    """举手一共 %(cast)s 人，比到会能表决的 %(present)s 人还多，请再数一遍。"""

    status = 422


class NotVoting(Refusal):
    """这个议题现在没有在表决。"""

    status = 409


class NotPresent(Refusal):
    """请先签到，到会的人才能发言和表决。"""

    status = 409


class OnlyListens(Refusal):
    """旁听的人可以听、可以请人代问，不发言、不表决，也不用确认纪要。"""

    status = 403


class NoTurnsLeft(Refusal):
    """每人对一个议题最多发言 %(turns)s 次，您已经说过了，请听听别人的。"""

    status = 409


class NobodyNamed(Refusal):
    """这个席位还没定人，先写上是谁，再签到。"""

    status = 409


class WrongHallCode(Refusal):
    """大厅屏幕上的数字不对，或者已经换了，请看着屏幕再输一遍。"""

    status = 422


class MinutesChanged(Refusal):
    """纪要刚刚改过，请看一遍新的，再确认。"""

    status = 409


class NothingToSign(Refusal):
    """纪要还没有写好，或者已经归档，现在不用确认。"""

    status = 409


class SeatsTaken(Refusal):
    """“X”最多请 %(most)s 人，已经满了。"""

    status = 409


class NumberUnfit(FieldFault):
    """请写 0 到 %(most)s 的整数。"""


class InvitedBefore(FieldFault):
    """“%(name)s”已经请过了；是同名的另一位，请在名字后面写上怎么分，例如“（三号楼）”。"""


class MustBeWritten(FieldFault):
    """这一项要填。"""


class TooLong(FieldFault):
    """最多 %(limit)s 个字，现在是 %(length)s 个。"""


class DayUnfit(FieldFault):
    """请写前后一年以内的日子，例如 2026-12-04。"""


class TimeUnfit(FieldFault):
    """请写几点几分，例如 19:30。"""


class DayAhead(FieldFault):
    """%(day)s 还没到，开过的会才能补录。"""


class DayMissing(FieldFault):
    """定了事的会，要写议题哪天贴出来的。"""


class PostedTooLate(FieldFault):
    """“%(kind)s”要提前 %(days)s 天公示，%(posted)s 贴、%(held)s 开不够，这次会定的不算数。"""


class SeatsMissing(FieldFault):
    """定了事的会，要写固定席位到了几个。"""


class SeatsTooMany(FieldFault):
    """固定席位一共 %(entitled)s 个，不会到得更多。"""


class MoreThanCame(FieldFault):
    """到会一共 %(attended)s 人，这一项不能更多。"""


class NumbersUnfit(FieldFault):
    """请写议题的序号，例如 1、3；这次会的议题有 %(count)s 个。"""


class BodyUnknown(FieldFault):
    """没有这个议事组，或者它不归您的单位召集。"""


class MotionUnknown(Refusal):
    """没有这个议题。"""

    status = 404
