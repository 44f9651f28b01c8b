"""Whatever is done to the tables behind the log's back is found and named; and there is a way out."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from doorstep.store.notary.deeds import Handed, notarise
from doorstep.wings.log import places, queries, tables
from doorstep.wings.log.beginning import begin_anew, next_name
from doorstep.wings.log.models import Checkpoint, Cosignature, Entry, Head
from doorstep.wings.log.recovering import pass_over_lost_numbers, rebuild_tiles, recover
from doorstep.wings.log.refusing import LogAhead, LogParted, MirrorBroken
from doorstep.wings.log.sequencing import sequence_all
from doorstep.wings.log.signing import publish_head
from doorstep.wings.log.verifying import LogReport, verify_log
from doorstep.wings.log.witnessing import add_witness
from doorstep_proof.checkpoints import cosign
from doorstep_proof.notes import COSIGNATURE, ED25519, Signature, Verifier, read_note
from tests.living import NOW, word

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_places")]


def by_hand(statement: str, *parameters: object) -> None:
    """As somebody with psql and the owner's password might."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, parameters)
        cursor.execute("SET LOCAL session_replication_role = origin")


def found() -> str:
    return "\n".join(map(str, verify_log(LogReport())))


@pytest.fixture(autouse=True)
def logged(log_places: Path) -> None:
    """Three cases and a deed, in the log."""
    for n in range(3):
        word(f"第 {n} 件")
    notarise([Handed(kind="publication", source="7", digest=bytes(32))], now=NOW)
    sequence_all(now=NOW)


def test_an_honest_log_adds_up() -> None:
    report = LogReport()
    assert list(verify_log(report)) == []
    assert report.leaves == Entry.objects.count() == 4
    assert report.checkpoints == 1


def test_an_event_rewritten_with_a_fitting_hash_is_found() -> None:
    by_hand("UPDATE cases_event SET digest = sha256('x') WHERE position = (SELECT min(position) FROM cases_event)")
    assert "第 1 步和写进日志时不一样" in found()


def test_an_event_that_vanished_is_found() -> None:
    by_hand("DELETE FROM cases_event WHERE position = (SELECT min(position) FROM cases_event)")
    assert "没有了" in found()


def test_an_event_written_past_the_house_is_found_once_settled() -> None:
    by_hand("DELETE FROM log_entry WHERE index = 3")
    by_hand("DELETE FROM log_head")
    tables.settle(10**9, 10**9)
    assert "早该在存证日志里，却没有" in found()


def test_a_leaf_that_was_dropped_is_found() -> None:
    by_hand("DELETE FROM log_entry WHERE index = 1")
    said = found()
    assert "第 2 条：缺了" in said
    assert "doorstep log recover" in said


def test_a_leaf_cut_off_at_the_end_is_found() -> None:
    by_hand("DELETE FROM log_entry WHERE index = 3")
    assert queries._count_gaps() == 1
    said = found()
    assert "末尾被截掉了" in said
    assert "瓦片" not in said


@pytest.mark.parametrize("index", [1, 3])
def test_a_leaf_that_was_dropped_comes_back_from_the_mirror_and_its_event_has_a_new_one(index: int) -> None:
    stood_for = Entry.objects.filter(index=index).values("position", "deed").get()
    tables.settle(10**9, 10**9)
    by_hand(f"DELETE FROM log_entry WHERE index = {index}")
    mirror = places.places().mirror
    assert recover(lambda path: (mirror / path).read_bytes(), now=NOW) == 1
    assert sequence_all(now=NOW) == 1
    assert Entry.objects.get(**stood_for).index == 4
    assert found() == ""
    assert recover(lambda path: (mirror / path).read_bytes(), now=NOW) == 0


def test_numbers_of_lost_cases_are_passed_over() -> None:
    yesterday()
    before = int(word("今天的事").number.partition("-")[2])
    assert pass_over_lost_numbers() == 1
    assert int(word("又一件").number.partition("-")[2]) == before + 2


def test_a_leaf_that_was_altered_is_found() -> None:
    by_hand("UPDATE log_entry SET commitment = sha256('x') WHERE index = 1")
    said = found()
    assert "前面有一条被改过" in said
    assert "第 2 条：和瓦片里存的不是同一条" in said
    assert "doorstep log rebuild" not in said


