"""Counts what the screening rules propose, and gathers the cases of a choice beneath a theme. Both may run twice."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from doorstep.kernel.actor import Actor
from doorstep.kernel.case import Case
from doorstep.kernel.registers import Screen
from doorstep.store.cases import sheets, towns
from doorstep.store.cases.acting import act
from doorstep.wings.themes.models import Candidate, Screening
from doorstep.wings.themes.queries import ungathered
from doorstep.wings.themes.rules import midnight

log = structlog.get_logger(__name__)
AGAIN_AFTER = timedelta(minutes=25)
MOST_AT_ONCE = 40
DEPTHS = {"street": 2, "community": 3, "grid": 4, "special_grid": 4, "micro_grid": 5}
# The place a case lies in, cut at a depth: "/a/b/c/g05/m02/" at depth 4 is "/a/b/c/g05/".
COUNT = """
SELECT '/' || array_to_string((string_to_array(trim(both '/' from c.place_path), '/'))[1:%s], '/') || '/' AS place, count(*)
FROM cases_case c WHERE c.opened_at >= %s AND c.opened_at < %s AND NOT c.is_inner
  AND (%s::text[] = '{}' OR c.category = ANY(%s::text[]))
GROUP BY place HAVING count(*) >= %s ORDER BY count(*) DESC, place LIMIT %s
"""
MOST_CANDIDATES = 100


def screen_places(now: datetime) -> int:
    """Count anew which places the rules propose; how many. A rule counted less than half an hour ago is left alone."""
    today = towns.pack().calendar.local_date(now)
    rules = [rule for rule in towns.pack().screening.values() if rule.is_in_force(today)]
    Candidate.objects.exclude(rule__in=[rule.code for rule in rules]).delete()
    fresh = set(Screening.objects.filter(counted_at__gt=now - AGAIN_AFTER).values_list("rule", flat=True))
    return sum(_screen(rule, now) for rule in rules if rule.code not in fresh)


@transaction.atomic
def _screen(rule: Screen, now: datetime) -> int:
    tomorrow = midnight(now, towns.pack().calendar.office_hours.offset) + timedelta(days=1)
    depth, since = DEPTHS[rule.level], tomorrow - timedelta(days=rule.days)
    categories = list(rule.categories)
    rows = sheets.run(COUNT, [depth, since, now, categories, categories, rule.least, MOST_CANDIDATES])
    found = [
        Candidate(rule=rule.code, place_path=path, cases=count, since=since, until=now)
        for path, count in rows
        if len(path.strip("/").split("/")) == depth
    ]
    Screening.objects.update_or_create(rule=rule.code, defaults={"counted_at": now})
    Candidate.objects.filter(rule=rule.code).delete()
    Candidate.objects.bulk_create(found)
    return len(found)


def gather_chosen(case: Case, *, since: datetime, until: datetime, actor: Actor, now: datetime) -> int:
    """Gather the newest cases of the theme's place and category in a period; how many. Raises what `act` raises."""
    numbers = [number for _, number in ungathered(case, since=since, until=until, limit=MOST_AT_ONCE)]
    with transaction.atomic():
        for number in numbers:
            act(case_id=case.id, verb="gather", form={"matter": number}, actor=actor, now=now)
    return len(numbers)
