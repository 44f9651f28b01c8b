"""Database against log: `doorstep verify` asks here as well. Names what was changed, dropped, cut off, forged or set back. Reads only.

Walks the leaves in order and grows the tree anew, so that nothing the tables say of themselves is taken on trust.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from doorstep.store.cases import sheets
from doorstep.store.notary.comparing import Discrepancy
from doorstep.wings.log import places, queries
from doorstep.wings.log.models import Checkpoint, Cosignature, Head, Witness
from doorstep.wings.log.tables import latest_head
from doorstep_proof.checkpoints import cosignatures, open_checkpoint
from doorstep_proof.entries import Entry, commit
from doorstep_proof.growing import Grown, edge_after, grow, root_of_edge
from doorstep_proof.merkle import HASH, leaf_hash
from doorstep_proof.notes import Note, read_note, read_signature, read_vkey
from doorstep_proof.refusals import NotProven
from doorstep_proof.tiles import WIDTH

BATCH = 2048
LEAVES = """
SELECT l.index, l.kind, l.position, l.deed, l.salt, l.commitment, coalesce(e.digest, d.digest), c.number, e.seq
FROM log_entry l LEFT JOIN cases_event e ON e.position = l.position LEFT JOIN cases_case c ON c.id = e.case_id
LEFT JOIN notary_deed d ON d.id = l.deed ORDER BY l.index
"""
TILES = "SELECT level, n, hashes FROM log_tile ORDER BY level, n"
UNLOGGED = """
SELECT c.number, e.seq FROM cases_event e JOIN cases_case c ON c.id = e.case_id
WHERE e.position <= coalesce((SELECT upto FROM log_settled WHERE source = 'event'), 0)
  AND NOT EXISTS (SELECT 1 FROM log_entry l WHERE l.position = e.position) ORDER BY e.position LIMIT 100
"""
UNLOGGED_DEEDS = """
SELECT d.kind, d.source FROM notary_deed d WHERE d.id <= coalesce((SELECT upto FROM log_settled WHERE source = 'deed'), 0)
  AND NOT EXISTS (SELECT 1 FROM log_entry l WHERE l.deed = d.id) ORDER BY d.id LIMIT 100
"""


@dataclass
class LogReport:
    """What was walked."""

    leaves: int = 0
    lost: int = 0
    checkpoints: int = 0
    cosignatures: int = 0
    tree: Grown = field(default_factory=dict)
    is_altered: bool = False


def verify_log(report: LogReport) -> Iterator[Discrepancy]:
    """Every difference; all tables as of one moment."""
    is_own = not connection.in_atomic_block
    with transaction.atomic():
        if is_own:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield from _check_last_signed()
        yield from _check_leaves(report)
        yield from _check_tiles(report)
        yield from _check_checkpoints(report)
        yield from _check_unlogged()


def _check_last_signed() -> Iterator[Discrepancy]:
    """Against this installation's own memory, which no restored database takes back."""
    try:
        last, head = places.last_signed(), latest_head()
    except NotProven as refusal:
        yield Discrepancy(where="存证日志", what=f"记着最后一次签名的文件读不出来：{places.places().last} {refusal}")
        return
    if last.size > head.size:
        lost = last.size - head.size
        way = "用更新的备份恢复，或运行 doorstep log recover 从镜像找回；都没有才用 doorstep log begin-anew 另起一份"
        yield Discrepancy(
            where="存证日志",
            what=f"已签名 {last.size} 条，数据库里只有 {head.size} 条，少 {lost} 条：数据库很可能是用旧备份恢复的。{way}",
        )
    elif (
        last.size and (row := Head.objects.filter(size=last.size).first()) is not None and bytes(row.root) != last.root
    ):
        yield Discrepancy(
            where=f"存证日志 {last.size} 条处", what="树根和本机签过名的不同：历史被改写过，或恢复了别的数据库"
        )
    elif last.size and not Head.objects.filter(size=last.size).exists():
        yield Discrepancy(where=f"存证日志 {last.size} 条处", what="本机签过名的树头在数据库里没有了")


def _check_leaves(report: LogReport) -> Iterator[Discrepancy]:
    roots = {head.size: bytes(head.root) for head in Head.objects.iterator(chunk_size=BATCH)}
    edge: Grown = {}
    size, hashes, faults, wrong = 0, list[bytes](), list[Discrepancy](), list[int]()
    for row in _stream(LEAVES):
        if row[0] != size + len(hashes):
            where = f"存证日志第 {size + len(hashes) + 1} 条"
            yield Discrepancy(
                where=where, what="缺了：这一条被删掉了；运行 doorstep log recover 从镜像取回。后面的没有再看"
            )
            report.leaves = size + len(hashes)
            return
        faults += _check_leaf(row, report)
        hashes.append(leaf_hash(Entry(kind=row[1], commitment=bytes(row[5])).spelled()))
        if size + len(hashes) in roots or len(hashes) == BATCH:
            changed = grow(size, edge, hashes)
            size, hashes = size + len(hashes), []
            edge = edge_after(size, edge, changed)
            report.tree.update(changed)
            if size in roots and root_of_edge(size, edge) != roots[size]:
                wrong.append(size)
        if faults:
            yield from faults
            faults = []
    report.leaves = size + len(hashes)
    report.is_altered = bool(wrong) or report.leaves < max(roots, default=0)
    if wrong:
        heads = "" if len(wrong) == 1 else f"（从这里起 {len(wrong)} 个树头都是）"
        yield Discrepancy(where=f"存证日志 {wrong[0]} 条处", what=f"树根和叶子对不上{heads}：前面有一条被改过")
    if hashes:
        yield Discrepancy(where=f"存证日志第 {size + 1} 条起", what=f"{len(hashes)} 条没有树头：不是日志自己写的")
    if roots and max(roots) > report.leaves:
        what = f"树头写着 {max(roots)} 条，只有 {report.leaves} 条：末尾被截掉了；运行 doorstep log recover 从镜像取回"
        yield Discrepancy(where="存证日志", what=what)


