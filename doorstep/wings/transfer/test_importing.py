"""Orders of another system become cases, each once."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from doorstep.adapters import files
from doorstep.store.cases.models import Case, Event, Receipt, SealedText
from doorstep.store.cases.verifying import Report, verify
from doorstep.store.sealing import unseal
from doorstep.wings.transfer.faults import Found
from doorstep.wings.transfer.forgetting import forget_uploads
from doorstep.wings.transfer.grounds import ground_for
from doorstep.wings.transfer.looking import choose, look, refusal_words
from doorstep.wings.transfer.models import Fault, Import, Order, Slice
from doorstep.wings.transfer.reports import write_report
from doorstep.wings.transfer.rules import Reader
from doorstep.wings.transfer.running import start, work
from doorstep.wings.transfer.services import chosen_from, stored_as, take_in
from tests.living import employ

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_memory")]
HEAD = "工单编号,诉求内容,所属社区,诉求类型,反映人,联系电话,受理时间,工单状态,办理结果\n"
GOOD = "LX2026-1,翔凤桥社区河边护栏松了,翔凤桥社区,投诉,王小明,13800138000,2026-11-20 09:30,办理中,\n"


def looked(text: str | bytes, *, system: str = "12345", name: str = "工单.csv") -> Import:
    person = employ("coordinator", "tcb")
    content = text.encode() if isinstance(text, str) else text
    row = take_in(content=content, name=name, system=system, by=person.pk, unit="tcb", now=NOW)
    choose(row.id, chosen_from(row.mapping))
    return look(row.id, now=NOW)


def ran(row: Import) -> Import:
    start(row.id, now=NOW)
    work(row.id, now=lambda: NOW)
    row.refresh_from_db()
    return row


def codes(import_id: UUID) -> list[tuple[int, str, str]]:
    return list(Fault.objects.filter(of_id=import_id).order_by("row", "id").values_list("row", "column", "code"))


def test_an_order_becomes_a_case_that_says_where_it_came_from() -> None:
    row = ran(looked(HEAD + GOOD))
    assert (row.state, row.rows, row.good, row.opened, row.faulty) == ("done", 1, 1, 1, 0)
    order = Order.objects.get(system="12345", reference="LX2026-1")
    case = Case.objects.get(id=order.case_id)
    assert (case.channel, case.request_type, case.state) == ("import_hotline", "complaint", "collected")
    event = Event.objects.get(case=case, seq=1)
    assert event.facts["origin"] == {
        "system": "12345",
        "reference": "LX2026-1",
        "received_at": "2026-11-20T01:30:00.000000Z",
    }
    assert Receipt.objects.get(case=case).phone_cipher
    assert case.opened_at == NOW
    assert not list(verify(Report()))


def test_the_same_file_twice_doubles_nothing_and_a_changed_row_is_reported_not_overwritten() -> None:
    ran(looked(HEAD + GOOD))
    again = ran(looked(HEAD + GOOD))
    assert (again.repeated, again.opened, Case.objects.count()) == (1, 0, 1)
    changed = looked(HEAD + GOOD.replace("办理中", "已办结").replace("王小明", "王大明"))
    assert (changed.changed, changed.good) == (1, 0)
    (fault,) = Fault.objects.filter(of=changed)
    assert fault.params["columns"]["zh"] == "反映人姓名、办理状态"
    assert SealedText.objects.count() == 1


def test_a_closed_order_is_kept_on_record_without_clocks_or_duties() -> None:
    row = ran(looked(HEAD + GOOD.replace("办理中,", "已办结,护栏修好了")))
    case = Case.objects.get(id=Order.objects.get().case_id)
    assert (case.state, case.is_final, case.due_at, case.owed_by) == ("on_record", True, None, "")
    assert row.opened == 1
    assert set(SealedText.objects.filter(case=case).values_list("field", flat=True)) == {"what", "result"}
    assert not list(verify(Report()))


def test_good_rows_are_kept_and_each_bad_one_is_named_by_row_and_column() -> None:
    bad = (
        "LX2026-2,,翔凤桥社区,投诉,,,,,\n"
        "LX2026-3,路灯不亮,天边社区,投诉,,,,,\n"
        "2.02611E+17,路灯不亮,翔凤桥社区,投诉,,,,,\n"
        "13800138000,路灯不亮,翔凤桥社区,投诉,,,,,\n"
        "LX2026-4,路灯不亮,翔凤桥社区,投诉,,138,2026-13-40,半办结,\n"
    )
    row = ran(looked(HEAD + GOOD + bad))
    assert (row.good, row.faulty, row.opened) == (1, 5, 1)
    assert codes(row.id) == [
        (3, "诉求内容", "missing"),
        (4, "所属社区", "place_unknown"),
        (5, "工单编号", "reference_rounded"),
        (6, "工单编号", "reference_personal"),
        (7, "工单状态", "state_unknown"),
        (7, "受理时间", "date_unreadable"),
        (7, "联系电话", "phone_unreadable"),
    ]


def test_the_wings_are_told_one_slice_after_the_other_behind_what_people_wait_for() -> None:
    ran(looked(HEAD + GOOD))
    told = ProcrastinateJob.objects.filter(task_name="doorstep.tell_of_import")
    assert list(told.values_list("lock", "priority")) == [("tell:town_dujiangyan", -1)]


def test_an_import_broken_off_goes_on_and_doubles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    from doorstep.wings.transfer import looking, running

    monkeypatch.setattr(looking, "ROWS", 3)
    lines = [GOOD.replace("LX2026-1", f"LX2026-{n}") for n in range(10)]
    row = looked(HEAD + "".join(lines))
    assert Slice.objects.filter(of=row).count() == 4
    start(row.id, now=NOW)
    running.Lane(row.id, now=lambda: NOW)._write_next()
    assert Case.objects.count() == 3
    assert ran(row).opened == 10
    assert (Case.objects.count(), Order.objects.count()) == (10, 10)
    assert not Slice.objects.filter(content__isnull=False).exists()


def test_headings_with_nothing_below_them_are_said_to_be_so() -> None:
    row = looked(HEAD)
    assert row.state == "failed"
    assert refusal_words(row.error).en.startswith("There are headings only")


def test_a_file_left_lying_is_erased() -> None:
    row = looked(HEAD + GOOD)
    assert forget_uploads(NOW + timedelta(days=13)) == 0
    assert forget_uploads(NOW + timedelta(days=15)) == 1
    row.refresh_from_db()
    assert (row.state, row.sample, row.good) == ("failed", None, 1)
    assert not Slice.objects.exists()
    with pytest.raises(files.FileLost):
        files.files().read(stored_as(row.id))


def test_coordinates_of_chinese_maps_are_put_right_and_swapped_ones_are_named() -> None:
    from doorstep.kernel.datums import gcj_from_wgs, wgs_from_bd
    from doorstep.store.places.atlas import atlas

    lon, lat = 103.6468, 30.9885  # within 都江堰
    assert atlas().place_at(lon, lat)
    shown = gcj_from_wgs((lon, lat))
    columns = {"reference": 0, "what": 1, "place": 2, "longitude": 3, "latitude": 4}

    def read(datum: str, east: float, north: float) -> tuple[object, list[str]]:
        reader = Reader(ground=ground_for("12345", now=NOW), columns=columns, fixed={"datum": datum}, values={})
        found: list[Found] = []
        order = reader.read(2, ("A1", "路灯不亮", "翔凤桥社区", f"{east:.9f}", f"{north:.9f}"), {}, found)
        return order and order.near, [one.code for one in found]

    assert read("gcj02", *shown) == ((lon, lat), [])
    assert read("wgs84", lon, lat) == ((lon, lat), [])
    near, _found = read("bd09", *shown)
    assert near == tuple(round(degrees, 6) for degrees in wgs_from_bd(shown))
    assert read("wgs84", lat, lon) == (None, ["point_swapped"])
    assert read("wgs84", 2.35, 48.85) == (None, ["point_unreadable"])


def test_a_cell_that_cannot_be_read_is_told_of_once_and_not_as_an_empty_one_too() -> None:

    reader = Reader(
        ground=ground_for("12345", now=NOW), columns={"reference": 0, "what": 1, "place": 2}, fixed={}, values={}
    )
    found: list[Found] = []
    assert reader.read(2, ("", "", ""), {1: "error", 2: "formula"}, found) is None
    assert [(one.field, one.code) for one in found] == [
        ("what", "error"),
        ("place", "formula"),
        ("reference", "missing"),
    ]


def test_what_a_word_is_said_to_mean_must_be_something_and_digits_come_in_one_form() -> None:
    names = ("reference", "what", "place", "category", "request_type", "state", "phone")
    reader = Reader(
        ground=ground_for("12345", now=NOW),
        columns={name: at for at, name in enumerate(names)},
        fixed={},
        values={name: {"甲": "x" * 80} for name in ("category", "request_type", "state")},
    )
    found: list[Found] = []
    row = ("LX-1", "河边护栏松了", "510181901901", "甲", "甲")
    order = reader.read(2, (*row, "办理中", "13８００１３８０００"), {}, found)
    assert order is not None
    assert (order.category, order.request_type, order.phone) == ("", "help", "13800138000")
    assert reader.read(3, (*row, "甲", ""), {}, found) is None
    unknown = ["category_unknown", "type_unknown"]
    assert [one.code for one in found] == [*unknown, "state_unknown", *unknown]


def test_landlines_with_their_area_code_come_in_one_form() -> None:
    row = ran(looked(HEAD + GOOD.replace("13800138000", "028-8712 3456")))
    assert codes(row.id) == []
    assert unseal(bytes(Receipt.objects.get().phone_cipher)) == "02887123456"


def test_faults_are_told_in_the_readers_language() -> None:
    row = looked(HEAD + GOOD.replace("翔凤桥社区,投诉", "天边社区,投诉").replace("翔凤桥社区河边", "河边"))
    assert "没有叫这个名字的社区" in write_report(row.id, "csv").decode()
    english = write_report(row.id, "csv", "en").decode()
    assert "No community has this name" in english
    assert "What is wrong, and what to do" in english
    assert refusal_words(
        "第 7 行附近有一个引号没有配对，后面的行都连在了一起。请检查这一行，或者另存为 .xlsx 再上传。"
    ).en.startswith("Near row 7 a")
