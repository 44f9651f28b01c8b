"""Events that are alike have the digests they would have alone."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from doorstep.kernel.canonical import encoded
from doorstep.kernel.event import GENESIS, Alike, Event
from doorstep.kernel.ids import written_id

FIRST = Event(
    case_id=UUID(int=1),
    seq=1,
    name="case.opened",
    verb="open",
    leaves="",
    enters="collected",
    at=datetime(2026, 11, 22, 8, tzinfo=UTC),
    actor_kind="staff",
    actor_id=UUID(int=2),
    actor_role="coordinator",
    actor_unit="tcb",
    mechanism="six_orders",
    version="0" * 64,
    facts={"category": "roads"},
    seals={},
    previous=GENESIS,
)
words = st.dictionaries(st.text(st.characters(max_codepoint=127)), st.text(st.characters(blacklist_categories=["Cs"])))


@given(words, words, st.uuids())
def test_the_digest_of_one_of_many_alike_is_that_of_the_event(
    facts: dict[str, str], seals: dict[str, str], case_id: UUID
) -> None:
    event = replace(FIRST, case_id=case_id, facts=facts, seals=seals)
    assert Alike(FIRST).digest(str(case_id), encoded(facts), encoded(seals)) == event.digest()


@given(st.binary(min_size=10, max_size=10))
def test_a_written_id_is_a_version_7_of_its_moment(chance: bytes) -> None:
    read = UUID(written_id(FIRST.at, chance))
    assert (read.version, read.variant) == (7, "specified in RFC 4122")
    assert read.int >> 80 == int(FIRST.at.timestamp() * 1000)
