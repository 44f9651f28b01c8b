"""One case of the pool as its page shows it: what it says, what it may be one with, where it may go. Pure shaping."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from doorstep.doors.web.dues import due_of
from doorstep.doors.web.form_fields import form_fields
from doorstep.doors.web.office.choices import unit_options
from doorstep.doors.web.office.taking import Attempt
from doorstep.doors.web.shapes import Due, FormField
from doorstep.doors.web.triage.hints import Hint
from doorstep.doors.web.words import say
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.words import Words
from doorstep.store.cases import towns
from doorstep.store.places.atlas import atlas
from doorstep.wings.dispatch.likeness import Likeness
from doorstep.wings.dispatch.queries import Objection, Waiting


@dataclass(frozen=True, kw_only=True)
class Alike:
    """Another case that this one may be one with."""

    case: Waiting
    where: Words
    state: Words
    why: Words
    percent: int


@dataclass(frozen=True, kw_only=True)
class Form:
    """A step with its fields, as buttons and details show it."""

    verb: str
    label: Words
    why: Words
    fields: tuple[FormField, ...]
    is_open: bool = False


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A unit to dispatch to at one click. `token` cites the row of the catalogue, "" where there is none; `helpers` and
    `copies` are whom the row asks to assist and to be told."""

    unit: str
    label: Words
    reason: Words
    basis: Words
    token: str = ""
    helpers: tuple[Words, ...] = ()
    copies: tuple[Words, ...] = ()
    short: Words | None = None


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A case with everything that can be done about it from the list."""

    case: Waiting
    where: Words
    category: Words
    request_type: Words
    due: Due | None
    alike: tuple[Alike, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    consult: Words | None = None
    forms: tuple[Form, ...] = ()
    objection: Objection | None = None
    objection_reason: Words | None = None
    unit: Words | None = None
    suggested: Words | None = None
    hint: Hint | None = None
    why: str = ""


def alikes(
    found: Mapping[UUID, Sequence[Likeness]], others: Mapping[UUID, Waiting], law: Mechanism
) -> dict[UUID, tuple[Alike, ...]]:
    """What lies beside each case, in words."""
    return {
        case_id: tuple(
            Alike(
                case=others[pair.to],
                where=atlas().label(others[pair.to].place_path),
                state=law.state(others[pair.to].state).label,
                why=pair.why,
                percent=round(pair.score * 100),
            )
            for pair in pairs
            if pair.to in others
        )
        for case_id, pairs in found.items()
    }


def entry(case: Waiting, now: datetime, **rest: Any) -> Entry:
    """The part that every list shares."""
    categories = towns.pack().categories
    kind = categories.request_types.get(case.request_type)
    return Entry(
        case=case,
        where=atlas().label(case.place_path),
        category=categories.label(case.category),
        request_type=kind.label if kind else Words(zh=case.request_type, en=case.request_type),
        due=due_of(case.due_at, case.due_clock, now),
        **rest,
    )


def forms(
    case: Waiting, law: Mechanism, verbs: Sequence[str], given: Mapping[str, Mapping[str, str]], attempt: Attempt | None
) -> tuple[Form, ...]:
    """The steps `verbs` of this case with their fields; a step that was just refused is open and keeps what was typed."""
    return tuple(_form(case, law, verb, given.get(verb, {}), attempt) for verb in verbs)


def _form(case: Waiting, law: Mechanism, verb: str, given: Mapping[str, str], attempt: Attempt | None) -> Form:
    step = law.step(verb)
    failed = attempt if attempt and attempt.number == case.number and attempt.verb == verb else None
    first = (given["unit"],) if given.get("unit") else ()
    fields = form_fields(
        [field for field in step.form if field.kind != "photo"],
        filled=failed.filled if failed else given,
        refused=failed.refused if failed else None,
        options={"unit": unit_options(first)},
        id_prefix=f"{verb}-{case.number}-",
    )
    return Form(verb=verb, label=step.label, why=step.why, fields=fields, is_open=failed is not None)


def proposal_as_form(proposals: Sequence[Suggestion]) -> dict[str, str]:
    """What the dispatch form starts with: the best proposal."""
    if not proposals:
        return {}
    best = proposals[0]
    return {"unit": best.unit, "basis": say(best.basis), "catalogue_row": best.token}
