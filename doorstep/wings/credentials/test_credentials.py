"""Issued once, checked by anybody, revoked in public; keys change and what they signed stays believed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from doorstep.store.notary.models import Deed
from doorstep.store.sealing import keyed_hash
from doorstep.wings.credentials import keeping, publishing, queries
from doorstep.wings.credentials.models import Credential, Key, StatusList, Use
from doorstep.wings.credentials.rules import REVOKED, SUSPENDED, VALID, check_code, index_of
from doorstep.wings.credentials.services import Draft, NotFromThere, change_state, issue, note_use
from doorstep.wings.credentials.verifying import verify_credentials
from doorstep_proof.credentials.dids import read_did_document
from doorstep_proof.credentials.status_list import ENTRIES
from doorstep_proof.credentials.verifying import Lists, Trust, judge

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("keys_in_memory")]


def draft_of(who: str, about: str = "2026-11") -> Draft:
    return Draft(
        kind="ElderAllowanceCredential",
        subject={"name": who},
        subject_hash=keyed_hash(who),
        about=about,
        place_path="/510181/902/901/",
        since=NOW,
        until=NOW + timedelta(days=30),
    )


def _find(address: str) -> dict[str, Any]:
    number, purpose = address.rstrip("/").split("/")[-2:]
    return publishing.published_list(int(number), purpose, now=NOW)


def _state(held: Credential, trust: Trust | None = None) -> str:
    document = queries.document_of(held)
    assert document is not None
    return judge(document, trust or keeping.trust(), now=NOW, lists=Lists(_find)).state


def test_a_credential_is_issued_once_and_believed() -> None:
    assert issue([draft_of("甲"), draft_of("乙"), draft_of("甲")], by=None, now=NOW) == 2
    assert issue([draft_of("甲")], by=None, now=NOW) == 0
    held = Credential.objects.first()
    assert held is not None
    assert _state(held) == VALID
    others = Trust.of([read_did_document(keeping.document(now=NOW, log_keys=()))])
    assert _state(held, others) == VALID
    assert Deed.objects.filter(kind="credential").count() == 2
    assert "甲".encode() not in bytes(held.sealed or b"")
    assert len(check_code(bytes(held.digest))) == 19


def test_what_is_suspended_and_revoked_is_said_in_public() -> None:
    issue([draft_of("甲"), draft_of("乙")], by=None, now=NOW)
    one, other = Credential.objects.order_by("id")
    change_state(one.id, SUSPENDED, reason="doubt", by=None, now=NOW)
    assert (_state(one), _state(other)) == (SUSPENDED, VALID)
    change_state(one.id, VALID, reason="cleared", by=None, now=NOW + timedelta(seconds=1))
    assert _state(one) == VALID
    change_state(one.id, REVOKED, reason="moved", by=None, now=NOW + timedelta(seconds=2))
    assert _state(one) == REVOKED
    with pytest.raises(NotFromThere):
        change_state(one.id, VALID, reason="x", by=None, now=NOW)
    assert Deed.objects.filter(kind="statuslist").count() == 3


def test_an_old_key_still_verifies_and_the_new_one_signs() -> None:
    issue([draft_of("甲")], by=None, now=NOW)
    before = keeping.signing_key(now=NOW)
    after = keeping.rotate(now=NOW + timedelta(days=1), kind="P-256")
    assert keeping.signing_key(now=NOW) == after != before
    issue([draft_of("乙")], by=None, now=NOW)
    assert [_state(held) for held in Credential.objects.all()] == [VALID, VALID]


def test_a_key_of_a_kind_that_is_switched_off_stops_nobody() -> None:
    issue([draft_of("甲")], by=None, now=NOW)
    did = keeping.town().did
    Key.objects.create(name="k-sm2", did=did, kind="SM2", multikey="zaQmAfyR7D4", made_at=NOW + timedelta(days=1))
    assert [_state(held) for held in Credential.objects.all()] == [VALID]
    assert "k-sm2" not in str(keeping.document(now=NOW, log_keys=()))
    assert keeping.signing_key(now=NOW).kind == "Ed25519"


def test_entries_fill_a_list_and_go_on_in_the_next() -> None:
    assert len({index_of(turn) for turn in range(ENTRIES)}) == ENTRIES
    issue([draft_of("甲")], by=None, now=NOW)
    StatusList.objects.update(taken=ENTRIES - 1)
    issue([draft_of("乙"), draft_of("丙")], by=None, now=NOW)
    assert sorted(Credential.objects.values_list("list_number", flat=True)) == [1, 1, 2]


def test_uses_are_counted_and_doubles_seen() -> None:
    issue([draft_of("甲"), draft_of("乙")], by=None, now=NOW)
    one, other = Credential.objects.order_by("id")
    for unit in ("mzj", "ybj", "mzj"):
        note_use(one, unit=unit, by=None, purpose="发放", verdict=VALID, now=NOW)
    note_use(other, unit="mzj", by=None, purpose="发放", verdict=REVOKED, now=NOW)
    counts = queries.counts(["/"])
    assert (counts.issued, counts.used, counts.double, counts.refused) == (2, 2, 1, 1)
    found, more = queries.rows(["/"], what="double")
    assert [row.id for row in found] == [one.id]
    assert more is None
    assert len(queries.uses_of(one)) == Use.objects.filter(credential=one).count() == 3


def test_what_was_altered_since_it_was_issued_is_found() -> None:
    issue([draft_of("甲"), draft_of("乙"), draft_of("丙")], by=None, now=NOW)
    one, other, third = Credential.objects.order_by("id")
    change_state(other.id, SUSPENDED, reason="doubt", by=None, now=NOW)
    assert [str(found) for found in verify_credentials()] == []
    Credential.objects.filter(id=one.id).update(sealed=other.sealed)
    Credential.objects.filter(id=other.id).update(state=VALID)
    Credential.objects.filter(id=third.id).update(digest=bytes(32), sealed=None)
    assert [str(found).partition("：")[::2] for found in verify_credentials()] == [
        (f"凭证 {one.id}", "和存证时不一样：在数据库里被改过"),
        (f"凭证 {third.id}", "和存证时不一样：在数据库里被改过"),
        (f"凭证 {other.id}", "记录的状态和公开的撤销名单不一样"),
    ]
