"""Takes one step from a form of the office, and says what came of it. A refusal of the form is handed back, never lost."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from doorstep.doors.web.actors import actor_of
from doorstep.doors.web.office.frame import key_of
from doorstep.doors.web.speaking import sentence
from doorstep.kernel.refusals import FormRefused, Refusal
from doorstep.kernel.whole_numbers import read_whole
from doorstep.kernel.words import Words
from doorstep.store.cases.acting import Done, act
from doorstep.store.cases.laws import current_law
from doorstep.wings.dispatch import queries

OURS = ("number", "verb", "seen", "key", "csrfmiddlewaretoken", "next")


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """A step that was not taken: what was typed, and why not."""

    number: str
    verb: str
    filled: dict[str, str]
    refused: FormRefused | None
    why: str


Check = Callable[[queries.Waiting, dict[str, str]], None]


def attempt(request: HttpRequest, verbs: tuple[str, ...], check: Check | None = None) -> Done | Attempt:
    """Take the step that was posted; `verbs` are those this page offers. Raises Http404 for any other, or an unknown case."""
    number, verb = request.POST.get("number", ""), request.POST.get("verb", "")
    filled = {name: str(value) for name, value in request.POST.items() if name not in OURS}
    if verb not in verbs or not (found := queries.named([number])):
        raise Http404
    case = found[0]
    try:
        if check:
            check(case, filled)
        return act(
            case_id=case.id,
            verb=verb,
            form=filled,
            actor=actor_of(request),
            now=datetime.now(UTC),
            key=key_of(request),
            seen=read_whole(request.POST.get("seen", ""), digits=9),
        )
    except FormRefused as refused:
        return Attempt(
            number=number, verb=verb, filled=filled, refused=refused, why=_("有几处要改一改，已填的都还在。")
        )
    except Refusal as refusal:
        return Attempt(number=number, verb=verb, filled=filled, refused=None, why=sentence(refusal))


def gone(failed: Attempt | None, shown: Collection[str]) -> Attempt | None:
    """A step that was refused on a case that this page no longer lists: it is then said above the list."""
    return failed if failed and failed.number not in shown else None


def label_of(verb: str) -> Words:
    """What the six orders call this step."""
    return current_law("six_orders").mechanism.step(verb).label
