"""Time stamps by somebody outside (RFC 3161): a time-stamping authority says when it saw a checkpoint. Off unless it is configured.

Sends the SHA-512 of the checkpoint and nothing else. Refuses an answer that its certificate does not cover.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path
from typing import Protocol
from urllib.request import Request, urlopen

from cryptography.x509 import Certificate, load_pem_x509_certificates

SECONDS = 20
LONGEST = 200_000


class NotStamped(Exception):
    """时间戳服务没有给出可信的时间戳。"""


@dataclass(frozen=True, kw_only=True)
class Stamp:
    """`token` is the DER response, to be kept; `at` the authority's time."""

    token: bytes
    at: datetime


class Stamper(Protocol):
    """Somebody who stamps."""

    name: str

    def stamp(self, content: bytes) -> Stamp:
        """Raises NotStamped."""
        ...


class Rfc3161:
    """A time-stamping authority at an address; `certificates`: a PEM file with its root, and those in between if any."""

    def __init__(self, *, url: str, certificates: Path) -> None:
        self.name, self._certificates = url, certificates

    def stamp(self, content: bytes) -> Stamp:
        """One request. Raises NotStamped."""
        from rfc3161_client import TimestampRequestBuilder  # here and below: loaded only where somebody is asked

        request = TimestampRequestBuilder().data(content).build()
        headers = {"Content-Type": "application/timestamp-query"}
        try:
            with urlopen(Request(self.name, data=request.as_bytes(), headers=headers), timeout=SECONDS) as answer:
                token = bytes(answer.read(LONGEST))
        except (OSError, HTTPException) as fault:
            raise NotStamped(str(fault)) from fault
        return Stamp(token=token, at=check_stamp(token, content, certificates=self._certificates))


def check_stamp(token: bytes, content: bytes, *, certificates: Path) -> datetime:
    """When the authority saw this content. Raises NotStamped for another content, another authority, a changed token."""
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    try:
        response = decode_timestamp_response(token)
        roots, between = _sorted(certificates)
        builder = VerifierBuilder()
        for root in roots:
            builder = builder.add_root_certificate(root)
        for one in between:
            builder = builder.add_intermediate_certificate(one)
        builder.build().verify_message(response, content)
    except (ValueError, OSError, VerificationError) as fault:
        raise NotStamped(str(fault)) from fault
    return response.tst_info.gen_time.astimezone(UTC)


def _sorted(path: Path) -> tuple[list[Certificate], list[Certificate]]:
    found = load_pem_x509_certificates(path.read_bytes())
    roots = [one for one in found if one.issuer == one.subject]
    return roots, [one for one in found if one.issuer != one.subject]


_stamper: Stamper | None = None


def use(stamper: Stamper | None) -> None:
    """Which one to ask; None asks nobody."""
    global _stamper
    _stamper = stamper


def stamper() -> Stamper | None:
    """The one in use."""
    return _stamper
