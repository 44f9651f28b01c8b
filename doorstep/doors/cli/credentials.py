"""`doorstep credentials …`: the keys that sign credentials: which there are, and a new one in the place of the old.

keys           every key that ever signed, and which one signs now
rotate         make a new key, which signs from now on; the ones before only verify, so what they signed stays valid
lost           a key came into other hands: with --key and --since, what it signed from then on (by the log's order) is valid no more
anew           issue anew what a lost key signed and is valid no more; with --all, whatever it signed
did            the DID document as /.well-known/did.json shows it
"""

import argparse
import json
from datetime import UTC, datetime

ACTIONS = ("keys", "rotate", "lost", "anew", "did")
KINDS = ("Ed25519", "P-256", "P-384", "SM2")
DATABASE = "app"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, and for which jurisdiction."""
    parser.add_argument("action", choices=ACTIONS)
    parser.add_argument("name", metavar="NAME", help="jurisdiction")
    parser.add_argument(
        "--kind",
        choices=KINDS,
        default=KINDS[0],
        help="rotate: which kind of key to make (SM2: only with DOORSTEP_NATIONAL_ALGORITHMS=1)",
    )
    parser.add_argument("--key", default="", help="lost, anew: the key's name, as `keys` lists it")
    parser.add_argument(
        "--since", type=datetime.fromisoformat, help="lost: since when others may have had it, with its zone"
    )
    parser.add_argument("--all", action="store_true", help="anew: also what is still valid")


def run(arguments: argparse.Namespace) -> int:
    """One action on one jurisdiction's keys."""
    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.jurisdictions.register import by_name

    with serving(by_name(arguments.name).schema):
        return _DO[arguments.action](arguments, datetime.now(UTC))


def _keys(arguments: argparse.Namespace, now: datetime) -> int:
    from doorstep.wings.credentials.keeping import all_keys

    found = all_keys()
    for key in found:
        state = "在签" if key.retired_at is None else f"{key.retired_at:%Y-%m-%d %H:%M} 起只核对"
        if key.lost_at is not None:
            state = f"{key.lost_at:%Y-%m-%d %H:%M} 起作废，日志前 {key.lost_size} 条里的还算数"
        print(f"{key.name}  {key.kind}  {key.made_at:%Y-%m-%d %H:%M}  {state}  {key.did}")
    if not found:
        print("还没有密钥：第一次签发时自动生成，或运行 doorstep credentials rotate。")
    return 0


def _rotate(arguments: argparse.Namespace, now: datetime) -> int:
    from doorstep.wings.credentials.keeping import all_keys, rotate

    made = rotate(now=now, kind=arguments.kind)
    older = [key for key in all_keys() if key.name != made.name]
    print(f"新密钥 {made.name}（{made.kind}）从现在起签发，另有 {len(older)} 把旧的只用来核对。")
    if older and all(key.did != made.did for key in older):
        print(f"注意：新密钥属于 {made.did}，旧的属于 {older[-1].did}。地址不对就请写明 DOORSTEP_PUBLIC_PORT 再来。")
    print("以前签发的凭证照样有效。离线核对的单位请重新下载 /.well-known/did.json；新密钥的文件请一并备份。")
    return 0


def _lost(arguments: argparse.Namespace, now: datetime) -> int:
    from doorstep.kernel.refusals import Refusal
    from doorstep.wings.credentials.losing import left_invalid, lose
    from doorstep.wings.log.queries import entries_of_deeds, size_at

    since = arguments.since
    if not arguments.key or since is None or since.tzinfo is None or since > now:
        print(
            "要写明哪一把、从什么时候起，例如 --key k20261101-0a1b2c3d --since 2026-11-20T08:00+08:00（不能是将来）。"
        )
        return 2
    try:
        key = lose(arguments.key, since=since, size=size_at(since), now=now)
    except Refusal as refused:
        print(refused.sentence % refused.params)
        return 1
    count = len(left_invalid(key, lambda sources: entries_of_deeds("credential", sources)))
    print(f"{key.name} 从 {since:%Y-%m-%d %H:%M %z} 起作废：日志前 {key.lost_size} 条里的凭证照样有效，以后的不算数。")
    print(f"本辖区有 {count} 张有效凭证因此不算数了。换发：doorstep credentials anew {arguments.name} --key {key.name}")
    print("请公布这件事，请离线核对的单位马上重新下载 /.well-known/did.json 和撤销名单。")
    return 0


def _anew(arguments: argparse.Namespace, now: datetime) -> int:
    from doorstep.wings.credentials.losing import issue_all_anew, lost_key
    from doorstep.wings.log.queries import entries_of_deeds

    key = lost_key(arguments.key)
    if key is None:
        print("没有叫这个名字的作废密钥：先用 lost 写明它作废。")
        return 1
    replaced = issue_all_anew(
        key, lambda sources: entries_of_deeds("credential", sources), with_valid=arguments.all, by=None, now=now
    )
    print(f"换发了 {len(replaced)} 张，旧的已撤销。请通知持证人来取新的；部门下次下载批次拿到的就是新的。")
    return 0


def _did(arguments: argparse.Namespace, now: datetime) -> int:
    from doorstep.wings.credentials.keeping import document
    from doorstep.wings.log.queries import vkeys

    print(json.dumps(document(now=now, log_keys=vkeys()), ensure_ascii=False, indent=1))
    return 0


_DO = {"keys": _keys, "rotate": _rotate, "lost": _lost, "anew": _anew, "did": _did}
