"""An import whose writer is killed in the middle goes on, and every order is one case."""

import time
from datetime import UTC, datetime
from importlib import import_module

import pytest

from doorstep.adapters import files
from doorstep.adapters.files.memory import FilesInMemory
from doorstep.store.cases.models import Case
from doorstep.store.cases.verifying import Report, verify
from doorstep.wings.transfer import looking
from doorstep.wings.transfer.models import Import, Order, Slice
from doorstep.wings.transfer.running import start, work
from doorstep.wings.transfer.services import chosen_from, take_in
from tests.living import employ

ORDERS = 3000


def _now() -> datetime:
    return datetime.now(UTC)


def test_a_writer_killed_in_the_middle_leaves_whole_slices_and_the_next_goes_on(
    real_db: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "ROWS", 200)
    before = list(files._in_use)
    files.use(FilesInMemory())
    try:
        row = _looked()
        start(row.id, now=_now())
        _kill_in_the_middle(row)
        done = Order.objects.count()
        assert done % 200 == 0
        assert Case.objects.count() == done
        work(row.id, now=_now)
    finally:
        files._in_use[:] = before
    row.refresh_from_db()
    assert (row.state, row.opened, Case.objects.count()) == ("done", ORDERS, ORDERS)
    assert Order.objects.values("reference").distinct().count() == ORDERS
    assert not list(verify(Report()))


def _looked() -> Import:
    person = employ("coordinator", "tcb")
    rows = "".join(f"LX{n},翔凤桥社区河边第{n}段护栏松了,翔凤桥社区\n" for n in range(ORDERS))
    content = ("工单编号,诉求内容,所属社区\n" + rows).encode()
    row = take_in(content=content, name="a.csv", system="12345", by=person.pk, unit="tcb", now=_now())
    looking.choose(row.id, chosen_from(row.mapping))
    return looking.look(row.id, now=_now())


def _kill_in_the_middle(row: Import) -> None:
    (writer,) = import_module("doorstep.doors.cli.import").call_lanes(row.id, 1)
    waiting = Slice.objects.filter(of=row, content__isnull=False)
    whole, until = waiting.count(), time.monotonic() + 60
    while waiting.count() > whole - 2 and time.monotonic() < until:
        time.sleep(0.01)
    writer.kill()
    writer.join()
