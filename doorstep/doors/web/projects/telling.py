"""All that is told of one project, to staff and to everybody alike: the public reads the same numbers as the office."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from doorstep.doors.web.judging.shaping import of_project as rounds_of
from doorstep.doors.web.pledges.shaping import of_project
from doorstep.doors.web.projects.comparing import compared
from doorstep.doors.web.projects.shaping import leaf, purse_rows, steps, yuan
from doorstep.doors.web.projects.words import project_law
from doorstep.doors.web.shapes import Photo
from doorstep.kernel.words import Words
from doorstep.store.cases.laws import law as case_law
from doorstep.wings.projects import queries
from doorstep.wings.projects.bloodline import Origin, bloodline
from doorstep.wings.projects.deciding import decided
from doorstep.wings.projects.hanging import OnePicture, attached
from doorstep.wings.voting.queries import Stood, polls_with

# A town may call the way of a request by a name of its own; whoever asks where a project comes from asks what people wanted.
REQUESTS, REQUEST = "six_orders", Words(zh="诉求", en="Requests")
ON_THE_WAY = ("suggestion", "candidate", "assembly", "poll", "theme")


def told(row: queries.Row, *, is_public: bool) -> dict[str, Any]:
    """Context of a project's page."""
    law, today = project_law(), timezone.localdate()
    line, hung, judged = bloodline(row.case_id), attached(row.case_id), rounds_of(row.case_id)
    return {
        "now": timezone.now(),
        "leaf": leaf(row, law),
        "steps": steps(queries.milestones(row.case_id), law, today),
        "purse": purse_rows(queries.purses_of(row.case_id), law),
        "spent": [
            (one.on, law.label("source", one.source), one.purpose, one.document, yuan(one.fen)) for one in hung.spent
        ],
        "problems": hung.problems,
        "photos": photos(row, hung.pictures),
        "unseen_photos": sum(1 for one in hung.pictures if not one.is_public),
        "sheets": hung.sheets,
        "came_from": came_from(line),
        "voted_on": voted_on(line),
        "line": [(one.number, called(one)) for one in demand(line)],
        "pledged": of_project(row.case_id, row.number),
        "judged": judged,
        # Nothing is decided of a project before a round on it was closed.
        "decided": decided(row.case_id) if judged else [],
        "around": compared(row, now=timezone.now(), is_public=is_public),
        "loop_url": reverse("project_loop", args=[row.number]),
    }


def photos(row: queries.Row, pictures: Sequence[OnePicture]) -> list[Photo]:
    """The public ones."""
    return [
        Photo(url=reverse("project_photo", args=[row.number, one.id]), alt=one.about, caption=one.about)
        for one in pictures
        if one.is_public
    ]


def demand(line: Sequence[Origin]) -> list[Origin]:
    """Residents' own matters, and what was made of them on the way; not the inner orders that hang beneath."""
    return [one for one in line if one.mechanism in ON_THE_WAY or not case_law(one.law_id).is_inner]


def voted_on(line: Sequence[Origin]) -> list[Stood]:
    """The polls by which its candidates were chosen, or are being decided."""
    candidates = [one.case_id for one in line if one.mechanism == "candidate"]
    return polls_with(candidates) if candidates else []


def called(one: Origin) -> Words:
    """What kind of matter it is, as people say it."""
    return REQUEST if one.mechanism == REQUESTS else case_law(one.law_id).title


def came_from(line: list[Origin]) -> list[tuple[Words, int, int]]:
    """By counts only: of each kind how many, and how many people asked."""
    many, people, titles = Counter[str](), Counter[str](), dict[str, Words]()
    for one in demand(line):
        many[one.mechanism] += 1
        people[one.mechanism] += one.reports
        titles.setdefault(one.mechanism, called(one))
    return [(titles[name], count, people[name]) for name, count in many.most_common()]
