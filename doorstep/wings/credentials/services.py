"""Issues credentials, one or a hundred thousand; revokes, suspends, restores; notes who relied on one. All or none of a batch."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from uuid_utils.compat import uuid7

from doorstep.adapters.signer import signer
from doorstep.kernel.refusals import Refusal
from doorstep.store.cases import copying, sheets
from doorstep.store.cases.sheets import Sheet
from doorstep.store.jurisdictions.current import schema
from doorstep.store.notary.deeds import Handed, notarise
from doorstep.store.sealing import seal
from doorstep.wings.credentials.keeping import signing_key, town
from doorstep.wings.credentials.models import Credential, Key, StatusList, Use
from doorstep.wings.credentials.rules import CHANGES, PURPOSES, REVOKED, STATES, VALID, Place, Town, body, index_of
from doorstep_proof.credentials.data_integrity import SUITE_OF, add_proof
from doorstep_proof.credentials.instants import written
from doorstep_proof.credentials.keys import PublicKey, from_multikey
from doorstep_proof.credentials.status_list import ENTRIES, empty, with_bit
from doorstep_proof.credentials.strict_json import canonical

BATCH = 2000
MOMENT = "timestamptz"
SHEET = Sheet(
    table="credentials_credential",
    columns={
        "id": "uuid",
        "kind": "text",
        "subject_hash": "bytea",
        "about": "text",
        "place_path": "text",
        "list_number": "int",
        "list_index": "int",
        "valid_from": MOMENT,
        "valid_until": MOMENT,
        "issued_at": MOMENT,
        "issued_by": "uuid",
        "state": "text",
        "reason": "text",
        "digest": "bytea",
        "sealed": "bytea",
    },
)


class CredentialUnknown(Refusal):
    """没有这张凭证。"""

    status = 404


class NotFromThere(Refusal):
    """这张凭证现在是“%(state)s”，不能这样改。"""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What is to be certified. `subject_hash` and `about` make it once; `subject` is what the holder carries."""

    kind: str
    subject: dict[str, Any]
    subject_hash: bytes
    about: str
    place_path: str
    since: datetime
    until: datetime


@dataclass(frozen=True, kw_only=True)
class Pen:
    """The key that signs, taken up once for a batch."""

    method: str
    key: PublicKey
    sign: Callable[[bytes], bytes]
    created: str

    def signed(self, document: dict[str, Any]) -> dict[str, Any]:
        options = {
            "type": "DataIntegrityProof",
            "cryptosuite": SUITE_OF[self.key.kind],
            "created": self.created,
            "verificationMethod": self.method,
            "proofPurpose": "assertionMethod",
        }
        return add_proof(document, options, self.key, self.sign)


def pen(key: Key, *, now: datetime) -> Pen:
    """Signs through whatever holds the private half."""
    return Pen(
        method=f"{key.did}#{key.name}",
        key=from_multikey(key.multikey),
        sign=partial(signer().sign, schema(), key.name),
        created=written(now),
    )


def digest_of(document: dict[str, Any]) -> bytes:
    """SHA-256 over the canonical bytes of the signed credential."""
    return hashlib.sha256(canonical(document)).digest()


@transaction.atomic
def issue(drafts: Sequence[Draft], *, by: UUID | None, now: datetime) -> int:
    """How many are new: one that stands for the same subject and matter stays as it is."""
    wanted = _not_yet(drafts)
    if not wanted:
        return 0
    issuer, own = town(), pen(signing_key(now=now), now=now)
    places = _places(len(wanted), now=now)
    for at in range(0, len(wanted), BATCH):
        part = wanted[at : at + BATCH]
        _write([_row(one, place, issuer, own, by, now) for one, place in zip(part, places, strict=False)], now)
    return len(wanted)


def _write(rows: Sequence[dict[str, Any]], now: datetime) -> None:
    copying.copy(SHEET, ["\t".join(copying.columns(SHEET, row)) for row in rows])
    notarise([Handed(kind="credential", source=str(row["id"]), digest=row["digest"]) for row in rows], now=now)


@transaction.atomic
def issue_anew(held: Credential, document: Mapping[str, Any], *, by: UUID | None, now: datetime) -> UUID:
    """Another in the place of one whose key was lost: the same words for the same time, signed by the key that signs now. The one
    before is revoked, and says which took its place. Raises CredentialUnknown, NotFromThere."""
    change_state(held.id, REVOKED, reason="key revoked", by=by, now=now)
    ident = uuid7()
    Credential.objects.filter(id=held.id).update(replaced_by=ident)
    draft = Draft(
        kind=held.kind,
        subject=dict(document["credentialSubject"]),
        subject_hash=bytes(held.subject_hash),
        about=held.about,
        place_path=held.place_path,
        since=held.valid_from,
        until=held.valid_until,
    )
    (place,) = _places(1, now=now)
    _write([_row(draft, place, town(), pen(signing_key(now=now), now=now), by, now, ident)], now)
    return ident


