"""`doorstep verify [NAME…]`: re-derives every case from its events and the log from its leaves; reports any difference. Reads only.

What was published, certified and issued is compared with the digest that was proven then.

Exit status 1 when something does not add up, so that a timer can raise the alarm.
"""

import argparse
import time
from itertools import chain

DATABASE = "owner"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which jurisdictions; all when none is named."""
    parser.add_argument("names", nargs="*", metavar="NAME")


def run(arguments: argparse.Namespace) -> int:
    """One line for each difference, one for each jurisdiction."""
    from doorstep.store.cases.verifying import Report, verify
    from doorstep.store.jurisdictions.current import serving
    from doorstep.store.jurisdictions.register import by_name, list_jurisdictions
    from doorstep.wings.allowance.verifying import verify_certifications
    from doorstep.wings.credentials.verifying import verify_credentials
    from doorstep.wings.log.verifying import LogReport, verify_log
    from doorstep.wings.publication.verifying import verify_published

    status = 0
    for entry in [by_name(name) for name in arguments.names] or list_jurisdictions():
        report, differences, started = Report(), 0, time.monotonic()
        logged = LogReport()
        with serving(entry.schema):
            proven = chain(verify_published(), verify_credentials(), verify_certifications())
            for difference in chain(verify(report), verify_log(logged), proven):
                differences += 1
                print(f"{entry.name}  {difference}", flush=True)
        verdict = f"有 {differences} 处对不上" if differences else "全部对得上"
        walked = f"{report.cases} 件事项、{report.events} 条留痕、{report.texts} 段原文"
        walked += f"，存证日志 {logged.leaves} 条、{logged.checkpoints} 个检查点、{logged.cosignatures} 次见证"
        walked += f"（{logged.lost} 条只剩指纹）" if logged.lost else ""
        print(f"{entry.name}：{walked}，{verdict}（{time.monotonic() - started:.1f} 秒）", flush=True)
        status = status or int(differences > 0)
    return status
