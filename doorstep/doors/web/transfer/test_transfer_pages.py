"""From a file on somebody's desk to cases, by the pages alone."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from doorstep.store.cases.models import Case
from doorstep.wings.transfer import looking, running
from doorstep.wings.transfer.models import Import, Mapping
from tests.living import NOW, employ

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files_in_memory")]
FILE = (
    "工单编号,诉求内容,所属社区,联系电话,工单状态\n"
    "A1,河边护栏松了,翔凤桥社区,13800138000,办理中\n"
    "A2,路灯不亮,翔凤桥社区,,已答复\n"
).encode("gb18030")


@pytest.fixture
def window() -> Client:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ("coordinator", "tcb"))
    return client


def uploaded(window: Client) -> Import:
    answer = window.post("/office/import/", {"system": "12345", "file": SimpleUploadedFile("工单.xlsx", FILE)})
    assert answer.status_code == 302
    return Import.objects.get()


def test_a_file_goes_from_upload_to_columns_to_a_look_to_cases(window: Client, statements: Any) -> None:
    row = uploaded(window)
    page = window.get(f"/office/import/{row.id}/columns/").content.decode()
    assert "文件名像 XLSX，内容其实是 CSV" in page
    assert "河边护栏松了" in page
    chosen = {f"column-{name}": heading for name, heading in row.mapping["columns"].items()}
    window.post(f"/office/import/{row.id}/columns/", {**chosen, "name": "月度导出"})
    assert Mapping.objects.get().name == "月度导出"
    as_piece = {"HX-Request": "true"}
    assert "HX-Refresh" not in window.get(f"/office/import/{row.id}/", headers=as_piece).headers
    looking.look(row.id, now=NOW)
    assert window.get(f"/office/import/{row.id}/", headers=as_piece).headers["HX-Refresh"] == "true"
    with statements() as run:
        page = window.get(f"/office/import/{row.id}/").content.decode()
    assert len(run) <= 15
    assert "不认得这个状态" in page
    meant = {"field-0": "state", "written-0": "已答复", "meant-0": "closed"}
    window.post(f"/office/import/{row.id}/columns/", {**chosen, **meant})
    assert looking.look(row.id, now=NOW).good == 2
    window.post(f"/office/import/{row.id}/run/")
    assert "后台任务没有在运行" in window.get(f"/office/import/{row.id}/").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")
        assert "接着导入" not in window.get(f"/office/import/{row.id}/").content.decode()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE args->>'import_id' = %s", [str(row.id)])
    assert "接着导入" in window.get(f"/office/import/{row.id}/").content.decode()
    assert window.post(f"/office/import/{row.id}/run/").status_code == 302
    assert "接着导入" not in window.get(f"/office/import/{row.id}/").content.decode()
    running.work(row.id, now=lambda: NOW)
    assert set(Case.objects.values_list("state", flat=True)) == {"collected", "on_record"}
    assert "导入完了" in window.get(f"/office/import/{row.id}/").content.decode()
    assert window.get("/office/import/").status_code == 200


def test_the_report_of_faults_comes_as_a_workbook_and_as_text(window: Client) -> None:
    row = uploaded(window)
    looking.look(row.id, now=NOW)
    assert "状态" in window.get(f"/office/import/{row.id}/faults.csv").content.decode("utf-8-sig")
    assert window.get(f"/office/import/{row.id}/faults.xlsx").content.startswith(b"PK")
    assert window.get(f"/office/import/{row.id}/faults.exe").status_code == 404


def test_what_is_no_table_is_refused_in_one_sentence_and_columns_must_be_named(window: Client) -> None:
    answer = window.post("/office/import/", {"system": "12345", "file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04no")})
    assert answer.status_code == 422
    assert "不是表格" in answer.content.decode()
    row = uploaded(window)
    answer = window.post(f"/office/import/{row.id}/columns/", {})
    assert answer.status_code == 422
    assert "工单编号、反映内容" in answer.content.decode()


def test_only_those_who_may_import_find_the_page() -> None:
    client = Client(headers={"host": "testserver"})
    client.force_login(employ("desk_clerk", "cgj"))
    assert client.get("/office/import/").status_code == 404
