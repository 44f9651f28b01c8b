"""Checkpoints on an EVM-compatible chain, such as a consortium's FISCO BCOS: one transaction from our account to itself, whose data is
a mark and the checkpoint's SHA-256. No contract to deploy, to audit, or to trust. Off unless it is configured; `web3` is an extra.

Sends the digest and nothing else. Refuses a key file that others may read, and a transaction that says another thing.
"""

import stat
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

MARK = b"doorstep-checkpoint/v1\0"
SECONDS = 60


class NotAnchored(Exception):
    """链上没有这个检查点的摘要，或者和本地的不一样。"""


class ChainUnreachable(Exception):
    """连不上链，或者链没有接受这笔交易。"""


class ChainNotInstalled(Exception):
    """还没有安装连链的部件：请按 requirements-chain.lock 安装 web3。"""


class ChainKeyUnusable(Exception):
    """链上账户的密钥文件读不出来，或者别人也能读（要 chmod 600）。"""


@dataclass(frozen=True, kw_only=True)
class Anchored:
    """`reference`: hash of the transaction, 32 bytes; `at`: the block's time."""

    reference: bytes
    at: datetime


class Chain(Protocol):
    """Somewhere a digest stands for all to see."""

    name: str

    def anchor(self, content: bytes) -> Anchored:
        """Raises ChainUnreachable."""
        ...

    def check(self, reference: bytes, content: bytes) -> Anchored:
        """Reads it back. Raises NotAnchored, ChainUnreachable."""
        ...


class Evm:
    """Over JSON-RPC at an address; `key`: a file of mode 0600 with the account's private key in hexadecimal."""

    def __init__(self, *, url: str, key: Path) -> None:
        try:
            web3 = import_module("web3")  # not a plain import: it is an extra, and heavy
            self._errors = (OSError, web3.exceptions.Web3Exception, ValueError)
            self._missing: type[Exception] = web3.exceptions.TransactionNotFound
        except ImportError as missing:
            raise ChainNotInstalled from missing
        self._web3 = web3.Web3(web3.Web3.HTTPProvider(url, request_kwargs={"timeout": SECONDS}))
        # Consortium chains by proof of authority write more into a block's head than Ethereum does.
        self._web3.middleware_onion.inject(web3.middleware.ExtraDataToPOAMiddleware, layer=0)
        self._key, self.name = key, f"evm:{url}"

    def anchor(self, content: bytes) -> Anchored:
        """One transaction, waited for. Raises ChainUnreachable, ChainKeyUnusable."""
        account = self._account()

        def send() -> bytes:
            eth = self._web3.eth
            data = MARK + sha256(content).digest()
            mail = {"from": account.address, "to": account.address, "value": 0, "data": data, "chainId": eth.chain_id}
            mail |= {"nonce": eth.get_transaction_count(account.address, "pending"), "gasPrice": eth.gas_price}
            signed = account.sign_transaction({**mail, "gas": eth.estimate_gas(mail)})
            sent = eth.send_raw_transaction(signed.raw_transaction)
            eth.wait_for_transaction_receipt(sent, timeout=SECONDS)
            return bytes(sent)

        return self.check(self._asked(send), content)

    def check(self, reference: bytes, content: bytes) -> Anchored:
        """That the transaction stands in a block and says this content's digest. Raises NotAnchored, ChainUnreachable."""
        eth = self._web3.eth
        try:
            receipt = self._asked(lambda: eth.get_transaction_receipt(reference), but=self._missing)
            sent = self._asked(lambda: eth.get_transaction(reference), but=self._missing)
        except self._missing as missing:
            raise NotAnchored(reference.hex()) from missing
        if receipt["status"] != 1 or bytes(sent["input"]) != MARK + sha256(content).digest():
            raise NotAnchored(reference.hex())
        block = self._asked(lambda: eth.get_block(receipt["blockNumber"]))
        return Anchored(reference=reference, at=_moment(block["timestamp"]))

    def _asked(self, ask: Callable[[], Any], *, but: type[Exception] = KeyError) -> Any:
        try:
            return ask()
        except but:
            raise
        except self._errors as fault:
            raise ChainUnreachable(str(fault)[:300]) from fault

    def _account(self) -> Any:
        try:
            if stat.S_IMODE(self._key.stat().st_mode) & 0o077:
                raise ChainKeyUnusable(str(self._key))
            return self._web3.eth.account.from_key(self._key.read_text("ascii").strip())
        except (OSError, ValueError, TypeError) as fault:
            raise ChainKeyUnusable(str(self._key)) from fault


def _moment(stamp: int) -> datetime:
    """FISCO BCOS counts milliseconds, Ethereum seconds."""
    return datetime.fromtimestamp(stamp / 1000 if stamp > 10**11 else stamp, UTC)


_use: list[Callable[[], Chain]] = []


def use(made: Callable[[], Chain] | None) -> None:
    """Which chain; made at the first need. None: no chain."""
    _use[:] = [] if made is None else [made]


def chain() -> Chain | None:
    """The one in use. Raises ChainNotInstalled."""
    return _use[0]() if _use else None
