"""`doorstep web`: serves the web pages and the API (granian), until SIGTERM. `doorstep run` starts it for you."""

import argparse
import os
import sys
from pathlib import Path

DATABASE = None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen and with how many hands."""
    parser.add_argument("--host", default=os.environ.get("DOORSTEP_HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("DOORSTEP_PORT", "8000")))
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--threads", type=int, default=4, help="threads in each")


def command(*, host: str, port: int, workers: int, threads: int) -> list[str]:
    """The program and arguments that serve."""
    granian = Path(sys.executable).parent / "granian"
    options = ["--interface", "wsgi", "--no-ws", "--host", host, "--port", str(port)]
    options += ["--workers", str(workers), "--blocking-threads", str(threads), "--respawn-failed-workers"]
    options += ["--respawn-interval", "0.5", "--workers-kill-timeout", "10", "--log-level", "warning"]
    return [str(granian), *options, "doorstep.config.wsgi:application"]


def run(arguments: argparse.Namespace) -> int:
    """Becomes the server: DATABASE_URL has to be set, since nobody would hold the embedded one."""
    if "DATABASE_URL" not in os.environ:
        print("doorstep web 需要 DATABASE_URL；在自己的电脑上请用 doorstep run。", file=sys.stderr)
        return 2
    line = command(host=arguments.host, port=arguments.port, workers=arguments.workers, threads=arguments.threads)
    return os.execv(line[0], line)