def _check_leaf(row: tuple[Any, ...], report: LogReport) -> Iterator[Discrepancy]:
    index, kind, position, deed, salt, commitment, digest, number, seq = row
    where = f"存证日志第 {index + 1} 条"
    if position is None and deed is None:
        report.lost += 1
    elif digest is None:
        yield Discrepancy(where=where, what="它对应的留痕或存证在数据库里没有了")
    elif salt is not None and commit(kind, bytes(salt), bytes(digest)).commitment != bytes(commitment):
        about = f"{number} 第 {seq} 步" if number else "一份存证"
        yield Discrepancy(where=where, what=f"{about}和写进日志时不一样：在数据库里被改过")


def _check_tiles(report: LogReport) -> Iterator[Discrepancy]:
    found: set[tuple[int, int]] = set()
    for level, n, hashes in _stream(TILES):
        found.add((level, n))
        should = report.tree.get((level, n))
        if should is not None and report.is_altered and len(hashes) >= len(should):
            yield from _altered(n, bytes(hashes), should) if level == 0 else ()
        elif should is not None and bytes(hashes) != should:
            what = "被截短" if len(hashes) < len(should) else "和叶子对不上"
            shown = f"{len(hashes) // HASH} 个，应有 {len(should) // HASH} 个"
            yield Discrepancy(where=f"瓦片 {level}/{n}", what=f"{what}（{shown}）；运行 doorstep log rebuild 重新推算")
    for level, n in sorted(report.tree.keys() - found):
        yield Discrepancy(where=f"瓦片 {level}/{n}", what="没有了；运行 doorstep log rebuild 重新推算")


def _altered(n: int, kept: bytes, derived: bytes) -> Iterator[Discrepancy]:
    """The tile still has the hash that was signed: so it says which leaf is another one now."""
    for turn, at in enumerate(range(0, len(derived), HASH)):
        if kept[at : at + HASH] != derived[at : at + HASH]:
            what = "和瓦片里存的不是同一条：这一条，或者这片瓦片，被改过。请留证，从备份核对原样"
            yield Discrepancy(where=f"存证日志第 {n * WIDTH + turn + 1} 条", what=what)


def _check_checkpoints(report: LogReport) -> Iterator[Discrepancy]:
    keys = queries.verifiers()
    heads = dict(Head.objects.values_list("size", "root"))
    for row in Checkpoint.objects.order_by("size").iterator(chunk_size=BATCH):
        report.checkpoints += 1
        where = f"检查点 {row.size}"
        try:
            checkpoint = open_checkpoint(row.note.encode(), log=keys).checkpoint
        except NotProven as refusal:
            yield Discrepancy(where=where, what=f"是伪造的：{' '.join((type(refusal).__doc__ or '').split())}{refusal}")
            continue
        if checkpoint.size != row.size or bytes(heads.get(row.size, b"")) != checkpoint.root:
            yield Discrepancy(where=where, what="签名的内容和树头对不上")
    yield from _check_cosignatures(report)
    yield from _check_own_key(keys)


def _check_cosignatures(report: LogReport) -> Iterator[Discrepancy]:
    witnesses = {one.pk: one for one in Witness.objects.all()}
    notes = Checkpoint.objects.in_bulk(set(Cosignature.objects.values_list("size", flat=True)))
    for row in Cosignature.objects.order_by("id").iterator(chunk_size=BATCH):
        report.cosignatures += 1
        witness, checkpoint = witnesses[row.witness_id], notes.get(row.size)
        where = f"{witness.title} 对检查点 {row.size} 的见证"
        if checkpoint is None:
            yield Discrepancy(where=where, what="没有这个检查点")
            continue
        try:
            line = read_signature(row.line.removesuffix("\n"))
            note = Note(text=read_note(checkpoint.note.encode()).text, signatures=(line,))
            if not cosignatures(note, [read_vkey(witness.vkey)]):
                yield Discrepancy(where=where, what="不是用登记的那把公钥签的")
        except NotProven as refusal:
            yield Discrepancy(where=where, what=f"是伪造的：{refusal}")


def _check_own_key(keys: Iterable[Any]) -> Iterator[Discrepancy]:
    """The key on this machine is among those that the database names, unless nothing has been signed yet."""
    known = {key.spelled() for key in keys}
    if not known or not places.places().key.exists():
        return
    last = places.last_signed()
    if last.size and not any(key.name == last.origin for key in keys):
        names = ", ".join(sorted(key.name for key in keys))
        yield Discrepancy(where="存证日志", what=f"数据库里的公钥（{names}）不是本机签名用的（{last.origin}）：被换过")


def _check_unlogged() -> Iterator[Discrepancy]:
    for number, seq in sheets.run(UNLOGGED, []):
        yield Discrepancy(
            where=f"{number} 第 {seq} 步", what="早该在存证日志里，却没有：绕过系统写进来的，或者日志里的那一条被删了"
        )
    for kind, source in sheets.run(UNLOGGED_DEEDS, []):
        yield Discrepancy(where=f"存证 {kind} {source}", what="早该在存证日志里，却没有")


def _stream(statement: str) -> Iterator[tuple[Any, ...]]:
    connection.look()  # type: ignore[attr-defined]
    with connection.connection.cursor(name="verify_log") as cursor:
        cursor.itersize = BATCH
        cursor.execute(statement)
        yield from cursor
