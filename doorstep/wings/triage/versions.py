"""Versions of the model: learned, kept signed, taken back 版本. Loads nothing that was not signed here."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import connection, transaction

from doorstep.kernel.refusals import Refusal
from doorstep.store.kept import Kept
from doorstep.store.sealing import keyed_hash
from doorstep.wings.triage import queries
from doorstep.wings.triage.learning import Row, learn
from doorstep.wings.triage.model import Model
from doorstep.wings.triage.models import Lesson, Version
from doorstep.wings.triage.packing import ModelBroken, pack, unpack
from doorstep.wings.triage.report import as_data

log = structlog.get_logger(__name__)
MOST_ROWS = 20_000
LOCK = 7_410_071
PURPOSE = "triage model"


class VersionUnknown(Refusal):
    """没有这一版模型。"""

    status = 404


class AlreadyCurrent(Refusal):
    """现在用的就是这一版。"""

    status = 409


@dataclass(frozen=True, kw_only=True)
class InUse:
    """The version in use and its model; both None while nothing was learned, or where it cannot be opened (`is_broken`)."""

    serial: int | None = None
    model: Model | None = None
    is_broken: bool = False


def in_use() -> InUse:
    """Kept in memory until another version is in use."""
    return _kept.get()


def train(*, precision: float, fewest: int, by: UUID | None, now: datetime) -> Version:
    """Learn from what people have sorted, keep it as a new version and use it. Raises TooLittleToLearn."""
    rows = [Row(text=text, label=label) for text, label in queries.taught(MOST_ROWS)]
    last = Lesson.objects.order_by("-id").values_list("id", flat=True).first() or 0
    learned = learn(rows, precision=precision, fewest=fewest)
    packed = pack(learned)
    digest = unpack(packed).digest
    with transaction.atomic():
        _lock()
        Version.objects.filter(is_current=True).update(is_current=False)
        waiting = Lesson.objects.filter(learned_in=None, id__lte=last)
        version = Version.objects.create(
            made_at=now,
            made_by=by,
            rows=learned.report.n,
            lessons=waiting.count(),
            digest=digest,
            signature=_signature(digest),
            packed=packed,
            report=as_data(learned.report),
            is_current=True,
        )
        waiting.update(learned_in=version.serial)
    _kept.forget()
    return version


def use(serial: int) -> Version:
    """Use another version from now on. Raises VersionUnknown, AlreadyCurrent, ModelBroken."""
    with transaction.atomic():
        _lock()
        version = Version.objects.filter(serial=serial).first()
        if version is None:
            raise VersionUnknown
        if version.is_current:
            raise AlreadyCurrent
        _open(version)
        Version.objects.filter(is_current=True).update(is_current=False)
        version.is_current = True
        version.save(update_fields=["is_current"])
    _kept.forget()
    return version


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _signature(digest: str) -> bytes:
    return keyed_hash(digest, PURPOSE)


def _open(version: Version) -> Model:
    unpacked = unpack(bytes(version.packed))
    if not hmac.compare_digest(bytes(version.signature), _signature(unpacked.digest)):
        raise ModelBroken
    return unpacked.model


def _serial() -> str:
    return str(Version.objects.filter(is_current=True).values_list("serial", flat=True).first() or "")


def _read() -> InUse:
    """A version that cannot be opened is said so, and nothing of it is used: it is then as if nothing had been learned."""
    version = Version.objects.filter(is_current=True).first()
    if version is None:
        return InUse()
    try:
        model = _open(version)
    except ModelBroken:
        log.error("triage_model_broken", serial=version.serial)
        return InUse(is_broken=True)
    return InUse(serial=version.serial, model=model)


_kept: Kept[InUse] = Kept(version=_serial, read=_read)
