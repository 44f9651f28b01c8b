"""What a case page proposes where a step sends the case to a unit: the catalogue's row, preselected, with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from doorstep.doors.web.office.entries import proposal_as_form
from doorstep.doors.web.office.proposing import keep_citation_only_if_it_fits, offer
from doorstep.kernel.mechanism import Step
from doorstep.kernel.routing import ABOUT
from doorstep.kernel.words import Words
from doorstep.store.cases.about import about
from doorstep.store.cases.locking import Held
from doorstep.wings.catalogue.services import CITED

__all__ = ["Sending", "keep_citation_only_if_it_fits", "sending_of"]


@dataclass(frozen=True, kw_only=True)
class Sending:
    """What the form starts with, the units to offer first, and what to say above it."""

    filled: Mapping[str, str] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    hints: tuple[Words, ...] = ()


@dataclass(frozen=True, kw_only=True)
class _Asked:
    category: str
    place_path: str
    request_type: str
    urgency: str
    title: str
    text: str
    about: str


def sending_of(step: Step, held: Held) -> Sending:
    """Nothing for a step that cites no row. Where objections stand against a unit, another is proposed."""
    if step.field(CITED) is None:
        return Sending()
    case, words = held.case, about(held.case.id)
    asked = _Asked(
        category=case.category,
        place_path=case.place_path,
        request_type=case.request_type,
        urgency=case.urgency,
        title=words.title,
        text=f"{words.title}\n{words.body}",
        about=case.memory.at.get(ABOUT, ""),
    )
    offered = offer(asked)
    fitting = [one for one in offered.suggestions if one.unit != case.lead_unit]
    hints = [*([_consult(offered.consult)] if offered.consult else []), *(one.reason for one in fitting)]
    return Sending(
        filled=proposal_as_form(fitting) if not offered.consult else {},
        units=tuple(one.unit for one in fitting),
        hints=tuple(hints),
    )


def _consult(why: Words) -> Words:
    return Words(zh=f"会商：{why.zh}", en=f"To consult: {why.en}")