def test_a_truncated_tile_is_found_and_derived_anew() -> None:
    by_hand("UPDATE log_tile SET hashes = substr(hashes, 1, 32) WHERE level = 0")
    assert "被截短（1 个，应有 4 个）" in found()
    assert rebuild_tiles() == 4
    assert found() == ""


def test_a_tile_that_is_gone_is_found() -> None:
    by_hand("DELETE FROM log_tile")
    assert "瓦片 0/0：没有了" in found()


def test_a_forged_note_is_found() -> None:
    row = Checkpoint.objects.get()
    note = read_note(row.note.encode())
    line = note.signatures[0]
    forged = Signature(name=line.name, id=line.id, content=bytes(64)).line()
    by_hand("UPDATE log_checkpoint SET note = %s", f"{note.text}\n{forged}")
    assert "检查点 4：是伪造的" in found()


def test_a_head_of_another_history_is_found() -> None:
    by_hand("UPDATE log_head SET root = sha256('x')")
    said = found()
    assert "树根和本机签过名的不同" in said
    assert "签名的内容和树头对不上" in said


def test_a_key_exchanged_in_the_database_is_found() -> None:
    other = Verifier(name="other.example/log", kind=ED25519, public=bytes(31) + b"\1").spelled()
    by_hand("UPDATE log_logkey SET vkey = %s", other)
    assert "被换过" in found()


def test_a_cosignature_of_another_key_in_the_table_is_found() -> None:
    audit, other = Ed25519PrivateKey.from_private_bytes(b"a" * 32), Ed25519PrivateKey.from_private_bytes(b"o" * 32)
    verifier = Verifier(name="audit.example", kind=COSIGNATURE, public=audit.public_key().public_bytes_raw())
    witness = add_witness(vkey=verifier.spelled(), title="审计局", now=NOW)
    row = Checkpoint.objects.get()
    note = read_note(row.note.encode())
    honest = cosign(note, name="audit.example", key=audit, now=NOW)
    kept = Cosignature.objects.create(size=row.size, witness=witness, line=honest.line(), at=NOW)
    assert found() == ""
    kept.line = cosign(note, name="audit.example", key=other, now=NOW).line()
    kept.save()
    assert "不是用登记的那把公钥签的" in found()
    kept.line = Signature(name="audit.example", id=verifier.id, content=honest.content[:8] + bytes(64)).line()
    kept.save()
    assert "审计局 对检查点 4 的见证：是伪造的" in found()


def yesterday() -> None:
    """The database as it was before one more case, which had been signed."""
    with transaction.atomic():
        word("昨天以后的事")
        sequence_all(now=NOW)
        transaction.set_rollback(True)


def test_a_database_of_yesterday_is_said_plainly_with_the_way_out() -> None:
    yesterday()
    said = found()
    assert "已签名 5 条，数据库里只有 4 条，少 1 条" in said
    assert "doorstep log recover" in said


def test_lost_leaves_come_back_from_the_mirror_and_the_log_goes_on() -> None:
    yesterday()
    with pytest.raises(LogAhead):
        sequence_all(now=NOW)
    mirror = places.places().mirror
    assert recover(lambda path: (mirror / path).read_bytes(), now=NOW) == 1
    publish_head(now=NOW)
    report = LogReport()
    assert list(verify_log(report)) == []
    assert report.lost == 1
    word("今天的事")
    assert sequence_all(now=NOW) == 1
    assert found() == ""


def test_a_mirror_that_is_not_this_log_brings_nothing_back(tmp_path: Path) -> None:
    yesterday()
    with pytest.raises(MirrorBroken):
        recover(lambda path: (tmp_path / path).read_bytes(), now=NOW)
    mirror = places.places().mirror
    with pytest.raises(MirrorBroken):
        recover(lambda path: (mirror / path).read_bytes()[:-3], now=NOW)
    entry = b"doorstep/v1 event "
    with pytest.raises(LogParted):
        recover(lambda path: (mirror / path).read_bytes().replace(entry, b"doorstep/v1 other "), now=NOW)
    assert Entry.objects.count() == 4


def test_as_the_last_way_out_a_log_begins_anew_under_another_name() -> None:
    yesterday()
    before = places.signing_key(now=NOW).name
    assert begin_anew(now=NOW).name == next_name(before) != before
    assert sequence_all(now=NOW) == 4
    assert found() == ""
    assert Head.objects.count() == 1
    assert list(places.places().key.parent.glob("*.old"))
