"""Writes looked-through orders as cases 正式导入: slice by slice, each in one transaction that is also the checkpoint.

Any number of lanes may share an import, in one process or in several; a lane that is killed leaves whole slices only. What
came in meanwhile by another import is left out, since a system's number is unique.
"""

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from procrastinate.contrib.django import app

from doorstep.adapters.files import files
from doorstep.kernel.actor import Actor
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases.bulk import Bulk, write
from doorstep.store.cases.copying import copy
from doorstep.store.cases.sheets import Sheet
from doorstep.store.jurisdictions.current import schema
from doorstep.store.people.acting import actor_for
from doorstep.wings.transfer.drafting import Drafted, draft_slice
from doorstep.wings.transfer.headings import columns_of
from doorstep.wings.transfer.looking import write_faults
from doorstep.wings.transfer.models import CHECKED, DONE, QUEUE, RUNNING, TELL, WORK, Import, Slice
from doorstep.wings.transfer.services import chosen_from, find_import, stored_as

# A slice that the server loses when its machine dies is a slice that was never written: it still waits, whole. So no slice
# waits for the disk; closing the import does, and that waits for all that was written before it.
UNHURRIED = "SET LOCAL synchronous_commit TO off"
# Keys are checked before the import's own row is held, not while other lanes wait for that row. Whatever comes later in the same
# transaction is checked at its end again: a movement and its entries balance only together.
SETTLED = "SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"
# Slices drafted ahead of time, some three megabytes each.
AHEAD = 16
TRIES = 5
LANES, BEHIND = 2, -1
FRESH = timedelta(seconds=20)
ORDERS = Sheet(
    table="transfer_order",
    columns={
        "system": "text",
        "reference": "text",
        "case_id": "uuid",
        "of": "uuid",
        "row": "int",
        "received_at": "timestamptz",
        "marks": "bytea",
    },
)


class NotLookedThrough(Refusal):
    """先试导入一遍，看过错误再正式导入。"""


class NobodyImports(Refusal):
    """发起导入的人现在没有可以导入的岗位了，请换人重新导入。"""

    status = 403


def start(import_id: UUID, *, now: datetime) -> Import:
    """Let it run. Raises NotLookedThrough."""
    Import.objects.filter(id=import_id, state=CHECKED).update(state=RUNNING, run_at=now)
    row = find_import(import_id)
    if row.state != RUNNING:
        raise NotLookedThrough
    return row


@transaction.atomic
def start_and_work(import_id: UUID, *, now: datetime) -> None:
    """The same, and jobs that write; as many lanes as there may be workers to take them."""
    start(import_id, now=now)
    for lane in range(LANES):
        task = app.configure_task(WORK, queue=QUEUE, lock=f"import:{schema()}:{import_id}:{lane}")
        task.defer(town=schema(), import_id=str(import_id))


