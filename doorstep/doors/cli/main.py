"""`doorstep COMMAND …`: finds the command's module, gets the database ready for it, and says in plain words what went wrong.

Knows no command by name. DOORSTEP_TRACE=1 shows where an error came from.
"""

import argparse
import os
import pkgutil
import sys
from contextlib import ExitStack
from importlib import import_module
from types import ModuleType

from doorstep.doors import cli
from doorstep.doors.cli.databases import Role, database_for
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.words import ZH_HANS, Words
from doorstep_proof.terminal import exit_code_of, speak_anywhere

NOT_COMMANDS = {"main"}


def main(argv: list[str] | None = None) -> int:
    """The entry point `doorstep`; answers the exit status."""
    speak_anywhere()
    arguments = sys.argv[1:] if argv is None else argv
    name = arguments[0].replace("-", "_") if arguments else ""
    command = _command(name) if name in _names() else None
    if command is None:
        asked_for_help = not arguments or arguments[0] in ("-h", "--help", "help")
        print(_overview(), file=sys.stdout if asked_for_help else sys.stderr)
        return 0 if asked_for_help else 2
    parser = argparse.ArgumentParser(
        prog=f"doorstep {arguments[0]}",
        description=command.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_arguments(parser)
    parsed = parser.parse_args(arguments[1:])
    return exit_code_of(lambda: _run(command, parsed))


def _run(command: ModuleType, arguments: argparse.Namespace) -> int:
    try:
        with ExitStack() as stack:
            if role := _role(command, arguments):
                stack.enter_context(database_for(role))
                import django

                os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doorstep.config.settings")
                django.setup()
            return command.run(arguments) or 0
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if os.environ.get("DOORSTEP_TRACE") or not _is_ours(error):
            raise
        print("\n".join(_said(error)), file=sys.stderr)
        return 1


def _role(command: ModuleType, arguments: argparse.Namespace) -> Role | None:
    wanted = getattr(command, "DATABASE", None)
    return wanted(arguments) if callable(wanted) else wanted


def _is_ours(error: Exception) -> bool:
    return type(error).__module__.startswith(("doorstep.", "doorstep_proof.")) or _is_unreachable(error)


def _is_unreachable(error: Exception) -> bool:
    """The database does not answer, or does not let us in; Django and psycopg each have an error of this name."""
    return type(error).__name__ == "OperationalError" and "connection" in str(error)


def _said(error: Exception) -> list[str]:
    if _is_unreachable(error):
        why = str(error).strip().split("\n", 1)[0]
        return [
            "数据库连不上。请看 DATABASE_URL 和 DOORSTEP_OWNER_URL 的地址、用户名、密码，以及数据库是否在运行。",
            why,
        ]
    if isinstance(error, Refusal):
        return [error.sentence % {name: _in_chinese(value) for name, value in error.params.items()}]
    said = [" ".join((type(error).__doc__ or "").split()), str(error)]
    return [line for line in said if line] or [type(error).__name__]


def _in_chinese(value: object) -> str:
    return value.say(ZH_HANS) if isinstance(value, Words) else str(value)


def _names() -> list[str]:
    return [
        module.name
        for module in pkgutil.iter_modules(cli.__path__)
        if module.name not in NOT_COMMANDS and not module.name.startswith("test_")
    ]


def _command(name: str) -> ModuleType | None:
    module = import_module(f"{cli.__name__}.{name}")
    return module if hasattr(module, "add_arguments") else None


def _overview() -> str:
    lines = ["家门口 Doorstep", "", "  doorstep COMMAND …        (doorstep COMMAND --help)", ""]
    for name in _names():
        if command := _command(name):
            first = (command.__doc__ or "").strip().split("\n", 1)[0]
            summary = first.split(": ", 1)[-1] if first.startswith("`") else first
            lines.append(f"  {name.replace('_', '-'):14}{summary}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
