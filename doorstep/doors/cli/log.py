"""`doorstep log …`: the log's key, its state, its witnesses; copying it out; and the ways out when it stands still.

key            make the key that signs (a file of mode 0600 in DOORSTEP_LOG_KEYS; keep a copy of it somewhere safe)
status         how long it is, what waits, who witnessed it
rotate         a new key under the same name: both sign, until --finish lays the old one aside
export DIR     everything as plain files that any web server can serve (C2SP tlog-tiles)
witness        --add VKEY --title NAME: take this unit's cosignatures; --end VKEY: no longer
anchor         put the latest checkpoint's digest on the chain now (DOORSTEP_LOG_CHAIN_URL)
check-anchors  read back what was put on the chain, and compare
rebuild        derive all tiles anew from the leaves
recover        --mirror DIR|URL: bring back signed leaves that a restored database has not, or that somebody dropped
begin-anew     the last way out: set the old log aside and begin another under a new name and key
"""

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

if TYPE_CHECKING:
    from doorstep.store.jurisdictions.register import Entry

ACTIONS = (
    "key",
    "rotate",
    "status",
    "export",
    "witness",
    "anchor",
    "check-anchors",
    "rebuild",
    "recover",
    "begin-anew",
)
LONGEST = 2**24


def DATABASE(arguments: argparse.Namespace) -> str:
    """Only beginning anew touches what the serving role may not."""
    return "owner" if arguments.action == "begin-anew" else "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and for which jurisdiction."""
    parser.add_argument("action", choices=ACTIONS)
    parser.add_argument("name", metavar="NAME", help="jurisdiction")
    parser.add_argument("folder", nargs="?", type=Path, help="export: where to")
    parser.add_argument("--origin", help="key: the log's name (default: the jurisdiction's address and /log)")
    parser.add_argument("--finish", action="store_true", help="rotate: the old key signs no more")
    parser.add_argument("--add", metavar="VKEY", help="witness: its public key, which came by another way than the net")
    parser.add_argument("--title", default="", help="witness: the unit's name as the page shows it")
    parser.add_argument("--end", metavar="VKEY", help="witness: take its word no longer")
    parser.add_argument("--mirror", help="recover: folder or address of a copy (default: this machine's own)")
    parser.add_argument("--yes", action="store_true", help="begin-anew: I have read what it does")


def run(arguments: argparse.Namespace) -> int:
    """One action on one jurisdiction's log."""
    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.jurisdictions.register import by_name

    entry = by_name(arguments.name)
    with serving(entry.schema):
        return int(_DO[arguments.action](arguments, entry, datetime.now(UTC)))


def _key(arguments: argparse.Namespace, entry: "Entry", now: datetime) -> int:
    from doorstep.adapters.log_keys import make_key
    from doorstep.wings.log.places import origin_for, places

    where = places()
    made = make_key(where.key, name=arguments.origin or origin_for(entry), now=now)
    print(f"{where.key}（只有服务账户可读；另存一份在别处，丢了就只能另起一份日志）")
    print(f"公钥：{made.verifier.spelled()}\n请把公钥登在公告栏、报纸或别的单位的网站上：回执要靠它核对。")
    return 0


def _rotate(arguments: argparse.Namespace, entry: "Entry", now: datetime) -> int:
    from doorstep.wings.log.rotating import finish, rotate

    if arguments.finish:
        old = finish(now=now)
        print(f"旧密钥 {old.verifier.id.hex()} 不再签了，文件改名保留。它签过的检查点照样能核对。")
        return 0
    made = rotate(now=now)
    print(f"新公钥：{made.verifier.spelled()}")
    print("从下一个检查点起新旧两把都签。请公布新公钥，告诉每个见证单位再加一个 --log-key；都改好以后运行 --finish。")
    return 0


def _status(arguments: argparse.Namespace, entry: "Entry", now: datetime) -> int:
    from doorstep.wings.log import queries
    from doorstep.wings.log.places import last_signed

    latest = queries.latest_checkpoint()
    print(f"已签名 {latest.size if latest else 0} 条，等着写入 {queries.waiting()} 条，缺口 {queries.gaps()} 处")
    print(f"本机记着签到 {last_signed().size} 条")
    for one in queries.seen_by():
        print(f"见证：{one.title} 到 {one.size or 0} 条" + (f"，{one.at:%Y-%m-%d %H:%M:%S}" if one.at else ""))
    for key in queries.vkeys():
        print(f"公钥：{key}")
    for trouble in queries.troubles():
        print(f"停住：{trouble.kind} {trouble.detail}，自 {trouble.since:%Y-%m-%d %H:%M:%S}")
    return 1 if queries.troubles() or queries.gaps() else 0