def _not_yet(drafts: Sequence[Draft]) -> list[Draft]:
    first = {(one.kind, one.subject_hash, one.about): one for one in drafts}
    matters = {(kind, about) for kind, _subject, about in first}
    standing = set[tuple[str, bytes, str]]()
    for kind, about in matters:
        held = Credential.objects.filter(kind=kind, about=about).values_list("subject_hash", flat=True)
        standing |= {(kind, bytes(subject), about) for subject in held}
    return [one for key, one in first.items() if key not in standing]


def _row(
    draft: Draft, place: Place, issuer: Town, own: Pen, by: UUID | None, now: datetime, ident: UUID | None = None
) -> dict[str, Any]:
    ident = ident or uuid7()
    plain = body(
        ident=ident,
        kind=draft.kind,
        subject=draft.subject,
        town=issuer,
        place=place,
        since=draft.since,
        until=draft.until,
    )
    signed = canonical(own.signed(plain))
    return {
        "id": ident,
        "kind": draft.kind,
        "subject_hash": draft.subject_hash,
        "about": draft.about,
        "place_path": draft.place_path,
        "list_number": place.number,
        "list_index": place.index,
        "valid_from": draft.since,
        "valid_until": draft.until,
        "issued_at": now,
        "issued_by": by,
        "state": VALID,
        "reason": "",
        "digest": hashlib.sha256(signed).digest(),
        "sealed": seal(signed),
    }


def _places(count: int, *, now: datetime) -> Iterator[Place]:
    """The next free entries. Issuers wait for one another: a list's row alone would not do, since who waited for a list that is
    full by then would begin the one that the other has just begun."""
    sheets.run("SELECT pg_advisory_xact_lock(hashtext(current_schema() || ' credentials places'))", [])
    given: list[tuple[int, int, int]] = []
    while count:
        last = StatusList.objects.select_for_update().order_by("-number").first()
        if last is None or last.taken >= ENTRIES:
            number = last.number + 1 if last else 1
            last = StatusList.objects.create(number=number, revoked=empty(), suspended=empty(), changed_at=now)
        part = min(count, ENTRIES - last.taken)
        StatusList.objects.filter(number=last.number).update(taken=F("taken") + part)
        given.append((last.number, last.taken, part))
        count -= part
    for number, taken, part in given:
        for turn in range(taken, taken + part):
            yield Place(number=number, index=index_of(turn))


@transaction.atomic
def change_state(ident: UUID, to: str, *, reason: str, by: UUID | None, now: datetime) -> Credential:
    """Revoke, suspend, restore; the published list says so at once. Raises CredentialUnknown, NotFromThere."""
    held = Credential.objects.select_for_update().filter(id=ident).first()
    if held is None:
        raise CredentialUnknown
    if (held.state, to) not in CHANGES:
        raise NotFromThere(state=STATES[held.state].zh)
    listed = StatusList.objects.select_for_update().get(number=held.list_number)
    for state in PURPOSES.values():
        bits = with_bit(bytes(getattr(listed, state)), held.list_index, to == state)
        setattr(listed, state, bits)
    listed.changed_at = now
    listed.save()
    held.state, held.changed_at, held.changed_by, held.reason = to, now, by, reason[:40]
    held.save(update_fields=["state", "changed_at", "changed_by", "reason"])
    step = hashlib.sha256(canonical({"id": str(ident), "to": to, "at": written(now), "reason": reason[:40]})).digest()
    notarise([Handed(kind="statuslist", source=f"{ident}/{written(now)}/{to}", digest=step)], now=now)
    return held


@transaction.atomic
def note_use(held: Credential, *, unit: str, by: UUID | None, purpose: str, verdict: str, now: datetime) -> Use:
    """A unit relied on it, or would have; the credential's row counts it, which also holds back another use of it meanwhile."""
    own = Credential.objects.select_for_update().only("id").get(id=held.id)
    is_again = verdict == VALID and Use.objects.filter(credential=own, unit=unit, verdict=VALID).exists()
    told = ({"is_double": True} if is_again else {}) | ({"is_refused": True} if verdict != VALID else {})
    Credential.objects.filter(id=own.id).update(uses=F("uses") + 1, **told)
    return Use.objects.create(credential=own, unit=unit, by=by, purpose=purpose.strip()[:60], verdict=verdict, at=now)
