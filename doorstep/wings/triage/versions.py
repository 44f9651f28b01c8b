"""Versions of the model: learned, kept signed, taken back 版本. Loads nothing that was not signed here."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import connection, transaction

from doorstep.kernel.refusals import Refusal
from doorstep.store.kept import Kept
from doorstep.store.sealing import keyed_hash
from doorstep.wings.triage import queries
from doorstep.wings.triage.learning import Learned, Row, TooLittleToLearn, learn
from doorstep.wings.triage.model import Model
from doorstep.wings.triage.models import Lesson, Version
from doorstep.wings.triage.packing import ModelBroken, pack, unpack
from doorstep.wings.triage.report import as_data

log = structlog.get_logger(__name__)
MOST_ROWS = 20_000
LOCK = 7_410_071
MOST_BESIDES = 5_000
PURPOSE, OF_REQUESTS = "triage model", "triage model of requests"


class VersionUnknown(Refusal):
    """没有这一版模型。"""

    status = 404


class AlreadyCurrent(Refusal):
    """现在用的就是这一版。"""

    status = 409


@dataclass(frozen=True, kw_only=True)
class InUse:
    """The version in use and its models; all None while nothing was learned, or where it cannot be opened
    (`is_broken`). `requests` None besides while too few types of request were sorted."""

    serial: int | None = None
    model: Model | None = None
    requests: Model | None = None
    is_broken: bool = False


def in_use() -> InUse:
    """Kept in memory until another version is in use."""
    return _kept.get()


def train(*, precision: float, fewest: int, by: UUID | None, now: datetime) -> Version:
    """Learn from what people have sorted, keep it as a new version and use it. Raises TooLittleToLearn where there are too few
    categories; too few types of request are simply not learned."""
    rows = [Row(text=text, label=label) for text, label in queries.taught(MOST_ROWS)]
    last = Lesson.objects.order_by("-id").values_list("id", flat=True).first() or 0
    besides = queries.latest(MOST_BESIDES)
    learned = learn(rows, precision=precision, fewest=fewest, besides=besides)
    requests = _learn_requests(precision=precision, fewest=fewest, besides=besides)
    packed = pack(learned)
    digest = unpack(packed).digest
    asked = pack(requests) if requests else None
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
            signature=_signature(digest, PURPOSE),
            packed=packed,
            report=as_data(learned.report),
            request_packed=asked,
            request_signature=_signature(unpack(asked).digest, OF_REQUESTS) if asked else None,
            request_report=as_data(requests.report) if requests else None,
            is_current=True,
        )
        waiting.update(learned_in=version.serial)
    _kept.forget()
    return version


def _learn_requests(*, precision: float, fewest: int, besides: Sequence[str]) -> Learned | None:
    rows = [Row(text=text, label=label) for text, label in queries.asked(MOST_ROWS)]
    try:
        return learn(rows, precision=precision, fewest=fewest, besides=besides)
    except TooLittleToLearn:
        return None


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


def _signature(digest: str, purpose: str) -> bytes:
    return keyed_hash(digest, purpose)


def _open(version: Version) -> InUse:
    """Raises ModelBroken."""
    model = _model(version.packed, version.signature, PURPOSE)
    is_asked = version.request_packed is not None
    requests = _model(version.request_packed, version.request_signature, OF_REQUESTS) if is_asked else None
    return InUse(serial=version.serial, model=model, requests=requests)


def _model(packed: bytes | memoryview | None, signature: bytes | memoryview | None, purpose: str) -> Model:
    unpacked = unpack(bytes(packed or b""))
    if not hmac.compare_digest(bytes(signature or b""), _signature(unpacked.digest, purpose)):
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
        return _open(version)
    except ModelBroken:
        log.error("triage_model_broken", serial=version.serial)
        return InUse(is_broken=True)


_kept: Kept[InUse] = Kept(version=_serial, read=_read)
