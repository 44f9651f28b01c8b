"""Reads credentials: one, those of a batch, what became of them. Opens seals only where a caller asks for the document."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.store.cases.sheets import run
from doorstep.store.sealing import unseal
from doorstep.wings.credentials.models import Credential, Use
from doorstep.wings.credentials.rules import is_code_of
from doorstep_proof.credentials.instants import written

PAGE = 50
COUNTS = """
SELECT count(*), count(*) FILTER (WHERE state = 'revoked'), count(*) FILTER (WHERE state = 'suspended'),
       count(*) FILTER (WHERE uses > 0), count(*) FILTER (WHERE is_double), count(*) FILTER (WHERE is_refused)
FROM credentials_credential WHERE place_path LIKE ANY(%s) AND (%s = '' OR about = %s)
"""
BEHIND = {
    "issued": "true",
    "revoked": "state = 'revoked'",
    "suspended": "state = 'suspended'",
    "used": "uses > 0",
    "double": "is_double",
    "refused": "is_refused",
}
ROWS = """
SELECT c.id, c.kind, c.about, c.place_path, c.state, c.issued_at, c.changed_at, c.reason, c.digest, c.uses
FROM credentials_credential c WHERE place_path LIKE ANY(%s) AND (%s = '' OR about = %s) AND {condition}
AND (issued_at, id) < (%s, %s) ORDER BY issued_at DESC, id DESC LIMIT %s
"""
LAST = UUID(int=2**128 - 1)


@dataclass(frozen=True, kw_only=True)
class Counts:
    """Of the credentials below some places. `double`: relied on twice by one unit; `refused`: a check that did not say valid."""

    issued: int
    revoked: int
    suspended: int
    used: int
    double: int
    refused: int


@dataclass(frozen=True, kw_only=True)
class Row:
    """A credential of a list, without its holder."""

    id: UUID
    kind: str
    about: str
    place_path: str
    state: str
    issued_at: datetime
    changed_at: datetime | None
    reason: str
    digest: bytes
    uses: int


def counts(paths: Sequence[str], *, about: str = "") -> Counts:
    """One reading."""
    (row,) = run(COUNTS, [[f"{path}%" for path in paths], about, about])
    return Counts(**dict(zip(Counts.__dataclass_fields__, row, strict=True)))


def rows(
    paths: Sequence[str], *, what: str, about: str = "", before: tuple[datetime, UUID] | None = None
) -> tuple[list[Row], tuple[datetime, UUID] | None]:
    """Those behind a figure, newest first, and where to go on."""
    asked = [[f"{path}%" for path in paths], about, about, *(before or ("infinity", LAST)), PAGE + 1]
    found = [
        Row(**dict(zip(Row.__dataclass_fields__, row, strict=True)))
        for row in run(ROWS.format(condition=BEHIND[what]), asked)
    ]
    more = (found[PAGE - 1].issued_at, found[PAGE - 1].id) if len(found) > PAGE else None
    return found[:PAGE], more


def find(ident: UUID) -> Credential | None:
    """One, by its number."""
    return Credential.objects.filter(id=ident).first()


def by_digest(digest: bytes) -> Credential | None:
    """One, by the hash of what was signed."""
    return Credential.objects.filter(digest=digest).first()


def document_of(held: Credential) -> dict[str, Any] | None:
    """The signed credential; None when it was erased by law."""
    return dict(json.loads(unseal(bytes(held.sealed)))) if held.sealed else None


def opened_by(ident: UUID, code: str) -> tuple[Credential, dict[str, Any]] | None:
    """One with what was signed, for whoever has the code that is on its paper; None for a wrong one, or when it was erased by law."""
    held = find(ident)
    document = document_of(held) if held and is_code_of(bytes(held.digest), code) else None
    return (held, document) if held and document else None


def documents_of(idents: Iterable[UUID]) -> Iterator[tuple[UUID, dict[str, Any]]]:
    """Signed credentials of a batch."""
    for held in Credential.objects.filter(id__in=list(idents)).only("id", "sealed").iterator(chunk_size=2000):
        if held.sealed:
            yield held.id, json.loads(unseal(bytes(held.sealed)))


def of_subject(kind: str, subject_hash: bytes) -> list[Credential]:
    """All of one holder, newest first."""
    return list(Credential.objects.filter(kind=kind, subject_hash=subject_hash).order_by("-issued_at", "-id")[:PAGE])


def deeds_of(held: Credential) -> list[tuple[str, str]]:
    """Kind and source of what the notary holds of it: its issue, and the last change of its state."""
    changed = [("statuslist", f"{held.id}/{written(held.changed_at)}/{held.state}")] if held.changed_at else []
    return [("credential", str(held.id)), *changed]


def uses_about(subject_hash: bytes) -> list[Use]:
    """Whoever relied on a credential of this holder, newest first."""
    return list(Use.objects.filter(credential__subject_hash=subject_hash).order_by("-at", "-id")[:PAGE])


def uses_of(held: Credential) -> list[Use]:
    """Newest first."""
    return list(Use.objects.filter(credential=held).order_by("-at", "-id")[:PAGE])
