"""A model as bytes and back 装盒: a small head, the arrays as they are, compressed, the SHA-256 in front.

Nothing in the bytes is ever run. Whoever keeps them where others may write signs them besides. Refuses bytes whose digest
does not fit, and arrays whose shapes do not.
"""

import hashlib
import zlib
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np

from doorstep.kernel.refusals import Refusal
from doorstep.wings.triage.company import Company
from doorstep.wings.triage.features import Features
from doorstep.wings.triage.learning import Learned
from doorstep.wings.triage.model import Model
from doorstep.wings.triage.net import Net
from doorstep.wings.triage.reading import PARTS
from doorstep.wings.triage.report import Report, as_data, from_data
from doorstep.wings.triage.vocabulary import Vocabulary

MAGIC = b"doorstep-triage-4\n"
BEFORE = b"doorstep-triage-3\n"  # without a net; opened all the same
LARGEST = 400 * 1024 * 1024


class ModelBroken(Refusal):
    """这份模型打不开：不是模型文件，或者内容被改动过。"""

    status = 422


class _Array(msgspec.Struct):
    kind: str
    shape: tuple[int, ...]
    content: bytes


class _Company(msgspec.Struct):
    part: int
    share: float


class _Box(msgspec.Struct):
    labels: list[str]
    threshold: float
    shares: list[float]
    report: dict[str, Any]
    arrays: dict[str, _Array]
    companies: list[_Company]


MODEL_ARRAYS = ("weights", "bias", "slopes", "shifts", "marks", "measured")
KINDS = {
    **{f"{part}_{what}": kind for part in PARTS for what, kind in (("keys", "<u8"), ("rarity", "<f2"))},
    "weights": "<f2",
    "bias": "<f4",
    "slopes": "<f4",
    "shifts": "<f4",
    "marks": "<f4",
    "measured": "<f4",
}
NET = {f"net_{what}": "<f4" for what in ("inner", "inner_bias", "outer", "outer_bias")}
COMPANY = {"places": "<i4", "scales": "<f4", "table": "|i1"}


@dataclass(frozen=True, kw_only=True)
class Unpacked:
    """A model, its report, and the digest by which it is known."""

    model: Model
    report: Report
    digest: str


def pack(learned: Learned) -> bytes:
    """All of it."""
    model = learned.model
    arrays: dict[str, Any] = {name: getattr(model, name) for name in MODEL_ARRAYS}
    for part, known in zip(PARTS, model.features.parts, strict=True):
        arrays |= {f"{part}_keys": known.keys, f"{part}_rarity": known.rarity}
    kinds = dict(KINDS)
    for turn, company in enumerate(model.features.companies):
        arrays |= {f"company_{turn}_{what}": getattr(company, what) for what in COMPANY}
        kinds |= {f"company_{turn}_{what}": kind for what, kind in COMPANY.items()}
    if model.net:
        arrays |= {name: getattr(model.net, name.removeprefix("net_")) for name in NET}
        kinds |= NET
    box = _Box(
        labels=list(model.labels),
        threshold=model.threshold,
        shares=list(model.features.shares),
        report=as_data(learned.report),
        arrays={
            name: _Array(kinds[name], array.shape, np.ascontiguousarray(array, dtype=kinds[name]).tobytes())
            for name, array in arrays.items()
        },
        companies=[_Company(company.part, company.share) for company in model.features.companies],
    )
    content = zlib.compress(msgspec.msgpack.encode(box), 6)
    return MAGIC + hashlib.sha256(content).digest() + content


def unpack(packed: bytes) -> Unpacked:
    """Raises ModelBroken."""
    digest, content = packed[len(MAGIC) : len(MAGIC) + 32], packed[len(MAGIC) + 32 :]
    if not packed.startswith((MAGIC, BEFORE)) or hashlib.sha256(content).digest() != digest:
        raise ModelBroken
    try:
        opener = zlib.decompressobj()
        plain = opener.decompress(content, LARGEST)
        box = msgspec.msgpack.decode(plain, type=_Box)
        return Unpacked(model=_model(box), report=from_data(box.report), digest=digest.hex())
    except (zlib.error, msgspec.MsgspecError, KeyError, ValueError) as broken:
        raise ModelBroken from broken


def _model(box: _Box) -> Model:
    arrays = {name: _array(box.arrays[name], kind) for name, kind in KINDS.items()}
    parts = tuple(
        Vocabulary(keys=arrays[f"{part}_keys"], rarity=arrays[f"{part}_rarity"].astype(np.float32)) for part in PARTS
    )
    if len(box.shares) != len(PARTS) or not 0 < len(arrays["marks"]) == len(arrays["measured"]):
        raise ModelBroken
    companies = tuple(_company(box, turn, parts) for turn in range(len(box.companies)))
    features = Features(parts=parts, shares=tuple(box.shares), companies=companies)
    size = len(box.labels)
    if arrays["weights"].shape != (len(features), size) or any(
        arrays[name].shape != (size,) for name in ("bias", "slopes", "shifts")
    ):
        raise ModelBroken
    return Model(
        labels=tuple(box.labels),
        features=features,
        weights=arrays["weights"].astype(np.float32),
        bias=arrays["bias"],
        slopes=arrays["slopes"],
        shifts=arrays["shifts"],
        marks=arrays["marks"],
        measured=arrays["measured"],
        threshold=box.threshold,
        net=_net(box, features.width, size),
    )


def _net(box: _Box, width: int, size: int) -> Net | None:
    if not NET.keys() & box.arrays.keys():
        return None
    net = Net(**{name.removeprefix("net_"): _array(box.arrays[name], kind) for name, kind in NET.items()})
    bends = net.outer.shape[:1]
    shapes = (net.inner.shape, net.inner_bias.shape, net.outer.shape, net.outer_bias.shape)
    if shapes != ((2 * width, *bends), bends, (*bends, size), (size,)):
        raise ModelBroken
    return net


def _company(box: _Box, turn: int, parts: tuple[Vocabulary, ...]) -> Company:
    kept = box.companies[turn]
    if not 0 <= kept.part < len(parts):
        raise ModelBroken
    size = len(parts[kept.part])
    arrays = {what: _array(box.arrays[f"company_{turn}_{what}"], kind) for what, kind in COMPANY.items()}
    rows = arrays["places"].shape
    if arrays["scales"].shape != rows or arrays["table"].ndim != 2 or arrays["table"].shape[:1] != rows:
        raise ModelBroken
    if arrays["places"].size and not 0 <= int(arrays["places"].min()) <= int(arrays["places"].max()) < size:
        raise ModelBroken
    return Company(part=kept.part, share=kept.share, size=size, **arrays)


def _array(box: _Array, kind: str) -> Any:
    if box.kind != kind:
        raise ModelBroken
    return np.frombuffer(box.content, dtype=kind).reshape(box.shape)
