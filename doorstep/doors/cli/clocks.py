"""`doorstep clocks preview|apply|recount`: what another scheme of clocks would do to what is running; and, only then, do it.

  preview --scheme shandong [--town NAME]                      counts, changes nothing
  apply   --scheme shandong --reason "…" [--town NAME] [--yes] shows the same, asks, changes and records every clock
  recount [--town NAME]                                        counts estimated limits again after a year was published

A scheme chosen in pack.toml alone moves no running limit. Breaking off is harmless: run it again.
"""

import argparse
import getpass
import time
from datetime import UTC, datetime

from doorstep.kernel.clocks import ClockScheme

DATABASE = "owner"


class SchemeUnknown(Exception):
    """没有叫这个名字的时限方案。"""


class ReasonMissing(Exception):
    """改运行中的期限要写明理由：加上 --reason。"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to do, with which scheme, in which jurisdiction."""
    parser.add_argument("what", choices=["preview", "apply", "recount"])
    parser.add_argument("--scheme", default="")
    parser.add_argument("--reason", default="")
    parser.add_argument("--town", default="", help="the only one when there is just one")
    parser.add_argument("--yes", action="store_true", help="do not ask before applying")


def run(arguments: argparse.Namespace) -> int:
    """Exit status 0 when done, 1 when it was not agreed to."""
    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.jurisdictions.register import by_name, list_jurisdictions

    entries = [by_name(arguments.town)] if arguments.town else list_jurisdictions()
    if arguments.what == "apply" and not arguments.reason.strip():
        raise ReasonMissing
    status = 0
    for entry in entries:
        print(f"{entry.name}：")
        with serving(entry.schema):
            status = max(status, _serve(arguments))
    return status


def _serve(arguments: argparse.Namespace) -> int:
    from doorstep.store.cases import recounting, towns

    now = datetime.now(UTC)
    if arguments.what == "recount":
        towns.forget()
        print(f"  估算的期限重新算过 {recounting.recount_estimated(now)} 个")
        return 0
    scheme = towns.pack().schemes.get(arguments.scheme)
    if scheme is None:
        raise SchemeUnknown(", ".join(towns.pack().schemes))
    _show(scheme, now)
    if arguments.what == "preview":
        return 0
    if not arguments.yes and input("  按这个方案改运行中的期限吗？写“是”继续：").strip() not in ("是", "yes"):
        print("  没有改动。")
        return 1
    started = time.monotonic()
    changed = recounting.apply_scheme(scheme, reason=arguments.reason.strip(), by=f"cli:{getpass.getuser()}", now=now)
    print(f"  改了 {changed} 个期限，每一个都记了旧的、新的和理由（{time.monotonic() - started:.1f} 秒）")
    return 0


def _show(scheme: ClockScheme, now: datetime) -> None:
    from doorstep.store.people.units import unit_tree
    from doorstep.wings.timekeeping.queries import foresee

    rows = sorted(foresee(scheme, now), key=lambda one: -one.then_late)
    print(f"  {scheme.title.zh}")
    for one in rows:
        label = unit_tree().label(one.unit).zh if one.unit in unit_tree() else "还没有承办单位"
        print(
            f"  {label}：在走 {one.total}，超期 {one.now_late} → {one.then_late}，快到期 {one.now_soon} → {one.then_soon}"
        )
    sums = [sum(getattr(one, name) for one in rows) for name in ("total", "now_late", "then_late")]
    print(f"  合计：在走 {sums[0]}，超期 {sums[1]} → {sums[2]}")
