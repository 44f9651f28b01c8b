"""What a case page proposes where a step sends the case to a unit: the catalogue's row, preselected, with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from doorstep.doors.web.office.entries import Suggestion, proposal_as_form
from doorstep.doors.web.office.proposing import keep_citation_only_if_it_fits, offer
from doorstep.kernel.mechanism import Step
from doorstep.kernel.routing import ABOUT
from doorstep.kernel.words import Words
from doorstep.store.cases.about import about
from doorstep.store.cases.laws import law
from doorstep.store.cases.locking import Held
from doorstep.store.cases.sending import unsaid_subjects
from doorstep.store.people.units import unit_tree
from doorstep.wings.catalogue.services import CITED

__all__ = ["Sending", "keep_citation_only_if_it_fits", "sending_of"]


@dataclass(frozen=True, kw_only=True)
class Sending:
    """What the form starts with, the units to offer first, and what to say above it. `lead`: whom the catalogue proposes, said
    before the form is opened; None where it is to be talked over."""

    filled: Mapping[str, str] = field(default_factory=dict)
    units: tuple[str, ...] = ()
    hints: tuple[Words, ...] = ()
    lead: Suggestion | None = None


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
    if step.names_subject:
        return _subject(step.names_subject, held)
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
    lead = fitting[0] if fitting and not offered.consult else None
    hints = [
        *_unsaid(held),
        *([_consult(offered.consult)] if offered.consult else []),
        *(one.reason for one in fitting if one is not lead),
    ]
    return Sending(
        filled=proposal_as_form(fitting) if lead else {},
        units=tuple(one.unit for one in fitting),
        hints=tuple(hints),
        lead=lead,
    )


def _subject(asked: str, held: Held) -> Sending:
    """Whom a complaint names is proposed as whom it is about; a person says whether it is so."""
    named = unsaid_subjects(held.case, law(held.law_id))
    if not named:
        return Sending()
    labels = [unit_tree().label(code) for code in named]
    hint = Words(
        zh=f"投诉里提到了{'、'.join(one.zh for one in labels)}：是投诉它的，就选它，这件事会派给它的上一级；不是的，留空。",
        en=f"The complaint names {', '.join(one.en for one in labels)}: if it is about it, choose it, and the unit above "
        "will handle this; if not, leave it empty.",
    )
    return Sending(filled={asked: named[0]} if len(named) == 1 else {}, units=named, hints=(hint,))


def _unsaid(held: Held) -> list[Words]:
    if not unsaid_subjects(held.case, law(held.law_id)):
        return []
    return [
        Words(
            zh="这件投诉提到了单位：派单前先“注明反映的是哪个单位”。",
            en="This complaint names a unit: before it is dispatched, record whom it is about.",
        )
    ]


def _consult(why: Words) -> Words:
    return Words(zh=f"会商：{why.zh}", en=f"To consult: {why.en}")
