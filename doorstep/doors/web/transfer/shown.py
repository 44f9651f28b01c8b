"""Imports, orders and faults as the pages show them. Pure shaping."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.cases.digests import masked, title_of
from doorstep.store.places.atlas import atlas
from doorstep.wings.transfer.faults import sentence
from doorstep.wings.transfer.fields import SYSTEMS
from doorstep.wings.transfer.looking import refusal_words
from doorstep.wings.transfer.models import CHECKED, CHECKING, DONE, FAILED, RUNNING, Fault, Import
from doorstep.wings.transfer.rules import Order


@dataclass(frozen=True, kw_only=True)
class ShownImport:
    """One line of the list, and the head of a page."""

    id: UUID
    name: str
    system: Words
    at: datetime
    state: str
    state_said: str
    tone: str
    mark: str
    rows: int
    good: int
    faulty: int
    repeated: int
    changed: int
    opened: int
    share: int
    error: Words | str
    is_moving: bool


@dataclass(frozen=True, kw_only=True)
class ShownOrder:
    """A row as it would become: the title masked as every list shows it."""

    row: int
    reference: str
    title: str
    place: Words
    category: Words
    request_type: Words
    received_at: datetime | None
    is_closed: bool


@dataclass(frozen=True, kw_only=True)
class ShownFault:
    """A fault in words."""

    row: int
    column: str
    value: str
    said: Words
    is_fatal: bool


def shown_import(row: Import) -> ShownImport:
    """With its state in words."""
    states = {
        CHECKING: (_("正在试导入"), "soon", "▲"),
        CHECKED: (_("试过了，等着正式导入"), "soon", "▲"),
        RUNNING: (_("正在导入"), "soon", "▲"),
        DONE: (_("导入完了"), "done", "✓"),
        FAILED: (_("读不了"), "late", "■"),
    }
    state_said, tone, mark = states.get(row.state, (_("等着指定各列"), "rest", "◇"))
    settled = row.opened + row.repeated + row.changed
    return ShownImport(
        id=row.id,
        name=row.name,
        system=SYSTEMS[row.system].label,
        at=row.started_at,
        state=row.state,
        state_said=state_said,
        tone=tone,
        mark=mark,
        rows=row.rows,
        good=row.good,
        faulty=row.faulty,
        repeated=row.repeated,
        changed=row.changed,
        opened=row.opened,
        share=min(100, round(100 * settled / max(1, row.rows - row.faulty))),
        error=refusal_words(row.error) if row.error else "",
        is_moving=row.state in (CHECKING, RUNNING),
    )


def shown_order(order: Order) -> ShownOrder:
    """Nothing of the reporter."""
    categories = towns.pack().categories
    request_type = categories.request_types.get(order.request_type)
    return ShownOrder(
        row=order.row,
        reference=order.reference,
        title=title_of(masked(order.what)),
        place=atlas().label(order.place),
        category=categories.label(order.category or "unsorted"),
        request_type=request_type.label if request_type else Words(zh=order.request_type, en=order.request_type),
        received_at=order.received_at,
        is_closed=order.is_closed,
    )


def shown_fault(fault: Fault) -> ShownFault:
    """With its sentence."""
    return ShownFault(
        row=fault.row,
        column=fault.column,
        value=fault.value,
        said=sentence(fault.code, fault.params),
        is_fatal=fault.is_fatal,
    )


def note_words(note: str) -> str:
    """A remark on the file, in words."""
    code, _mark, about = note.partition(":")
    said = {
        "mixed_encoding": _("文件里混着两种文字编码，读不准的行会单独列出。"),
        "merged_cells": _("有合并的单元格：合并的值算在它盖住的每一行里。"),
        "other_sheets": _("文件有好几张表，只读了第一张有内容的。"),
        "full_sheet": _("这张表正好写满 1,048,576 行，后面的可能没有导出来，请分批导出核对。"),
        "twice": _("有两列都叫“%(name)s”：后一列改称“%(name)s (2)”。") % {"name": about},
    }
    if code.startswith("named_"):
        claimed, _is, real = code.removeprefix("named_").partition("_is_")
        return _("文件名像 %(claimed)s，内容其实是 %(real)s，已按内容来读。") % {
            "claimed": claimed.upper(),
            "real": real.upper(),
        }
    return said.get(code, code)
