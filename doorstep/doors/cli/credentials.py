"""`doorstep credentials …`: the keys that sign credentials: which there are, and a new one in the place of the old.

keys           every key that ever signed, and which one signs now
rotate         make a new key, which signs from now on; the ones before only verify, so what they signed stays valid
did            the DID document as /.well-known/did.json shows it
"""

import argparse
import json
from datetime import UTC, datetime

ACTIONS = ("keys", "rotate", "did")
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


def _did(arguments: argparse.Namespace, now: datetime) -> int:
    from doorstep.wings.credentials.keeping import document

    print(json.dumps(document(now=now), ensure_ascii=False, indent=1))
    return 0


_DO = {"keys": _keys, "rotate": _rotate, "did": _did}
