"""Mechanism versions as they are in force: published under the hash of their content, frozen, and kept in memory once read."""

import json
import time
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from django.db import connection, transaction

from doorstep.kernel.mechanism import Mechanism, as_dict, mechanism_from_dict
from doorstep.kernel.refusals import Refusal
from doorstep.kernel.words import Words
from doorstep.store.cases.models import Law
from doorstep.store.jurisdictions.current import schema
from doorstep.store.kept import Kept

FRESH_SECONDS = 5.0
_current: dict[tuple[str, str], tuple[float, int]] = {}
_labels: dict[tuple[str, str, str], Words] = {}


class LawUnknown(Refusal):
    """这里还没有启用“%(name)s”这种机制，管系统的人让它生效以后就能用。"""

    status = 503


@dataclass(frozen=True)
class Enacted:
    """A mechanism and the short number under which this jurisdiction's events cite it."""

    id: int
    mechanism: Mechanism


def law(law_id: int) -> Mechanism:
    """The frozen mechanism of this number. One query the first time, then none."""
    frozen = _frozen.get()
    if law_id not in frozen:
        try:
            frozen[law_id] = mechanism_from_dict(Law.objects.get(id=law_id).content)
        except Law.DoesNotExist:
            raise LawUnknown(name=law_id) from None
    return frozen[law_id]


def _table() -> str:
    """Which table the numbers are of: a restored town has another, where the same number may be another law."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'cases_law'::regclass::oid::text")
        (found,) = cursor.fetchone() or ("",)
    return str(found)


_frozen: Kept[dict[int, Mechanism]] = Kept(version=_table, read=dict)


def current_law(name: str) -> Enacted:
    """The version under which new cases of this kind are opened. A newly published one is seen within seconds."""
    place = (schema(), name)
    read_at, law_id = _current.get(place, (0.0, 0))
    if not law_id or time.monotonic() - read_at > FRESH_SECONDS:
        row = Law.objects.filter(name=name, is_current=True).only("id").first()
        if row is None:
            raise LawUnknown(name=name)
        law_id = row.id
        _current[place] = (time.monotonic(), law_id)
    return Enacted(law_id, law(law_id))


def state_label(name: str, state: str) -> Words:
    """What a state is called by the law in force, or by the newest before it that had it; its bare name where none did.
    Looked for once, then known: a table of a million rows asks it of each."""
    enacted = current_law(name)
    place = (schema(), enacted.mechanism.version, state)
    if place not in _labels:
        ids = Law.objects.filter(name=name).order_by("-published_at", "-id").values_list("id", flat=True)
        laws = chain([enacted.mechanism], map(law, ids.iterator()))
        known = (one.label for mechanism in laws for one in mechanism.states if one.name == state)
        _labels[place] = next(known, Words(zh=state, en=state))
    return _labels[place]


def versions_in_force() -> dict[str, str]:
    """Version of each mechanism under which new cases are opened, by its name."""
    return dict(Law.objects.filter(is_current=True).order_by("name").values_list("name", "version"))


def forget() -> None:
    """Read which versions are current anew. Frozen content never changes and stays."""
    _current.clear()
    _labels.clear()


@transaction.atomic
def publish(mechanism: Mechanism, *, now: datetime) -> bool:
    """Put a version in force for new cases; running ones stay on theirs. False when it was in force already."""
    current = Law.objects.select_for_update().filter(name=mechanism.name, is_current=True).first()
    if current and current.version == mechanism.version:
        return False
    if current:
        Law.objects.filter(id=current.id).update(is_current=False)
    known = Law.objects.filter(version=mechanism.version).update(is_current=True)
    if not known:
        content = json.loads(json.dumps(as_dict(mechanism)))
        Law.objects.create(name=mechanism.name, version=mechanism.version, content=content, published_at=now)
    forget()
    return True
