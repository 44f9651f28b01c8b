"""The ballot box: sealed choices with their commitments, shuffled when it is closed, opened only to be counted.

Each ballot's commitment is SHA-256 of salt, poll and choice; its leaf hash is what the voter's receipt shows and what is published.
Refuses to open while the poll is running: whoever counts early gets nothing.
"""

import hashlib
import json
import secrets
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from doorstep.kernel.refusals import Refusal
from doorstep.kernel.voting import Ballot as Counted
from doorstep.store.cases import towns
from doorstep.store.cases.sheets import run
from doorstep.store.sealing import unseal_bytes
from doorstep.wings.voting.models import Ballot, Poll
from doorstep.wings.voting.rules import HELPER, ONLINE
from doorstep_proof import merkle, proving

SALT = 32
random_bytes = secrets.token_bytes
COLUMNS = "poll_id, key_hash, elector_id, batch_id, way, choice, leaf, cast_on, entered_by"
# In one transaction and in the order of hashes: neither place on disk nor number nor transaction tells when a ballot came. Those
# that name nobody all bear the day of the end, and nothing of who helped: whoever helped one voter only would have named them.
SHUFFLE = f"""
WITH gone AS (DELETE FROM voting_ballot WHERE poll_id = %s RETURNING {COLUMNS})
INSERT INTO voting_ballot ({COLUMNS})
SELECT poll_id, key_hash, elector_id, batch_id,
  CASE WHEN elector_id IS NULL AND way = '{HELPER}' THEN '{ONLINE}' ELSE way END, choice, leaf,
  CASE WHEN elector_id IS NULL THEN %s ELSE cast_on END,
  CASE WHEN elector_id IS NULL AND way = '{HELPER}' THEN NULL ELSE entered_by END
FROM gone ORDER BY leaf
"""
FORGET = "UPDATE voting_elector SET served_for = NULL, served_on = NULL WHERE poll_id = %s AND served <> ''"


class StillVoting(Refusal):
    """投票还没有截止，谁也不能提前打开票箱。"""


def leaf_of(poll: Poll, salt: bytes, choice: bytes) -> bytes:
    """What the receipt shows and the list publishes."""
    return merkle.leaf_hash(hashlib.sha256(salt + str(poll.case_id).encode() + choice).digest())


def ballot_of(poll: Poll, key_hash: bytes) -> Ballot | None:
    """The ballot that hangs on this key."""
    return Ballot.objects.filter(poll=poll, key_hash=key_hash).first()


def choice_in(ballot: Ballot) -> Any:
    """What one ballot says: for the check of doubles alone."""
    return json.loads(unseal_bytes(bytes(ballot.choice))[SALT:])


@transaction.atomic
def shuffle(poll: Poll) -> None:
    """Leave no order of casting; of secret ballots, nothing of when they were handed out, nor by which helper they came."""
    last_day = towns.pack().calendar.local_date(poll.closes_at)
    with connection.cursor() as cursor:
        cursor.execute(SHUFFLE, [poll.case_id, last_day])
        if poll.is_secret:
            cursor.execute(FORGET, [poll.case_id])


def open_box(poll: Poll, state: str) -> Iterator[Counted]:
    """Every ballot, in the order of leaves. Raises StillVoting."""
    if state not in ("closed", "counted", "confirmed"):
        raise StillVoting
    for leaf, sealed in run("SELECT leaf, choice FROM voting_ballot WHERE poll_id = %s ORDER BY leaf", [poll.case_id]):
        raw = unseal_bytes(bytes(sealed))
        if leaf_of(poll, raw[:SALT], raw[SALT:]) != bytes(leaf):
            raise BoxTampered
        said = json.loads(raw[SALT:])
        yield Counted(choices=tuple(said["choices"]), points=tuple(said.get("points", ())))


class BoxTampered(Refusal):
    """有一张选票和它的回执对不上，不能计票：请先查清楚。"""


def areas_of(poll: Poll) -> list[int]:
    """The area behind each ballot of an open poll, in the order of leaves; 0 where the ballot names nobody."""
    asked = """
        SELECT coalesce(e.area, 0) FROM voting_ballot b LEFT JOIN voting_elector e ON e.id = b.elector_id
        WHERE b.poll_id = %s ORDER BY b.leaf
    """
    return [int(area) for (area,) in run(asked, [poll.case_id])]


def leaves_of(poll: Poll) -> list[bytes]:
    """All leaves, in their published order. Only for a poll that is closed."""
    rows = run("SELECT leaf FROM voting_ballot WHERE poll_id = %s ORDER BY leaf", [poll.case_id])
    return [bytes(leaf) for (leaf,) in rows]


def root_of(leaves: list[bytes]) -> str:
    """The Merkle root (RFC 6962), in hex."""
    return merkle.root_of(leaves).hex()


def proof_of(leaves: list[bytes], leaf: bytes) -> list[bytes]:
    """The way from a leaf to the root. Raises ValueError for one that is not there."""
    ranges = proving.inclusion_ranges(leaves.index(leaf), len(leaves))
    return [merkle.root_of(leaves[start:end]) for start, end in ranges]
