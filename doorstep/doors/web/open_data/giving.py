"""Pledges as rows of the open data: what their public page shows of each."""

from collections.abc import Iterator

from doorstep.doors.web.words import say
from doorstep.kernel.money import plain_yuan
from doorstep.wings.pledges import queries
from doorstep.wings.pledges.rules import GIVERS

MOST = 50_000


def pledged() -> Iterator[tuple[str | int | None, ...]]:
    """The newest first."""
    labels = {rule.kind: rule.label for rule in queries.book().rules}
    found = queries.pledges(queries.Asked(), limit=MOST)
    reached = queries.reached([one.pk for one in found])
    for one in found:
        far = reached.get(one.pk, queries.Reached())
        yield (
            one.number,
            one.project_number,
            say(GIVERS[one.giver_kind]) if one.giver_kind in GIVERS else one.giver_kind,
            one.public_name,
            say(labels[one.kind]) if one.kind in labels else one.kind,
            one.what,
            plain_yuan(far.promised),
            plain_yuan(far.received),
            plain_yuan(far.used),
            one.rule_version,
        )