def _export(arguments: argparse.Namespace, entry: "Entry", now: datetime) -> int:
    from doorstep.wings.log import mirroring, queries

    latest = queries.latest_checkpoint()
    if arguments.folder is None or latest is None:
        print("请写明导出到哪个文件夹。" if latest else "还没有签过名，没有可以导出的。")
        return 2
    files = mirroring.bring_up(arguments.folder, size=latest.size)
    mirroring.put_checkpoint(arguments.folder, latest.note)
    _put_checker(arguments.folder)
    print(f"{arguments.folder}：{latest.size} 条，写了 {files + 3} 个文件；check.html 可以就地核对回执")
    return 0


def _put_checker(folder: Path) -> None:
    """The page that checks receipts, with the keys of today, for whoever serves the copy."""
    import shutil

    from django.contrib.staticfiles import finders
    from django.template.loader import render_to_string

    from doorstep.store.cases.towns import pack
    from doorstep.wings.log import queries

    context = {"keys": queries.vkeys(), "witnesses": queries.witnesses(), "town": pack().title.zh}
    (folder / "check.html").write_text(render_to_string("log/standalone.html", context), "utf-8")
    shutil.copyfile(str(finders.find("check_receipt.js")), folder / "check_receipt.js")


def _witness(arguments: argparse.Namespace, entry: "Entry", now: datetime) -> int:
    from doorstep.wings.log.witnessing import add_witness, end_witness
    from doorstep_proof.notes import KeyMalformed

    if arguments.end:
        done = end_witness(vkey=arguments.end, now=now)
        print("不再采信" if done else "没有登记过这把公钥")
        return 0 if done else 1
    if not arguments.add or not arguments.title:
        print("用法：doorstep log witness 辖区 --add 公钥 --title 单位名")
        return 2
    try:
        add_witness(vkey=arguments.add, title=arguments.title, now=now)
    except KeyMalformed as fault:
        print(f"{KeyMalformed.__doc__} {fault}")
        return 2
    print(f"登记了：{arguments.title}")
    return 0


def _anchor(arguments: argparse.Namespace, entry: "Entry", now: datetime) -> int:
    from datetime import timedelta

    from doorstep.adapters.chains import chain
    from doorstep.wings.log.anchoring import anchor_on_chain, anchors

    if chain() is None:
        print("没有配置链：设 DOORSTEP_LOG_CHAIN_URL 和 DOORSTEP_LOG_CHAIN_KEY。")
        return 2
    if not anchor_on_chain(now, every=timedelta(0)):
        print("没有新的检查点要上链，或者链没有接受（看上面的提示）。")
        return 1
    (one,) = anchors(1)
    print(f"{one.size} 条时的检查点上链了：{one.transaction}，{one.at:%Y-%m-%d %H:%M:%S}")
    return 0


def _check_anchors(arguments: argparse.Namespace, entry: "Entry", now: datetime) -> int:
    from doorstep.wings.log.anchoring import check_on_chain

    status, count = 0, 0
    for one, wrong in check_on_chain():
        count += 1
        status = 1 if wrong else status
        print(f"{'✗' if wrong else '✓'} {one.size} 条 {one.transaction} {wrong}")
    print(f"对了 {count} 笔" + ("" if count else "：没有配置链，或者还没有上过链"))
    return status


def _rebuild(arguments: argparse.Namespace, entry: "Entry", now: datetime) -> int:
    from doorstep.wings.log.recovering import rebuild_tiles

    print(f"重新推算了 {rebuild_tiles()} 条")
    return 0


def _recover(arguments: argparse.Namespace, entry: "Entry", now: datetime) -> int:
    from doorstep.wings.log.places import places
    from doorstep.wings.log.recovering import recover
    from doorstep.wings.log.signing import publish_head

    source = arguments.mirror or str(places().mirror)

    def read(path: str) -> bytes:
        if source.startswith(("http://", "https://")):
            with urlopen(f"{source.rstrip('/')}/{path}", timeout=30) as answer:
                return bytes(answer.read(LONGEST))
        return (Path(source) / path).read_bytes()

    found = recover(read, now=now)
    publish_head(now=now)
    if found:
        print(f"从 {source} 找回 {found} 条：只有指纹，它们对应的内容要从别处补录。日志接着往下写。")
    else:
        print("没有要找回的：签过名的每一条都在数据库里。")
    return 0


def _begin_anew(arguments: argparse.Namespace, entry: "Entry", now: datetime) -> int:
    from doorstep.wings.log.beginning import begin_anew
    from doorstep.wings.log.places import places

    if not arguments.yes:
        print(
            "另起一份日志：旧的表、密钥和镜像改名保留，新日志用新名字、新密钥从头写起；旧回执只能对着旧检查点核对。\n确定要做，请加 --yes。"
        )
        return 2
    made = begin_anew(now=now)
    print(f"{places().key}\n公钥：{made.verifier.spelled()}\n请公布新公钥，并说明旧日志停在哪里、为什么。")
    return 0


_DO = {
    "key": _key,
    "rotate": _rotate,
    "status": _status,
    "export": _export,
    "witness": _witness,
    "anchor": _anchor,
    "check-anchors": _check_anchors,
    "rebuild": _rebuild,
    "recover": _recover,
    "begin-anew": _begin_anew,
}
