"""The real poster. Looks the name up itself, refuses addresses that are not public, and connects to the very address it checked.

So a name that points somewhere else a moment later leads nowhere. `networks` lists private networks that are allowed, which in
an intranet is where the other systems are; plain HTTP is allowed there only.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from doorstep.adapters.webhooks import AddressNotAllowed, Answer, NotPosted, Reason

CONNECT_WITHIN, ANSWER_WITHIN = 5.0, 10.0
MOST_READ = 2048
NAT64 = ipaddress.ip_network("64:ff9b::/96")
IP = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, kw_only=True)
class HttpPoster:
    """`networks` such as "10.0.0.0/8"."""

    networks: Sequence[str] = ()
    trusted: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def check(self, url: str) -> None:
        """Raises AddressNotAllowed; a name is only looked up when it is posted to, since it may change."""
        parts = _parts(url)
        try:
            literal = ipaddress.ip_address(parts.hostname or "")
        except ValueError:
            if parts.scheme == "http" and not self.networks:
                raise AddressNotAllowed(Reason.PLAIN) from None
            return
        self._check(literal, parts.scheme)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        parts = _parts(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = self._look_up(parts, port)
        until = time.monotonic() + ANSWER_WITHIN
        try:
            with (
                socket.create_connection((str(address), port), timeout=CONNECT_WITHIN) as plain,
                _cut_off(plain, until),
            ):
                link = (
                    self.trusted.wrap_socket(plain, server_hostname=parts.hostname)
                    if parts.scheme == "https"
                    else plain
                )
                with link:
                    return _exchange(link, parts, body, headers, until)
        except (OSError, http.client.HTTPException, ValueError) as failed:
            raise NotPosted(_reason(failed, until)) from None

    def _look_up(self, parts: SplitResult, port: int) -> IP:
        """The first address, when all are allowed."""
        try:
            found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise NotPosted(Reason.NO_HOST) from None
        addresses = [ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found]
        for address in addresses:
            self._check(address, parts.scheme)
        return addresses[0]

    def _check(self, address: IP, scheme: str) -> None:
        bare = _bare(address)
        if any(bare in ipaddress.ip_network(one, strict=False) for one in self.networks):
            return
        if not bare.is_global or bare.is_multicast or bare.is_reserved:
            raise AddressNotAllowed(Reason.INSIDE)
        if scheme != "https":
            raise AddressNotAllowed(Reason.PLAIN)


def _bare(address: IP) -> IP:
    """The IPv4 address that an IPv6 one stands for, where it does."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return inner or address
    return address


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise AddressNotAllowed(Reason.MALFORMED) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise AddressNotAllowed(Reason.MALFORMED)
    if any(letter <= " " or letter == "\x7f" for letter in url):
        raise AddressNotAllowed(Reason.MALFORMED)
    return parts


def _reason(failed: Exception, until: float) -> Reason:
    match failed:
        case _ if isinstance(failed, TimeoutError) or time.monotonic() >= until:
            return Reason.SLOW
        case ssl.SSLCertVerificationError():
            return Reason.CERTIFICATE
        case ConnectionRefusedError():
            return Reason.REFUSED
        case ConnectionError() | http.client.HTTPException() | ssl.SSLError() | ValueError():
            return Reason.BROKEN_OFF
        case _:
            return Reason.UNREACHABLE


@contextmanager
def _cut_off(link: socket.socket, until: float) -> Iterator[None]:
    """Ends the connection at `until`, however slowly the other side goes on: a socket's own timeout begins anew with every byte."""
    held = link.dup()
    guard = threading.Timer(max(0.1, until - time.monotonic()), _shut, [held])
    guard.daemon = True
    guard.start()
    try:
        yield
    finally:
        guard.cancel()
        held.close()


def _shut(link: socket.socket) -> None:
    with suppress(OSError):  # it has just ended by itself
        link.shutdown(socket.SHUT_RDWR)


def _exchange(link: socket.socket, parts: SplitResult, body: bytes, headers: Mapping[str, str], until: float) -> Answer:
    """One request on a connection that is already there; a slow answer is cut off at `until`."""
    link.settimeout(max(0.1, until - time.monotonic()))
    connection = http.client.HTTPConnection(parts.netloc)
    connection.sock = link
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("POST", path, body=body, headers={**headers, "Connection": "close", "User-Agent": "Doorstep/1"})
    answer = connection.getresponse()
    if time.monotonic() >= until:  # cut off within its head, which reads like a short one
        raise TimeoutError
    read = 0
    while read < MOST_READ and (piece := answer.read1(MOST_READ - read)):
        read += len(piece)
        if time.monotonic() > until:
            raise TimeoutError
    if 300 <= answer.status < 400:
        raise NotPosted(Reason.MOVED, str(answer.status))
    return Answer(status=answer.status)
