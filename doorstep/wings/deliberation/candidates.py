"""Candidates 征集项: made of suggestions, hot issues and requests; merged and separated; counted by people.

Everybody who asked stays tied to what they asked: merging adds a tie, separating takes it away, and nothing else is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from doorstep.kernel.actor import SYSTEM, Actor
from doorstep.kernel.case import Case
from doorstep.kernel.categories import UNSORTED
from doorstep.kernel.refusals import ActorNotEntitled, CaseNotFound, Refusal
from doorstep.store.cases import sheets, towns
from doorstep.store.cases.acting import act
from doorstep.store.cases.digests import lexemes_of, masked, straight, title_of
from doorstep.store.cases.laws import current_law
from doorstep.store.cases.locking import find, find_numbered
from doorstep.store.cases.opening import Opened, Opening, open_case
from doorstep.store.places.atlas import atlas
from doorstep.wings.deliberation.models import Standing

CANDIDATE = "candidate"
ASKED = ("suggestion", "six_orders")  # what people themselves said
MOST_GATHERED = 200
# Everything beneath a candidate, what was merged into it included, and the people behind it: whoever left a phone counts once.
COUNT = """
WITH RECURSIVE below AS (
    SELECT %s::uuid AS id
    UNION
    SELECT t.child_id FROM below b JOIN cases_tie t ON t.parent_id = b.id AND t.kind = 'candidate'
), asked AS (
    SELECT c.id FROM below b JOIN cases_case c ON c.id = b.id OR c.merged_into = b.id WHERE c.state <> 'withdrawn'
)
SELECT (SELECT count(DISTINCT coalesce(r.phone_hash, uuid_send(r.id))) FROM cases_receipt r WHERE r.case_id IN (SELECT id FROM asked)),
       (SELECT count(*) FROM cases_case c JOIN cases_law l ON l.id = c.law_id WHERE c.id IN (SELECT id FROM asked)
        AND l.name = ANY(%s)),
       (SELECT coalesce(sum((e.facts->>'heard')::int), 0) FROM cases_event e
        WHERE e.seq = 1 AND e.name = 'candidate.collected' AND e.case_id IN (SELECT id FROM below))
"""
MADE_OF = """
SELECT c.number FROM cases_tie t JOIN cases_case c ON c.id = t.parent_id WHERE t.child_id = %s AND t.kind = 'candidate'
ORDER BY t.made_at LIMIT 1
"""


class NotACandidate(Refusal):
    """“%(number)s”不是征集项，请核对编号。"""

    status = 422


class NothingToCollect(Refusal):
    """这件事不能收进征集项：只收建议和诉求，举报和撤回的不收。"""

    status = 422


class IsMerged(Refusal):
    """“%(number)s”已经归到别的征集项了，请先分开。"""

    status = 409


@dataclass(frozen=True, kw_only=True)
class Item:
    """A candidate to be. `topic` and `words` as written; `place` is a path of the atlas; `matters` are numbers of cases behind it;
    `heard` how many more said it, or what was typed for that, which the form judges."""

    topic: str
    source: str
    words: str = ""
    heard: int | str = 0
    place_path: str = ""
    category: str = ""
    matters: Sequence[str] = ()


@transaction.atomic
def collect(item: Item, *, actor: Actor, key: str | None, now: datetime) -> Opened:
    """Open a candidate and tie what is behind it. Raises ActorNotEntitled, FormRefused."""
    opened = open_case(opening(item, actor=actor, key=key), now=now)
    if not opened.is_repeat:
        for number in dict.fromkeys(item.matters[:MOST_GATHERED]):
            act(case_id=opened.case_id, verb="gather", form={"matter": number}, actor=SYSTEM, now=now)
        recount(opened.case_id, now=now)
    return opened


def opening(item: Item, *, actor: Actor, key: str | None) -> Opening:
    """The candidate as it is to be opened, singly or many at once. Raises ActorNotEntitled."""
    form = {
        "topic": straight(item.topic),
        "source": item.source,
        "heard": item.heard or "",
        "words": straight(item.words),
    }
    body = "\n".join(text for text in (masked(str(form["topic"])), masked(str(form["words"]))) if text)
    spot = atlas().at(item.place_path) or atlas().children()[0]
    return Opening(
        mechanism=CANDIDATE,
        actor=actor,
        form={name: value for name, value in form.items() if value},
        title=title_of(masked(str(form["topic"]))),
        body=body,
        place_path=spot.path,
        category=item.category if item.category in towns.pack().categories.by_code else UNSORTED,
        request_type="other",
        channel="desk",
        opened_unit=post_of(actor),
        lexemes=lexemes_of(body),
        key=key,
    )


def post_of(actor: Actor) -> str:
    """The unit for which somebody collects. Raises ActorNotEntitled."""
    parties = towns.pack().parties
    who = current_law(CANDIDATE).mechanism.opening.who
    roles = {role for name in who for role in parties[name].roles}
    found = next((post.unit for post in actor.posts if post.role in roles), None)
    if found is None:
        raise ActorNotEntitled(who=tuple(parties[name].label for name in who))
    return found


def collect_case(case: Case, *, title: str, body: str, actor: Actor, now: datetime) -> str:
    """One suggestion or request becomes a candidate, once; the candidate's number. Raises NothingToCollect."""
    if case.mechanism not in ASKED or case.state == "withdrawn" or case.request_type == "tip_off":
        raise NothingToCollect
    if rows := sheets.run(MADE_OF, [case.id]):
        return str(rows[0][0])
    item = Item(
        topic=title[:80],
        source="suggestion" if case.mechanism == "suggestion" else "request",
        words=body.removeprefix(title).strip()[:1000],
        place_path=case.place_path,
        category=case.category,
        matters=(case.number,),
    )
    return collect(item, actor=actor, key=f"collect:{case.id}", now=now).number


