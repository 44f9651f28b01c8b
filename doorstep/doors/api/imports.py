"""Orders pushed by another system: NDJSON in, one JSON object an order; the same order twice is one case.

Few orders are written at once and answered with what became of them; many become a job whose progress can be asked for.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction
from django.utils.translation import gettext as _

from doorstep.adapters.tables import TableRefused
from doorstep.doors.api.problems import BodyTooLarge, BodyUnreadable
from doorstep.doors.api.routes import Call, table
from doorstep.doors.web.words import say
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases import towns
from doorstep.wings.relay.receiving import check_pushed
from doorstep.wings.transfer import queries
from doorstep.wings.transfer.faults import sentence
from doorstep.wings.transfer.fields import FIELDS, SYSTEMS
from doorstep.wings.transfer.looking import choose, choose_and_look, look, refusal_words, said
from doorstep.wings.transfer.models import Import
from doorstep.wings.transfer.rules import DATUMS
from doorstep.wings.transfer.running import start, start_and_work, work
from doorstep.wings.transfer.services import ImportGone, chosen_from, discard, find_import, mapping_named, take_in

LARGEST = 64 * 2**20
AT_ONCE = 500
MOST_FAULTS = 1000
NDJSON = "application/x-ndjson"
NAMES = ", ".join(FIELDS)
QUERY = {
    "system": f"whose orders: {', '.join(SYSTEMS)}",
    "mapping": f"a saved mapping of names; without it the objects' names are read as they are: {NAMES}",
    "datum": f"what longitude and latitude are: {', '.join(DATUMS)} (the first unless the mapping says another)",
    "dry_run": "1: look and report, open nothing",
}


class MayNotImport(Refusal):
    """这个令牌的岗位不能导入外单。"""

    status = 403


class SystemUnknown(Refusal):
    """不认得这个系统，可用的有：%(known)s。"""

    status = 422


class DatumUnknown(Refusal):
    """不认得这种坐标，可用的有：%(known)s。"""

    status = 422


class ImportFault(msgspec.Struct):
    """What is wrong with one value. `is_fatal`: the order was left out."""

    row: int
    field: str
    value: str
    code: str
    zh: str
    en: str
    is_fatal: bool


class ImportReport(msgspec.Struct):
    """How far an import is. `opened` cases, `repeated` orders known before, `changed` ones that say something else now."""

    id: str
    state: str
    rows: int
    good: int
    faulty: int
    repeated: int
    changed: int
    opened: int
    error: str
    error_en: str
    faults: list[ImportFault]


@table.add("POST", "/imports", guard="token", answer=ImportReport, query=QUERY, takes=NDJSON)
def import_orders(call: Call) -> ImportReport:
    """Import orders of another system, one JSON object a line. Its own number (`reference`) makes each order count once.

    A system that was given a secret signs what it pushes (webhook-id, webhook-timestamp, webhook-signature)."""
    system = call.query.get("system", "12345")
    if system not in SYSTEMS:
        raise SystemUnknown(known=", ".join(SYSTEMS))
    unit, now = _units(call)[0], datetime.now(UTC)
    content = _content(call)
    with transaction.atomic():
        check_pushed(system, {name.lower(): text for name, text in call.request.headers.items()}, content, now=now)
        return _taken(call, system, unit, content, now)


def _taken(call: Call, system: str, unit: str, content: bytes, now: datetime) -> ImportReport:
    try:
        row = take_in(content=content, name="push.ndjson", system=system, by=call.actor.id, unit=unit, now=now)
    except TableRefused as refused:
        raise BodyUnreadable(why=say(said(refused)).rstrip("。.")) from None
    try:
        return _worked(call, row, content, now)
    except Exception:
        discard(row)
        raise


def _worked(call: Call, row: Import, content: bytes, now: datetime) -> ImportReport:
    chosen = chosen_from(mapping_named(name).content if (name := call.query.get("mapping")) else row.mapping)
    if (datum := call.query.get("datum", "")) and datum not in DATUMS:
        raise DatumUnknown(known=", ".join(DATUMS))
    chosen = chosen.read_as(datum)
    if content.count(b"\n") > AT_ONCE:
        choose_and_look(row.id, chosen)
        return report_of(row.id)
    choose(row.id, chosen)
    look(row.id, now=now)
    if call.query.get("dry_run", "") not in ("1", "true"):
        start(row.id, now=now)
        work(row.id, now=lambda: datetime.now(UTC))
    return report_of(row.id)


def _content(call: Call) -> bytes:
    content = call.request.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise BodyTooLarge(limit=LARGEST // 2**20)
    if not content.lstrip().startswith(b"{"):
        raise BodyUnreadable(why=_("要一行一个 JSON 对象（NDJSON）"))
    return bytes(content)


def _units(call: Call) -> tuple[str, ...]:
    """Units for which the token may import. Raises MayNotImport when there is none."""
    roles = towns.pack().roles
    units = tuple(
        post.unit for post in call.actor.posts if post.role in roles and "import_orders" in roles[post.role].may
    )
    if not units:
        raise MayNotImport
    return units


@table.add("GET", "/imports/{id}", guard="token", answer=ImportReport)
def read_import(call: Call) -> ImportReport:
    """Read how far an import is, and the first thousand faults."""
    return report_of(_own(call).id)


@table.add("POST", "/imports/{id}/run", guard="token", answer=ImportReport)
def run_import(call: Call) -> ImportReport:
    """Write the good orders of an import that was looked through, as a job."""
    start_and_work(_own(call).id, now=datetime.now(UTC))
    return report_of(_own(call).id)


def _own(call: Call) -> Import:
    """An import of a unit for which the token may import."""
    units = _units(call)
    try:
        row = find_import(UUID(call.path["id"][:40]))
    except ValueError:
        raise ImportGone from None
    if row.unit not in units:
        raise ImportGone
    return row


def report_of(import_id: UUID) -> ImportReport:
    """As it stands now."""
    row = queries.import_of(import_id)
    counts: dict[str, Any] = {
        name: getattr(row, name) for name in ("rows", "good", "faulty", "repeated", "changed", "opened", "error")
    }
    counts["error_en"] = refusal_words(row.error).en if row.error else ""
    return ImportReport(id=str(row.id), state=row.state, faults=_faults(import_id), **counts)


def _faults(import_id: UUID) -> list[ImportFault]:
    found = []
    for fault in queries.faults_of(import_id, most=MOST_FAULTS):
        words = sentence(fault.code, fault.params)
        found.append(
            ImportFault(
                row=fault.row,
                field=fault.field,
                value=fault.value,
                code=fault.code,
                zh=words.zh,
                en=words.en,
                is_fatal=fault.is_fatal,
            )
        )
    return found
