"""Lines of cases as rows of a page."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from doorstep.doors.web.shapes import CaseRow, Due
from doorstep.doors.web.words import say
from doorstep.kernel.words import Words
from doorstep.store.cases.lines import CaseLine


def rows_of(lines: Iterable[CaseLine], *, is_mine: bool = False, current: str = "") -> list[CaseRow]:
    """`is_mine`: the reader owes the next step, so nobody is named."""
    return [_row(line, is_mine=is_mine, current=current) for line in lines]


def _row(line: CaseLine, *, is_mine: bool, current: str) -> CaseRow:
    return CaseRow(
        title=line.title or _("一件事"),
        url=reverse("callback" if line.owed_by == "caller" else "desk_case", args=[line.number]),
        number=line.number,
        quiet=_quiet(line),
        tag=_("紧急") if line.urgency != "ordinary" else "",
        next=line.state_label,
        next_quiet="" if is_mine else _owed(line),
        due=due_of(line),
        current=line.number == current,
    )


def _quiet(line: CaseLine) -> str:
    parts = [say(line.place)]
    if line.level is not None:
        parts.append(say(line.level))
    if line.reports > 1:
        parts.append(ngettext("%(count)s 人反映", "%(count)s 人反映", line.reports) % {"count": line.reports})
    return " · ".join(part for part in parts if part)


def _owed(line: CaseLine) -> Words | str:
    if not line.owed.zh:
        return ""
    return Words(zh=f"等{line.owed.zh}", en=f"waits for {line.owed.en}")


def due_of(line: CaseLine) -> Due | None:
    """What is left of the time; a closed case says that it is."""
    if line.due is not None:
        return Due(tone=line.standing, text=line.due, at=line.due_at)
    return Due(tone="done", text=_("已了结")) if line.is_final else Due(tone="none", text=_("没有时限"))
