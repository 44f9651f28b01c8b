"""The pilot first; once its sheet says that it is worth spreading, other communities are switched on one by one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from doorstep.kernel.refusals import FormRefused, Refusal, TextTooLong
from doorstep.kernel.words import Words
from doorstep.store.cases import sheets
from doorstep.store.places.atlas import atlas
from doorstep.store.sealing import seal
from doorstep.wings.allowance.models import Assessment, Community
from doorstep.wings.allowance.policy import current_period, policy, rhythm_of

WORDS = Words(zh="老人、社区怎么说", en="What elders and the community said")
LONGEST = 2000
VERDICTS = ("spread", "mend", "stop")
COUNTS = """
SELECT count(*) FILTER (WHERE e.state <> 'ended'),
       count(*) FILTER (WHERE c.id IS NOT NULL),
       count(*) FILTER (WHERE c.way = 'silent'),
       count(*) FILTER (WHERE c.is_late),
       (SELECT count(*) FROM allowance_change x JOIN allowance_elder y ON y.id = x.elder_id WHERE y.place = %s AND x.state = 'doubted'),
       (SELECT count(*) FROM allowance_change x JOIN allowance_elder y ON y.id = x.elder_id WHERE y.place = %s AND x.cause = 'cleared'),
       (SELECT count(*) FROM allowance_change x JOIN allowance_elder y ON y.id = x.elder_id WHERE y.place = %s AND x.cause = 'appealed')
FROM allowance_elder e LEFT JOIN allowance_certification c ON c.elder_id = e.id AND c.period = %s WHERE e.place = %s
"""
NAMES = ("elders", "certified", "silent", "late", "doubts", "cleared", "appeals")


class PilotNotAssessed(Refusal):
    """试点还没有评估，或者评估结论不是“可以推广”：先填试点评估表。"""

    status = 409


class NoSuchCommunity(Refusal):
    """没有这个社区。"""

    status = 404


def counts_of(place: str, *, now: datetime) -> dict[str, int]:
    """What the sheet of a community counts, from the records."""
    period = current_period(place, now=now).code
    (row,) = sheets.run(COUNTS, [place, place, place, period, place])
    return dict(zip(NAMES, row, strict=True))


def assess(place: str, verdict: str, words: str, *, by: UUID, now: datetime) -> Assessment:
    """Keep the sheet with its figures as they are now. Raises NoSuchCommunity, FormRefused."""
    if len(words) > LONGEST:
        raise FormRefused({"words": TextTooLong(field=WORDS, length=len(words), limit=LONGEST)})
    if place not in atlas() or verdict not in VERDICTS:
        raise NoSuchCommunity
    return Assessment.objects.create(
        place=place,
        period=current_period(place, now=now).code,
        counts=counts_of(place, now=now),
        verdict=verdict,
        words_sealed=seal(words) if words.strip() else None,
        by=by,
        at=now,
    )


@transaction.atomic
def switch_on(place: str, *, by: UUID | None, now: datetime) -> Community:
    """The pilot at any time; others after the pilot's sheet. Raises NoSuchCommunity, PilotNotAssessed."""
    spot = atlas().get(place) if place in atlas() else None
    if spot is None or spot.level != "community":
        raise NoSuchCommunity
    pilot = policy().pilot
    if pilot and place != pilot and latest_verdict(pilot) != "spread":
        raise PilotNotAssessed
    kept: dict[str, Any] = {"place_path": spot.path, "rhythm": rhythm_of(place), "is_pilot": place == pilot}
    row, _is_new = Community.objects.get_or_create(place=place, defaults=kept)
    if row.on_since is None:
        row.on_since, row.on_by = now, by
        row.save()
    return row


def switch_off(place: str) -> None:
    """No new periods open; what is on the roll stays."""
    Community.objects.filter(place=place).update(on_since=None, on_by=None)


def latest_verdict(place: str) -> str:
    """Of the last sheet, or ""."""
    return Assessment.objects.filter(place=place).order_by("-at").values_list("verdict", flat=True).first() or ""
