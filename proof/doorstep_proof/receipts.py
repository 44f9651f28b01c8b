"""A resident's receipt as a file: what was recorded, its place in the log, and the signed checkpoint. Made and checked here.

    {"format": "doorstep-receipt/v1", "town": …, "number": …, "case": UUID, "issued_at": …,
     "events": [{"seq": 1, "said": …, "document": {…} or "digest": hex, "log": {"index": 5, "salt": hex, "proof": [base64 …]}}],
     "words": [{"seq": 1, "field": …, "salt": hex, "text": …}],
     "checkpoint": "…", "keys": {"log": [vkey …], "witnesses": [vkey …]}}

A `document` is hashed by RFC 8785 and SHA-256; where only a `digest` stands, the receipt proves that a step exists and stays as it
is, without saying what is in it. `words` are the holder's own, and fit the commitments in the documents. Town, number, `said` and
`issued_at` are for reading only and prove nothing.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from doorstep_proof.checkpoints import Cosigned, Opened, open_checkpoint
from doorstep_proof.credentials.strict_json import canonical, read_object
from doorstep_proof.entries import commit
from doorstep_proof.merkle import HASH, check_inclusion, leaf_hash
from doorstep_proof.notes import Verifier, as_base64, read_base64, read_vkey
from doorstep_proof.refusals import Malformed, NotProven

FORMAT = "doorstep-receipt/v1"
LONGEST = 2 * 2**20
TOP = {"format", "town", "number", "case", "issued_at", "events", "words", "checkpoint", "keys"}


class ReceiptMalformed(Malformed):
    """这不是一份回执文件，或者缺了内容。"""


class OtherCase(NotProven):
    """回执里混进了别的事项的留痕。"""


class ChainBroken(NotProven):
    """前后两步扣不上：中间有一步被换过。"""


class WordsAltered(NotProven):
    """原话和当时记下的对不上：有人改过这段话。"""


class KeyNotTrusted(NotProven):
    """签名的公钥不是你指定的那一把。"""


@dataclass(frozen=True, kw_only=True)
class Proven:
    """What a receipt proves. `is_pinned`: under keys that the reader named, not only those that the receipt brought along."""

    number: str
    case: str
    town: str
    indices: tuple[int, ...]
    opened_at: str
    words: tuple[str, ...]
    opened: Opened
    keys: tuple[Verifier, ...]
    is_pinned: bool

    @property
    def cosigned(self) -> tuple[Cosigned, ...]:
        """By whom besides the town."""
        return self.opened.cosigned


def check_receipt(raw: bytes, *, log: Sequence[Verifier] = (), witnesses: Sequence[Verifier] = ()) -> Proven:
    """Check a receipt file. `log` and `witnesses`: keys that the reader trusts; without, those in the receipt are taken.

    Raises ReceiptMalformed, NotSigned, SignatureForged, OtherLog, NotIncluded, OtherCase, ChainBroken, WordsAltered, KeyNotTrusted.
    """
    receipt = _read(raw)
    brought = [read_vkey(text) for text in _texts(_dict(receipt["keys"], {"log", "witnesses"})["log"])]
    seen = [read_vkey(text) for text in _texts(receipt["keys"]["witnesses"])]
    if log and not {one.spelled() for one in brought} & {one.spelled() for one in log}:
        raise KeyNotTrusted(", ".join(one.spelled() for one in brought))
    keys = tuple(log or brought)
    opened = open_checkpoint(_text(receipt["checkpoint"]).encode(), log=keys, witnesses=witnesses or seen)
    documents, indices = _check_events(receipt, opened)
    return Proven(
        number=_text(receipt["number"]),
        case=_text(receipt["case"]),
        town=_text(receipt["town"]),
        indices=indices,
        opened_at=str(documents[1].get("at", "")) if 1 in documents else "",
        words=_check_words(receipt, documents),
        opened=opened,
        keys=keys,
        is_pinned=bool(log),
    )


def _check_events(receipt: Mapping[str, Any], opened: Opened) -> tuple[dict[int, dict[str, Any]], tuple[int, ...]]:
    documents: dict[int, dict[str, Any]] = {}
    digests: dict[int, bytes] = {}
    indices = []
    for event in _list(receipt["events"]):
        seq, digest = _whole(event.get("seq")), _digest(event)
        if seq in digests:
            raise ReceiptMalformed(f"event {seq} twice")
        digests[seq] = digest
        if "document" in event:
            documents[seq] = event["document"]
            if event["document"].get("case") != receipt["case"] or event["document"].get("seq") != seq:
                raise OtherCase(f"event {seq}")
        indices.append(_check_logged(event["log"], digest, opened))
    if not digests:
        raise ReceiptMalformed("no events")
    for seq, document in documents.items():
        before = digests.get(seq - 1) if seq > 1 else bytes(HASH)
        if before is not None and document.get("previous") != before.hex():
            raise ChainBroken(f"{seq - 1}, {seq}")
    return documents, tuple(indices)


def _digest(event: dict[str, Any]) -> bytes:
    known = {"seq", "said", "log", "document"} if "document" in event else {"seq", "said", "log", "digest"}
    _dict(event, known)
    if "document" not in event:
        return _hex(event["digest"], HASH)
    if not isinstance(event["document"], dict):
        raise ReceiptMalformed("document")
    return hashlib.sha256(canonical(event["document"])).digest()


def _check_logged(log: Any, digest: bytes, opened: Opened) -> int:
    place = _dict(log, {"index", "salt", "proof"})
    entry = commit("event", _hex(place["salt"], 16), digest)
    index = _whole(place["index"])
    try:
        proof = [read_base64(text) for text in _texts(place["proof"])]
    except Malformed as fault:
        raise ReceiptMalformed("proof") from fault
    head = opened.checkpoint
    check_inclusion(index=index, size=head.size, leaf=leaf_hash(entry.spelled()), proof=proof, root=head.root)
    return index


def _check_words(receipt: Mapping[str, Any], documents: Mapping[int, Mapping[str, Any]]) -> tuple[str, ...]:
    found = []
    for word in _list(receipt["words"]):
        _dict(word, {"seq", "field", "salt", "text"})
        seals = documents.get(_whole(word["seq"]), {}).get("seals", {})
        if not isinstance(seals, dict):
            raise ReceiptMalformed("seals")
        salt, text = _hex(word["salt"], 16), _text(word["text"])
        if hashlib.sha256(salt + text.encode()).hexdigest() != seals.get(_text(word["field"])):
            raise WordsAltered(f"{word['seq']} {word['field']}")
        found.append(text)
    return tuple(found)


def log_part(*, index: int, salt: bytes, proof: Sequence[bytes]) -> dict[str, Any]:
    """The `log` of an event, for writing a receipt."""
    return {"index": index, "salt": salt.hex(), "proof": [as_base64(hash_) for hash_ in proof]}


def _read(raw: bytes) -> dict[str, Any]:
    if len(raw) > LONGEST:
        raise ReceiptMalformed("too long")
    try:
        receipt = read_object(raw)
    except Malformed as fault:
        raise ReceiptMalformed(str(fault)) from fault
    if receipt.get("format") != FORMAT:
        raise ReceiptMalformed(f"format: {str(receipt.get('format'))[:60]}")
    return _dict(receipt, TOP)


def _dict(value: Any, names: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict) or value.keys() != names:
        found = sorted(value.keys() ^ names) if isinstance(value, dict) else type(value).__name__
        raise ReceiptMalformed(f"{found}")
    return value


def _list(value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise ReceiptMalformed("not a list of objects")
    return value


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ReceiptMalformed("not a list of texts")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ReceiptMalformed("not a text")
    return value


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ReceiptMalformed("not a whole number")
    return value


def _hex(value: Any, size: int) -> bytes:
    if not isinstance(value, str) or not re.fullmatch(f"[0-9a-f]{{{size * 2}}}", value, re.ASCII):
        raise ReceiptMalformed(f"not {size} bytes in hexadecimal")
    return bytes.fromhex(value)
