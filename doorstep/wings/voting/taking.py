"""The one statement that takes a ballot, changes it, finds it there already, or comes too late. Decides what the rows say; refuses nothing
in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction

# The poll's case is held for a moment, so that nothing comes in once it is being closed, and then the sheet, so that none is voided
# meanwhile. The same ballot again is answered with the same row; another one replaces it only where the poll says so and the way is
# the voter's own.
CAST = """
WITH held AS (
    SELECT c.id FROM cases_case c WHERE c.id = %(poll)s AND c.state = ANY(%(states)s) FOR SHARE
), paper AS (
    SELECT s.id FROM held, voting_sheet s WHERE s.id = %(sheet)s AND NOT s.is_void FOR SHARE OF s
), box AS (
    SELECT id FROM held WHERE %(sheet)s::bigint IS NULL OR EXISTS (SELECT FROM paper)
), cast_ AS (
    INSERT INTO voting_ballot AS b (poll_id, key_hash, elector_id, way, choice, leaf, cast_on, entered_by)
    SELECT box.id, %(key_hash)s, %(elector)s, %(way)s, %(choice)s, %(leaf)s, %(today)s, %(by)s FROM box
    ON CONFLICT (poll_id, key_hash) DO UPDATE SET
        choice = excluded.choice, leaf = excluded.leaf, cast_on = excluded.cast_on, way = excluded.way, entered_by = excluded.entered_by
        WHERE %(may_change)s AND b.leaf <> excluded.leaf AND b.way IN ('online', 'helper')
    RETURNING leaf
)
SELECT (SELECT count(*) FROM held), (SELECT count(*) FROM box), (SELECT leaf FROM cast_),
       (SELECT leaf FROM voting_ballot WHERE poll_id = %(poll)s AND key_hash = %(key_hash)s)
"""


@dataclass(frozen=True, kw_only=True)
class Taken:
    """`is_open`: the poll takes ballots; `is_good`: the sheet, if it came on one, is not voided. `written`: the leaf, if it was written
    now; `standing`: the one that stood there before."""

    is_open: bool
    is_good: bool
    written: bytes | None
    standing: bytes | None


def take(asked: Mapping[str, Any]) -> Taken | None:
    """None where the elector has a ballot under another key.

    Two first ballots of one elector at the same moment, as from a button pressed twice, may meet on the rule of one ballot a person:
    then the statement is run again, and finds the other."""
    return _met(asked) or _met(asked)


def _met(asked: Mapping[str, Any]) -> Taken | None:
    """None where it met the other."""
    try:
        return _once(asked)
    except IntegrityError as clash:
        if "voting_one_person_one_ballot" not in str(clash):
            raise
    return None


def _once(asked: Mapping[str, Any]) -> Taken:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CAST, asked)
        is_open, is_good, written, standing = cursor.fetchone()
    return Taken(
        is_open=bool(is_open),
        is_good=bool(is_good),
        written=bytes(written) if written is not None else None,
        standing=bytes(standing) if standing is not None else None,
    )