class Lane:
    """Writes slices of one import until none is left that nobody else holds. Of several lanes each takes first those slices
    whose turn leaves its `number` when divided by how many lanes there are, `of`: then none drafts what another has drafted."""

    def __init__(self, import_id: UUID, *, now: Callable[[], datetime], number: int = 0, of: int = 1) -> None:
        self.row = find_import(import_id)
        self._now, self._number, self._of = now, number, of
        self._actor = _actor(self.row, now())
        self._bulk = Bulk(now())
        self._ahead: deque[Drafted] = deque()
        self._next = 0

    def prepare(self) -> bool:
        """Draft one more slice while the file is still being looked through. False when none is ready, or enough are drafted."""
        own = Slice.objects.filter(of=self.row, turn__gte=self._next).alias(rest=F("turn") % self._of)
        piece = own.filter(rest=self._number).order_by("turn").first() if len(self._ahead) < AHEAD else None
        if piece is None:
            return False
        self._ahead.append(self._draft(piece))
        self._next = piece.turn + 1
        return True

    def work(self, progress: Callable[[int], None] | None = None) -> int:
        """How many cases this lane opened."""
        opened = 0
        while (count := self._try_slice()) is not None:
            opened += count
            if progress:
                progress(opened)
        finish(self.row, now=self._now())
        return opened

    def _draft(self, piece: Slice) -> Drafted:
        # The moment of recording is that of the slice, to within seconds.
        if self._now() - self._bulk.now >= FRESH:
            self._bulk = Bulk(self._now())
        return draft_slice(self.row, piece, self._actor, self._bulk)

    def _try_slice(self) -> int | None:
        """One slice, again when another import took one of its numbers at that moment. None when there is none left."""
        for turn in range(TRIES):
            try:
                return self._write_ahead() if self._ahead else self._write_next()
            except IntegrityError:
                if turn == TRIES - 1:
                    raise
        return None

    @transaction.atomic
    def _write_ahead(self) -> int:
        """A slice that was drafted before; anew when that was long ago, not at all when another lane has written it."""
        drafted = self._ahead.popleft()
        piece = _waiting(self.row).filter(id=drafted.piece).first()
        if piece is None:
            return 0
        return write_slice(self.row, self._draft(piece) if self._now() - drafted.at >= FRESH else drafted)

    @transaction.atomic
    def _write_next(self) -> int | None:
        waiting = _waiting(self.row).alias(rest=F("turn") % self._of)
        piece = waiting.filter(rest=self._number).order_by("turn").first() or waiting.order_by("-turn").first()
        return write_slice(self.row, self._draft(piece)) if piece else None


def work(import_id: UUID, *, now: Callable[[], datetime], progress: Callable[[int], None] | None = None) -> int:
    """Write slices in a lane of one's own, if the import is running; how many cases it opened."""
    return Lane(import_id, now=now).work(progress) if find_import(import_id).state == RUNNING else 0


def _waiting(row: Import) -> QuerySet[Slice]:
    """Slices that are not written, and that no other lane is about to write."""
    return Slice.objects.select_for_update(skip_locked=True).filter(of=row, content__isnull=False)


def _actor(row: Import, now: datetime) -> Actor:
    actor = actor_for(row.started_by or UUID(int=0), today=timezone.localdate(now))
    if not any(post.unit == row.unit for post in actor.posts):
        raise NobodyImports
    return actor


def write_slice(row: Import, drafted: Drafted) -> int:
    """In a transaction that holds the slice. Raises IntegrityError when one of its numbers came in since it was drafted."""
    with connection.cursor() as cursor:
        cursor.execute(UNHURRIED)
    if drafted.lines:
        write(drafted.cases)
        copy(ORDERS, drafted.lines)
        _tell(drafted.to_tell)
    write_faults(row, drafted.found, columns_of(chosen_from(row.mapping).columns, row.header))
    changed = sum(one.code == "changed" for one in drafted.found)
    Slice.objects.filter(id=drafted.piece).update(content=None)
    with connection.cursor() as cursor:
        cursor.execute(SETTLED)
    Import.objects.filter(id=row.id).update(
        opened=F("opened") + len(drafted.lines),
        repeated=F("repeated") + drafted.repeated,
        changed=F("changed") + changed,
        faulty=F("faulty") + len(drafted.found) - changed,
    )
    return len(drafted.lines)


def _tell(case_ids: Sequence[str]) -> None:
    """One job for the wings that hear of newly opened cases, in place of one a case."""
    if case_ids:
        # One after the other and behind what people wait for: a large import tells for an hour, and would take every hand.
        task = app.configure_task(TELL, queue=QUEUE, lock=f"tell:{schema()}", priority=BEHIND)
        task.defer(town=schema(), cases=list(case_ids))


def finish(row: Import, *, now: datetime) -> bool:
    """Close an import whose slices are all written, and erase its file; False while some are not."""
    if Slice.objects.filter(of=row, content__isnull=False).exists():
        return False
    if Import.objects.filter(id=row.id, state=RUNNING).update(state=DONE, done_at=now, sample=None):
        files().erase(stored_as(row.id))
    return True
