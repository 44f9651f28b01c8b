"""Finds a port to listen on: the wished one, or the next that is free."""

import socket


class NoPort(Exception):
    """没有空闲的端口。"""


def first_free_port(host: str, wished: int, *, tries: int = 20) -> int:
    """Raises NoPort when the wished port and those after it are all taken."""
    for port in range(wished, wished + tries):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise NoPort(f"{host}: {wished}-{wished + tries - 1}")
