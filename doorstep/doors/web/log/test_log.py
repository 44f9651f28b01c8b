"""The log's page and files, and the receipt that a resident takes away."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client

from doorstep.store.cases.codes import show_code
from doorstep.store.cases.opening import Opened
from doorstep.wings.log import places, queries
from doorstep.wings.log.models import Entry
from doorstep.wings.log.sequencing import sequence_all
from doorstep.wings.log.witnessing import add_witness, end_witness
from doorstep.wings.publication.models import Item
from doorstep.wings.publication.services import print_of
from doorstep_proof.checkpoints import cosign
from doorstep_proof.merkle import NotIncluded
from doorstep_proof.notes import COSIGNATURE, Note, SignatureForged, Verifier, read_note
from doorstep_proof.receipts import WordsAltered, check_receipt
from doorstep_proof.tiles import TiledTree
from doorstep_proof.witnessing import LogShrank, consider, cosigned
from tests.living import NOW, word

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("log_places")]
AUDIT = Ed25519PrivateKey.from_private_bytes(b"audit".ljust(32, b"."))
VERIFIER = Verifier(name="audit.example", kind=COSIGNATURE, public=AUDIT.public_key().public_bytes_raw())


@pytest.fixture
def holder(client: Client) -> tuple[Client, Opened]:
    """A resident who holds the code of a case."""
    opened = word("小区北门的路灯坏了")
    assert opened.code
    client.get(f"/t/{show_code(opened.code)}/")
    return client, opened


def receipt_of(client: Client, opened: Opened) -> bytes:
    response = client.get(f"/case/{opened.number}/receipt.json")
    assert response.status_code == 200
    return response.content


def test_before_it_is_in_the_log_the_page_says_so(holder: tuple[Client, Opened]) -> None:
    client, opened = holder
    assert "还没写进存证日志" in client.get(f"/case/{opened.number}/").content.decode()
    assert client.get(f"/case/{opened.number}/receipt.json").status_code == 404


def test_the_receipt_proves_the_case_and_the_words(holder: tuple[Client, Opened]) -> None:
    client, opened = holder
    sequence_all(now=NOW)
    assert "下载回执文件" in client.get(f"/case/{opened.number}/").content.decode()
    raw = receipt_of(client, opened)
    proven = check_receipt(raw, log=[places.signing_key(now=NOW).verifier])
    assert proven.number == opened.number
    assert proven.is_pinned
    assert "小区北门的路灯坏了" in proven.words
    forged = json.loads(raw)
    forged["words"][0]["text"] += "！"
    with pytest.raises(WordsAltered):
        check_receipt(json.dumps(forged).encode())
    forged = json.loads(raw)
    forged["events"][0]["document"]["facts"]["urgency"] = "emergency"
    with pytest.raises(NotIncluded):
        check_receipt(json.dumps(forged).encode())


def test_a_receipt_carries_the_witness_where_it_saw_the_case(holder: tuple[Client, Opened]) -> None:
    client, opened = holder
    add_witness(vkey=VERIFIER.spelled(), title="审计局", now=NOW)
    sequence_all(now=NOW)
    note = read_note(client.get("/log/checkpoint").content)
    assert posted(client, with_line(note, AUDIT)) == 200
    word("别的事")
    sequence_all(now=NOW)
    proven = check_receipt(receipt_of(client, opened), witnesses=[VERIFIER])
    assert [one.witness for one in proven.cosigned] == [VERIFIER]


def test_what_was_published_is_in_the_log() -> None:
    item = Item(pk=7, case_id=UUID(int=7), number="1", title="路灯", body="不亮", outcome="")
    before = print_of(item)
    item.body = "一直亮着"
    assert print_of(item) != before


def test_a_stranger_gets_no_receipt(holder: tuple[Client, Opened]) -> None:
    sequence_all(now=NOW)
    assert Client(headers={"host": "testserver"}).get(f"/case/{holder[1].number}/receipt.json").status_code == 404


def test_an_erased_salt_ends_the_receipt_and_leaves_the_log_whole(holder: tuple[Client, Opened]) -> None:
    client, opened = holder
    sequence_all(now=NOW)
    Entry.objects.update(salt=None)
    assert client.get(f"/case/{opened.number}/receipt.json").status_code == 404
    assert client.get("/log/entry/0/").status_code == 200
    word("又一件")
    assert sequence_all(now=NOW) > 0


def test_the_public_page_shows_what_the_records_say(client: Client) -> None:
    assert client.get("/log/").status_code == 200
    assert client.get("/log/checkpoint").status_code == 404
    word("井盖松了")
    sequence_all(now=NOW)
    page = client.get("/log/").content.decode()
    assert "一条不缺" in page
    assert queries.vkeys()[0].replace("+", "&#43;") in page or queries.vkeys()[0] in page


def test_anybody_can_copy_the_log_over_http_and_witness_it(client: Client) -> None:
    add_witness(vkey=VERIFIER.spelled(), title="审计局", now=NOW)
    for n in range(3):
        word(f"第 {n} 件")
    sequence_all(now=NOW)
    first = consider(client.get("/log/checkpoint").content, log=queries.verifiers(), last=None, fetch=fetching(client))
    word("再一件")
    sequence_all(now=NOW)
    raw = client.get("/log/checkpoint").content
    second = consider(raw, log=queries.verifiers(), last=first, fetch=fetching(client))
    assert second.checkpoint.size > first.checkpoint.size
    with pytest.raises(LogShrank):
        consider(first.note.spelled().encode(), log=queries.verifiers(), last=second, fetch=fetching(client))
    note = cosigned(second, name="audit.example", key=AUDIT, now=NOW + timedelta(seconds=5))
    assert posted(client, note) == 200
    assert posted(client, note) == 200
    assert "审计局" in client.get("/log/").content.decode()
    opened = consider(
        client.get("/log/checkpoint").content, log=queries.verifiers(), last=second, fetch=fetching(client)
    )
    assert len(opened.note.signatures) == 2


def test_a_witness_with_the_wrong_key_is_refused(client: Client) -> None:
    add_witness(vkey=VERIFIER.spelled(), title="审计局", now=NOW)
    word("一件")
    sequence_all(now=NOW)
    note = read_note(client.get("/log/checkpoint").content)
    other = Ed25519PrivateKey.generate()
    assert posted(client, with_line(note, other)) == 403
    claimed = cosign(note, name="audit.example", key=other, now=NOW)
    forged = type(claimed)(name=claimed.name, id=VERIFIER.id, content=claimed.content)
    assert posted(client, Note(text=note.text, signatures=(*note.signatures, forged))) == 422
    foreign = Note(text=note.text.replace("\n", "x\n", 1), signatures=note.signatures)
    assert posted(client, foreign) == 422
    assert posted(client, None) == 422
    end_witness(vkey=VERIFIER.spelled(), now=NOW)
    assert posted(client, with_line(note, AUDIT)) == 403


def with_line(note: Note, key: Ed25519PrivateKey) -> Note:
    return Note(text=note.text, signatures=(*note.signatures, cosign(note, name="audit.example", key=key, now=NOW)))


def posted(client: Client, note: Note | None) -> int:
    body = note.spelled().encode() if note else b"nothing"
    return client.post("/log/cosignatures", body, content_type="text/plain").status_code


def fetching(client: Client):  # type: ignore[no-untyped-def]
    return lambda wanted: {tile: client.get(f"/log/{tile.path()}").content for tile in wanted}


def test_tiles_that_nothing_signed_needs_are_not_there(client: Client) -> None:
    word("一件")
    for path in (
        "tile/0/000",
        "tile/0/000.p/1",
        "tile/entries/000.p/1",
        "tile/7/x999/999",
        "nothing",
        "tile/0/x281/474/976/710/656",
    ):
        assert client.get(f"/log/{path}").status_code == 404
    sequence_all(now=NOW)
    size = queries.signed_size()
    assert client.get("/log/tile/0/000.p/1").status_code == 200
    assert client.get(f"/log/tile/0/000.p/{size + 1}").status_code == 404
    assert client.get("/log/tile/1/000.p/1").status_code == 404


def test_entries_have_pages_and_beyond_the_end_there_is_none(client: Client) -> None:
    word("一件")
    sequence_all(now=NOW)
    assert "第 1 条" in client.get("/log/entry/0/").content.decode()
    assert client.get(f"/log/entry/{queries.signed_size()}/").status_code == 404
    assert client.get(f"/log/entry/{2**70}/").status_code == 404


def test_a_forged_checkpoint_is_not_witnessed(client: Client) -> None:
    word("一件")
    sequence_all(now=NOW)
    raw = client.get("/log/checkpoint").content
    size = str(queries.signed_size()).encode()
    with pytest.raises(SignatureForged):
        consider(
            raw.replace(b"\n" + size + b"\n", b"\n1" + size + b"\n", 1),
            log=queries.verifiers(),
            last=None,
            fetch=fetching(client),
        )
    assert isinstance(TiledTree(queries.signed_size(), fetching(client)).root(), bytes)
