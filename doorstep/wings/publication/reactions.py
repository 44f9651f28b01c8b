"""What follows when a batch is published, dropped or loses an item, and when a published case goes on. Each may run twice."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from doorstep.store.cases import sheets
from doorstep.store.cases.hearing import Reaction, Told
from doorstep.wings.publication import services

TAKEN_DOWN = """
SELECT c.id, e.facts->>'reason' FROM cases_event e JOIN cases_case c ON c.number = e.facts->>'item'
WHERE e.case_id = %s AND e.seq = %s AND EXISTS (
    SELECT 1 FROM publication_item i WHERE i.case_id = c.id AND i.batch_id = e.case_id)
"""


def publish_batch(told: Told, *, now: datetime) -> None:
    """The batch passed its review."""
    services.publish_items(told.case_id, now=now)


def drop_batch(told: Told, *, now: datetime) -> None:
    """The batch will not be published."""
    services.forget_items(told.case_id)


def take_item_down(told: Told, *, now: datetime) -> None:
    """Somebody took one item of a published batch down."""
    for case_id, reason in sheets.run(TAKEN_DOWN, [told.case_id, told.seq]):
        services.withdraw_item(case_id, reason=services.reason_label(reason), now=now)


def take_own_word_down(told: Told, *, now: datetime) -> None:
    """Whoever takes back a word takes it off the public pages too."""
    services.withdraw_item(told.case_id, reason="反映人撤回了这件事", now=now)


def follow_case(told: Told, *, now: datetime) -> None:
    """A published case has a new state, unit or grade."""
    services.follow(told.case_id)


def keep_back(told: Told, *, now: datetime) -> None:
    """A case sorted anew may be one that is never published."""
    services.keep_back(told.case_id, reason="改归为举报件，整条不公开", now=now)


def keep_sealed_back(told: Told, *, now: datetime) -> None:
    """What was sealed is on no public page, nor in a batch that is still to come."""
    services.keep_back(told.case_id, reason="这件事封存了", now=now)


FOLLOWED = (
    "case.handed_up",
    "case.dispatched",
    "case.accepted",
    "case.reassigned",
    "case.finished",
    "case.finish_approved",
    "case.taken_up_again",
    "case.finished_with_main",
    "case.settled_on_spot",
    "case.explained",
    "case.rated",
    "case.closed_unrated",
    "case.reopened",
)
REACTIONS: Mapping[str, Iterable[Reaction]] = {
    "batch.published": [publish_batch],
    "batch.abandoned": [drop_batch],
    "batch.item_withdrawn": [take_item_down],
    "case.withdrawn": [take_own_word_down],
    "case.sorted": [keep_back],
    "case.sealed": [keep_sealed_back],
    **{event: [follow_case] for event in FOLLOWED},
}