@transaction.atomic
def merge(main: UUID, other_number: str, *, actor: Actor, now: datetime) -> None:
    """The other goes on with the main one. Raises NotACandidate, IsMerged and what `act` raises."""
    other = _candidate(other_number)
    if other.state == "merged":
        raise IsMerged(number=other_number)
    act(case_id=main, verb="merge", form={"other": other_number}, actor=actor, now=now)
    follow(main, now=now)
    recount(main, now=now)


@transaction.atomic
def separate(main: UUID, other_number: str, *, actor: Actor, now: datetime) -> None:
    """The other stands by itself again. Raises NotACandidate and what `act` raises."""
    other = _candidate(other_number)
    act(case_id=main, verb="unmerge", form={"other": other_number}, actor=actor, now=now)
    stand_alone(other.id, now=now)
    recount(main, now=now)
    recount(other.id, now=now)


def _candidate(number: str) -> Case:
    held = find_numbered(number[:24].replace("\x00", ""))
    if held is None or held.case.mechanism != CANDIDATE:
        raise NotACandidate(number=number[:24])
    return held.case


BENEATH = """
SELECT c.id FROM cases_tie t JOIN cases_case c ON c.id = t.child_id JOIN cases_law l ON l.id = c.law_id
WHERE t.parent_id = %s AND t.kind = 'candidate' AND l.name = 'candidate' AND c.state IN ('collected', 'listed')
"""
ABOVE = "SELECT 1 FROM cases_tie WHERE child_id = %s AND kind = 'candidate' LIMIT 1"


def follow(main: UUID, *, now: datetime) -> None:
    """Every candidate tied beneath this one goes the way of it. Twice is once."""
    held = find(main)
    if held is None:
        raise CaseNotFound
    for (case_id,) in sheets.run(BENEATH, [main]):
        act(case_id=case_id, verb="go_under", form={"into": held.case.number}, actor=SYSTEM, now=now)


def stand_alone(other: UUID, *, now: datetime) -> None:
    """A candidate that hangs beneath none any more is one of its own. Twice is once."""
    held = find(other)
    if held is not None and held.case.state == "merged" and not sheets.run(ABOVE, [other]):
        act(case_id=other, verb="come_out", form={}, actor=SYSTEM, now=now)


def recount(case_id: UUID, *, now: datetime) -> Standing:
    """Count who stands behind a candidate."""
    ((people, cases, heard),) = sheets.run(COUNT, [case_id, list(ASKED)])
    found, _ = Standing.objects.update_or_create(
        case_id=case_id, defaults={"people": people, "cases": cases, "heard": heard, "counted_at": now}
    )
    return found
