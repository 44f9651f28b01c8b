"""Refusals: why a step is not taken. Each docstring is a sentence a resident may read; doors translate it, with `params` filled in."""

from collections.abc import Mapping
from typing import Any


class Refusal(Exception):
    """这一步现在不能办。"""

    status = 409

    def __init__(self, **params: Any) -> None:
        super().__init__(type(self).__name__, params)
        self.params: Mapping[str, Any] = params

    @property
    def code(self) -> str:
        """Stable name for machines, such as "step_not_open"."""
        name = type(self).__name__
        return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")

    @property
    def sentence(self) -> str:
        """The Chinese sentence, unfilled: also the msgid under which it is translated."""
        return " ".join((type(self).__doc__ or "").split())


class StepUnknown(Refusal):
    """没有“%(verb)s”这个动作。"""

    status = 400


class StepNotOpen(Refusal):
    """这件事现在是“%(state)s”，不能“%(step)s”。"""


class StepUsedUp(Refusal):
    """“%(step)s”最多 %(at_most)s 次，已经用完了。"""


class StepBarred(Refusal):
    """按已有的决定，这件事不能再“%(step)s”。"""


class ActorNotEntitled(Refusal):
    """这一步不由您来办，由%(who)s来办。"""

    status = 403


class NeedsAnotherPerson(Refusal):
    """“%(step)s”须由另一个人来做，不能和上一步是同一人。"""

    status = 403


class StepWaits(Refusal):
    """还不能“%(step)s”：%(what)s还没有办完。"""


class TimeNotOver(Refusal):
    """还不能“%(step)s”：%(clock)s到%(until)s才满。"""


class CaseMovedOn(Refusal):
    """您看着这一页的时候，这件事已经往前走了：%(meanwhile)s。请看最新情况再决定。"""


class CaseNotFound(Refusal):
    """没有找到这件事，或者它不归您看。"""

    status = 404


class KeyUsedDifferently(Refusal):
    """同一个提交编号已经用在另一件内容不同的事上。"""

    status = 422


class FormRefused(Refusal):
    """有 %(count)s 处要改一改，已填的内容都还在。"""

    status = 422

    def __init__(self, faults: Mapping[str, "FieldFault"]) -> None:
        super().__init__(count=len(faults))
        self.faults = dict(faults)


class FieldFault(Refusal):
    """这一项填得不对。"""

    status = 422


class FieldMissing(FieldFault):
    """还没有填“%(field)s”。"""


class FieldNotAsked(FieldFault):
    """“%(other)s”选了“%(answer)s”，“%(field)s”要空着。"""


class FieldMissingHere(FieldFault):
    """“%(other)s”选了“%(answer)s”，要填“%(field)s”。"""


class FieldUnknown(FieldFault):
    """没有“%(field)s”这一项。"""


class ReasonNeeded(FieldFault):
    """%(what)s还没有办完；等办完再来，或者在“%(field)s”里写明为什么不等。"""


class NotHigher(FieldFault):
    """现在已经在“%(here)s”，提级要选更高的一级。"""


class NotYoursToRaise(FieldFault):
    """提到“%(to)s”，只能由%(who)s来提。"""


class NotLower(FieldFault):
    """现在在“%(here)s”，降级要选更低的一级。"""


class TextTooLong(FieldFault):
    """“%(field)s”写了 %(length)s 个字，最多 %(limit)s 个。"""


class ChoiceUnknown(FieldFault):
    """“%(field)s”请从给出的选项里选。"""


class DateUnreadable(FieldFault):
    """“%(field)s”请写成 2026-11-22 这样的日期。"""


class DayTooEarly(FieldFault):
    """“%(field)s”最早从 %(first)s 起。"""


class DayTooFar(FieldFault):
    """“%(field)s”最晚到 %(last)s。"""


class NumberUnreadable(FieldFault):
    """“%(field)s”请填数字。"""


class NumberOutOfRange(FieldFault):
    """“%(field)s”要在 %(minimum)s 和 %(maximum)s 之间。"""


class NumberTooSmall(FieldFault):
    """“%(field)s”不能小于 %(minimum)s。"""


class NumberTooLarge(FieldFault):
    """“%(field)s”不能大于 %(maximum)s。"""


class NotWholeFen(FieldFault):
    """“%(field)s”最多写到分，两位小数。"""


class NotWhole(FieldFault):
    """“%(field)s”要填整数。"""


class UnitUnknown(FieldFault):
    """没有叫“%(value)s”的单位，请从名单里选。"""


class UnitIsOwn(FieldFault):
    """“%(field)s”里有自己的单位，请选别的单位。"""


class OneNeeded(FieldFault):
    """%(fields)s，至少填一项。"""


class PlaceUnknown(FieldFault):
    """没有找到这个地点，请点地图或从名单里选社区。"""


class PhotoUnknown(FieldFault):
    """“%(field)s”里有一张照片没有传上来，请再选一次。"""
