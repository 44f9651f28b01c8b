"""`doorstep welcome`: prints the addresses and, for a demo town, who may sign in. `doorstep run` does it for you."""

import argparse
import unicodedata

from doorstep.doors.cli.databases import data_folder

DATABASE = "owner"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The port people reach."""
    parser.add_argument("--port", type=int, default=8000)


def run(arguments: argparse.Namespace) -> int:
    """Prints."""
    print(words(port=arguments.port))
    return 0


def words(*, port: int) -> str:
    """What to print: one paragraph a jurisdiction."""
    from doorstep.store.jurisdictions.register import list_jurisdictions

    lines: list[str] = []
    for entry in list_jurisdictions():
        lines += ["", f"  {entry.name}   http://{entry.hosts[0]}:{port}/        工作人员：/signin/"]
        if entry.is_simulated:
            from doorstep.doors.town.receipts import receipts_to_try
            from doorstep.doors.town.sign_ins import sign_ins

            for person in sign_ins(entry, folder=data_folder()):
                name = _padded(person.display_name, 10)
                lines.append(f"    {person.username:14}{person.password:18}{name}{person.duty}")
            for receipt in receipts_to_try(entry):
                address = f"http://{entry.hosts[0]}:{port}/t/{receipt.code}/"
                lines.append(f"    居民的回执 {receipt.number}  {address}  {receipt.state.zh}")
    return "\n".join(lines or ["", "  还没有辖区：doorstep jurisdiction add 名称 --pack 机制包 --host 域名"])


def _padded(text: str, width: int) -> str:
    """Padded to `width` columns; a Chinese character takes two."""
    columns = sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
    return text + " " * max(1, width - columns)
