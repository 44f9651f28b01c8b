"""Splitting 分流: notes what looks as if it were recorded as the wrong thing, and sends it where a person says it belongs.

The words, the receipt and the author go with it; the case it was keeps its story, and from either the other is found.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from django.db import transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case
from doorstep.kernel.refusals import CaseNotFound, Refusal
from doorstep.store.cases import sheets, towns
from doorstep.store.cases.acting import Done, act
from doorstep.store.cases.digests import title_of
from doorstep.store.cases.handing_over import gone_before
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import find
from doorstep.store.cases.stories import story_of
from doorstep.wings.suggestions.models import Doubt
from doorstep.wings.suggestions.rules import (
    FILE,
    KINDS,
    PRAISE,
    REQUEST,
    SUGGESTION,
    Splitting,
    Verdict,
    look,
    parts_of,
    read_splitting,
)

KIND_OF = {"six_orders": REQUEST, "suggestion": SUGGESTION, "praise": PRAISE}
WAYS = {
    (REQUEST, SUGGESTION): "pass_as_suggestion",
    (REQUEST, PRAISE): "pass_as_praise",
    (SUGGESTION, REQUEST): "pass_as_request",
    (PRAISE, REQUEST): "pass_as_request",
}
OPEN = ("collected", "pooled", "received")
USUAL_REQUEST = "help"
LONGEST = 2000
STAYS = "stays"
RECORDED = "recorded_type"  # whoever recorded the request said itself that it is a suggestion or thanks


class WordsGone(Refusal):
    """这件事的原文已经依法删除，不能再转了。"""

    status = 409


class NoSuchWay(Refusal):
    """这件事不能这样转。"""

    status = 422


def rules() -> Splitting:
    """Of the pack in force."""
    path = towns.pack().file(FILE)
    if path is None:
        raise FileNotFoundError(FILE)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _read(path: Path, changed_at: int) -> Splitting:
    return read_splitting(path)


def doubt(case_id: UUID, *, now: datetime) -> Verdict | None:
    """Note what a case that was just opened looks like, if not what it was recorded as. What a person has sent here stays."""
    held = find(case_id)
    if held is None or held.case.mechanism not in KIND_OF or gone_before(case_id):
        return None
    recorded_as = KIND_OF[held.case.mechanism]
    rows = sheets.run("SELECT title, body FROM cases_casewords WHERE case_id = %s", [case_id])
    found = look("\n".join(rows[0]) if rows else "", recorded_as, rules())
    if held.case.request_type in KINDS and recorded_as == REQUEST and held.case.request_type != REQUEST:
        found = Verdict(kind=held.case.request_type, score=rules().margin, reasons=((RECORDED, ""),))
    if found is None or (recorded_as, found.kind) not in WAYS:
        return None
    Doubt.objects.get_or_create(
        case_id=case_id,
        defaults={"looks_like": found.kind, "score": found.score, "reasons": found.reasons, "raised_at": now},
    )
    return found


@transaction.atomic
def send_as(case_id: UUID, kind: str, *, actor: Actor, now: datetime, key: str | None = None) -> Done:
    """Let a case go on as another kind. Raises NoSuchWay, WordsGone, and whatever `act` raises."""
    held = find(case_id)
    if held is None:
        raise CaseNotFound
    verb = WAYS.get((KIND_OF.get(held.case.mechanism, ""), kind))
    if verb is None:
        raise NoSuchWay
    done = act(case_id=case_id, verb=verb, form=_form(held.case, held.law_id, kind), actor=actor, now=now, key=key)
    _settle(case_id, kind, actor, now)
    return done


@transaction.atomic
def leave_as_it_is(case_id: UUID, *, actor: Actor, now: datetime) -> None:
    """A person says that it was recorded rightly: it is not asked again."""
    _settle(case_id, STAYS, actor, now)


def _settle(case_id: UUID, verdict: str, actor: Actor, now: datetime) -> None:
    open_ = Doubt.objects.filter(case_id=case_id, settled_at=None)
    open_.update(settled_at=now, settled_by=actor.id, verdict=verdict)


def _form(case: Case, law_id: int, kind: str) -> Mapping[str, str]:
    """What the new case's opening asks, from the words of the old one's, as they were said."""
    said = _said(case, law_id)
    whole = _cut("\n".join(dict.fromkeys(said.values())))
    if kind == SUGGESTION:
        parts = parts_of(title_of(whole), whole, rules())
        return {"topic": parts.topic, "what": parts.what, "proposal": parts.proposal}
    return {"what": whole, **({"kind": USUAL_REQUEST} if kind == REQUEST else {})}


def _said(case: Case, law_id: int) -> dict[str, str]:
    opened = story_of(case, law(law_id), "staff")[0]
    texts = {one.name: one.value for one in opened.answers if one.kind in ("text", "line")}
    kept = {name: value for name, value in texts.items() if isinstance(value, str) and name not in ("point", "spot")}
    if "what" not in kept:
        raise WordsGone
    return kept


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
