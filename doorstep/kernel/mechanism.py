"""A mechanism 机制: the law by which a case moves, as values.

States, steps and their forms as the engine uses them. Reading a TOML file into these values, judging
them and telling two versions apart are other rooms: `mechanism_reading`, `mechanism_checks`,
`mechanism_difference`.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import fields as fields_of
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

import rfc8785

from doorstep.kernel.words import Words

KINDS = (
    *("text", "line", "choice", "date", "money", "number", "place", "photo", "unit", "person", "case", "flag"),
    "token",  # a short mark for machines, such as the row of a catalogue; kept as a fact
    "entry",  # one entry of a list of the pack, such as the levels of response
)
PRIVATE_KINDS = ("text", "line")  # free text: the ledger keeps a commitment only
OPEN = "open"
# A list of the pack, and what of a case a step that sorts sets from it.
SORTED_FROM = {"categories": "category", "request_types": "request_type", "urgencies": "urgency"}
OWN_UNIT = "@actor"
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class Choice:
    """One answer of a choice field. `urgency`: how urgent a case is that is opened with this answer."""

    code: str
    label: Words
    urgency: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """One question of a form. `max_length` counts characters, or photos; `minimum`, `maximum` bound numbers and money.
    `of` names the list of the pack that a field of kind entry chooses from. `others`: a unit other than the one that asks. `runs`: the clock that
    runs to the day answered, in place of the time its rule allows. `hangs_on`: asked only where the answer to that choice is `among`
    these; else to be left empty."""

    name: str
    kind: str
    label: Words
    help: Words | None = None
    required: bool = True
    choices: tuple[Choice, ...] = ()
    multiple: bool = False
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    of: str | None = None
    others: bool = False
    runs: str | None = None
    hangs_on: str | None = None
    among: tuple[str, ...] = ()

    def asked_after(self, form: "Sequence[Field]") -> tuple[Words, ...]:
        """The answers after which it is asked, as they are called in its form; none where it is always asked."""
        return tuple(
            one.label
            for other in form
            if other.name == self.hangs_on
            for one in other.choices
            if one.code in self.among
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """Where a case can stand. `owner`: the party that owes the next step, None when final. `plain`: as a resident reads it.
    `holds`: whether a case that stands here holds up the one above it, which awaits its kind."""

    name: str
    label: Words
    plain: Words
    owner: str | None = None
    final: bool = False
    holds: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Turn:
    """Another way out of a step: when the answer to `field` is `among` these (no field: always), all flags in `needs`
    and none of `unless` are on the case, and the turn was taken fewer than `at_most` times. The first that fits is taken;
    its `starts` and `marks` come on top of the step's.
    """

    enters: str
    field: str | None = None
    among: tuple[str, ...] = ()
    at_most: int | None = None
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One way to act. `enters` is None when the case stays where it is; `public`: resident and public may see it happened.

    `names_unit`: the field, or "@actor", whose unit now leads the case. `names_subject`: the unit field that says about whom a
    complaint is; empty, about nobody. `joins` names the case field whose case this one is
    merged into, `parts` undoes that; `marks` puts flags on the case, `clears` takes them off. `not_by`: whoever took one of
    these verbs last may not take this step. `outlasts` names clocks that must have run out before: time that is somebody's to use.

    `opens` names the mechanism of a case that is opened beneath this one, with the same answers: one for each unit in the
    field `for_each`, else one. `awaits`: mechanisms whose open cases beneath hold the step up, unless the field `overrides`
    says why not; the field `spares`, when ticked, opens a case that holds nothing up. `gathers` names the case field whose
    case is tied to this one, `releases` the one whose case is let go. `climbs` names the entry field whose answer must stand
    higher in its list than where the case stands now, `descends` lower; the case stands there afterwards.

    `asks_more`, `grants_more`, `refuses_more`: the clock for which this step asks more time, by the number in its field
    `more`, or decides about what was asked.

    `weighs` names the choice field whose codes are templates of votes.toml: the meeting's figures in the form must bear out its outcome.
    `shares` names the number field whose amounts, over all that was opened beneath by such steps, add up to a hundred at most;
    what is marked "called_off" counts no more.

    `on_behalf`: what it opens counts as recorded by the unit that recorded this case, whoever takes the step. `urgencies`: only
    for cases this urgent. `any_of`: fields of which one at least must be answered.
    `sorts`: what entry fields of the lists categories, request_types and urgencies answer becomes the case's own.
    `hands_over`: the case goes on as the one that this step opens: the reporter's receipts and the channel go with it.
    """

    verb: str
    label: Words
    said: Words
    who: tuple[str, ...]
    event: str
    why: Words
    leaves: tuple[str, ...] = ()
    enters: str | None = None
    form: tuple[Field, ...] = ()
    starts: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    names_unit: str | None = None
    joins: str | None = None
    parts: bool = False
    marks: tuple[str, ...] = ()
    clears: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    not_by: tuple[str, ...] = ()
    outlasts: tuple[str, ...] = ()
    at_most: int | None = None
    public: bool = True
    opens: str | None = None
    for_each: str | None = None
    spares: str | None = None
    awaits: tuple[str, ...] = ()
    overrides: str | None = None
    gathers: str | None = None
    releases: str | None = None
    sorts: bool = False
    asks_more: str | None = None
    grants_more: str | None = None
    refuses_more: str | None = None
    climbs: str | None = None
    names_subject: str | None = None
    descends: str | None = None
    shares: str | None = None
    weighs: str | None = None
    on_behalf: bool = False
    hands_over: bool = False
    urgencies: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()

    @property
    def ways(self) -> tuple[str, ...]:
        """Every state this step may enter, the usual one first; empty when the case stays."""
        usual = (self.enters,) if self.enters else ()
        return tuple(dict.fromkeys(usual + tuple(turn.enters for turn in self.turns)))

    @property
    def starts_ever(self) -> frozenset[str]:
        """Every clock that this step may start, by whichever way it goes."""
        agreed = (field.runs for field in self.form if field.runs)
        return frozenset(self.starts).union(agreed, *(turn.starts for turn in self.turns))

    @property
    def templates(self) -> tuple[Choice, ...]:
        """By which templates of votes.toml this step may be weighed."""
        field = self.field(self.weighs) if self.weighs else None
        return field.choices if field else ()

    def field(self, name: str) -> Field | None:
        """The form's field of that name."""
        return next((field for field in self.form if field.name == name), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mechanism:
    """A whole law. `steps` leaves out `opening`. `version` is the SHA-256 of its canonical content, `source` the file.

    `is_inner`: its cases are work among offices, such as an order to assist; they count as nobody's request.
    """

    name: str
    title: Words
    opening: Step
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    version: str = ""
    source: str = ""
    is_inner: bool = False

    def state(self, name: str) -> State:
        """Raises KeyError for a state that does not exist."""
        for state in self.states:
            if state.name == name:
                return state
        raise KeyError(name)

    def step(self, verb: str) -> Step:
        """Raises KeyError for a verb that does not exist; "open" is the opening."""
        for step in (self.opening, *self.steps):
            if step.verb == verb:
                return step
        raise KeyError(verb)

    def steps_from(self, state: str) -> tuple[Step, ...]:
        """The steps that a case in this state may take, in the order of the file."""
        return tuple(step for step in self.steps if state in step.leaves)


def as_dict(mechanism: Mechanism) -> dict[str, Any]:
    """Canonical content in JSON types. What equals its default is left out, so that a law keeps its version when the
    engine learns a new key; `version` and `source` are no content.
    """
    content: dict[str, Any] = _plain(mechanism)
    content.pop("version", None)
    content.pop("source", None)
    return content


def version_of(content: dict[str, Any]) -> str:
    """64 hex digits: SHA-256 over the RFC 8785 form."""
    return hashlib.sha256(rfc8785.dumps(content)).hexdigest()


def mechanism_from_dict(content: dict[str, Any], *, source: str = "") -> Mechanism:
    """The mechanism whose `as_dict` this is. The content must come from `as_dict`: it is not judged again."""
    made: Mechanism = _made(Mechanism, {**content, "version": version_of(content), "source": source})
    return made


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if not hasattr(value, "__dataclass_fields__"):
        return value
    written = ((field, getattr(value, field.name)) for field in fields_of(value))
    return {field.name: _plain(found) for field, found in written if found != field.default}


def _made(kind: Any, value: Any) -> Any:
    if get_origin(kind) is tuple:
        return tuple(_made(get_args(kind)[0], item) for item in value)
    if get_origin(kind) is UnionType:
        (kind,) = (one for one in get_args(kind) if one is not NoneType)
        return _made(kind, value)
    if not hasattr(kind, "__dataclass_fields__"):
        return value
    hints = get_type_hints(kind)
    return kind(**{name: _made(hints[name], found) for name, found in value.items()})
