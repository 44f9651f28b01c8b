"""The calls: open, read, list, search, act. Each parses, makes one call into the house, and answers in `shapes`."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from doorstep.adapters.traditional import to_simplified
from doorstep.doors.api import shapes
from doorstep.doors.api.problems import Problem, TooManyAtOnce, as_problem
from doorstep.doors.api.routes import Call, table
from doorstep.kernel.decide import steps_open_to
from doorstep.kernel.form import clean_text, demanded
from doorstep.kernel.mechanism import Field
from doorstep.kernel.refusals import CaseNotFound, NumberUnreadable, Refusal
from doorstep.kernel.visibility import in_view, sees
from doorstep.kernel.words import Words
from doorstep.store.cases import sheets, towns
from doorstep.store.cases.acting import act
from doorstep.store.cases.choosing import Chosen
from doorstep.store.cases.gathering import open_gathered
from doorstep.store.cases.keysets import read_mark
from doorstep.store.cases.laws import law
from doorstep.store.cases.lines import CaseLine
from doorstep.store.cases.listing import all_cases
from doorstep.store.cases.locking import Held, find
from doorstep.store.cases.opening import Draft, Opened, Reporter, draft, write
from doorstep.store.cases.searching import LONGEST, read_query, search
from doorstep.store.cases.stories import Line, Said, story_of
from doorstep.store.people.units import unit_tree
from doorstep.store.places.atlas import atlas
from doorstep.wings.intake.lexemes import lexemes_of
from doorstep.wings.intake.services import Word, opening_of

MOST_AT_ONCE = 200
CHANNEL = "api"
FILTERS = {
    "phase": "open, closed or overdue",
    "state": "a state's name",
    "unit": "code of a unit: cases that it or a unit below it leads",
    "place": "code of a place: cases there and below",
    "category": "code of a category",
    "urgency": "ordinary, urgent or emergency",
    "after": "mark from `next`",
}


def text(words: Words) -> shapes.Text:
    return shapes.Text(zh=words.zh, en=words.en)


def _word(new: shapes.NewCase) -> Word:
    given = new.reporter
    if (new.longitude is None) != (new.latitude is None):
        raise NumberUnreadable(field=Words(zh="经度和纬度", en="longitude and latitude"))
    return Word(
        what=new.what,
        place=new.place,
        point=(new.longitude, new.latitude) if new.longitude is not None and new.latitude is not None else None,
        spot=new.spot,
        category=new.category,
        request_type=new.request_type,
        urgency=new.urgency,
        reporter=Reporter(is_anonymous=given.is_anonymous, name=given.name, phone=given.phone) if given else None,
    )


def _opened(opened: Opened) -> shapes.OpenedCase:
    return shapes.OpenedCase(id=str(opened.case_id), number=opened.number, code=opened.code, is_repeat=opened.is_repeat)


@table.add(
    "POST", "/cases", guard="token", body=shapes.NewCase, answer=shapes.OpenedCase, status=201, is_idempotent=True
)
def open_one(call: Call) -> shapes.OpenedCase:
    """Open a case. Repeating the call with the same Idempotency-Key answers with the first receipt."""
    key = call.key or call.body.key or None
    opened = open_gathered(
        lambda: opening_of(_word(call.body), actor=call.actor, channel=CHANNEL, key=key), now=datetime.now(UTC)
    )
    return _opened(opened)


@table.add("POST", "/cases/bulk", guard="token", body=shapes.ManyCases, answer=shapes.ManyOpened, is_idempotent=True)
def open_many(call: Call) -> shapes.ManyOpened:
    """Open up to 200 cases in one transaction. Words with a fault are refused one by one; the others are opened."""
    if len(call.body.cases) > MOST_AT_ONCE:
        raise TooManyAtOnce(limit=MOST_AT_ONCE)
    now = datetime.now(UTC)
    drafts = [_draft(new, call, turn, now) for turn, new in enumerate(call.body.cases)]
    ready = [one for one in drafts if isinstance(one, Draft)]
    written = iter(write(ready) if ready else [])
    results = [
        shapes.Outcome(problem=one) if isinstance(one, Problem) else shapes.Outcome(receipt=_opened(next(written)))
        for one in drafts
    ]
    return shapes.ManyOpened(opened=len(ready), refused=len(drafts) - len(ready), results=results)


def _draft(new: shapes.NewCase, call: Call, turn: int, now: datetime) -> Draft | Problem:
    key = new.key or (f"{call.key}:{turn}" if call.key else None)
    try:
        return draft(opening_of(_word(new), actor=call.actor, channel=CHANNEL, key=key), now)
    except Refusal as refusal:
        return as_problem(refusal)


@table.add("GET", "/cases", guard="token", answer=shapes.CasePage, query=FILTERS)
def list_cases(call: Call) -> shapes.CasePage:
    """List the cases your posts let you see, newest first, 50 a page."""
    now, asked = datetime.now(UTC), call.query
    phase = asked.get("phase", "")
    spot = atlas().get(asked.get("place", ""))
    chosen = Chosen(
        phase=phase if phase in ("open", "closed", "overdue") else "",  # type: ignore[arg-type]
        state=asked.get("state", ""),
        unit=asked.get("unit", ""),
        place=spot.path if spot else asked.get("place", ""),
        category=asked.get("category", ""),
        urgency=asked.get("urgency", ""),
        now=now,
    )
    page = all_cases(sees(call.actor, towns.pack().roles), chosen, now=now, after=read_mark(asked.get("after", "")))
    following = urlencode({**asked, "after": page.after}) if page.after else ""
    return shapes.CasePage(
        cases=[_summary(line) for line in page.rows], next=following and f"/api/v1/cases?{following}"
    )


@table.add("GET", "/search", guard="token", answer=shapes.CasePage, query={"q": "at least two characters"})
def search_cases(call: Call) -> shapes.CasePage:
    """Search titles and masked words of the cases your posts let you see: the best fifty."""
    plain = to_simplified(clean_text(call.query.get("q", ""))[:LONGEST])
    query = read_query(plain, lexemes_of(plain))
    found = search(query, sees(call.actor, towns.pack().roles), now=datetime.now(UTC))
    return shapes.CasePage(cases=[_summary(line) for line in found.lines], next="")


def _summary(line: CaseLine) -> shapes.CaseSummary:
    return shapes.CaseSummary(
        number=line.number,
        title=line.title,
        state=line.state,
        state_label=text(line.state_label),
        place=text(line.place),
        place_path=line.place_path,
        category=line.category,
        urgency=line.urgency,
        lead_unit=line.lead_unit,
        owed_by=line.owed_by,
        due_at=line.due_at,
        reports=line.reports,
        opened_at=line.opened_at,
        is_final=line.is_final,
        is_published=line.is_published,
    )


def _held(call: Call) -> Held:
    rows = sheets.run("SELECT id FROM cases_case WHERE number = %s", [call.path["number"][:40].replace("\x00", "")])
    held = find(rows[0][0]) if rows else None
    if held is None or not in_view(call.actor, held.case, towns.pack().roles):
        raise CaseNotFound
    return held


@table.add("GET", "/cases/{number}", guard="token", answer=shapes.CaseInFull)
def read_case(call: Call) -> shapes.CaseInFull:
    """Read a case, its story and the steps open to you. Sealed texts are left out: they are read on the page, on record."""
    held = _held(call)
    case, mechanism = held.case, law(held.law_id)
    steps, world = steps_open_to(case, mechanism, call.actor, towns.pack().parties), towns.world()
    return shapes.CaseInFull(
        number=case.number,
        mechanism=case.mechanism,
        version=case.version,
        state=case.state,
        seq=case.seq,
        opened_at=case.opened_at,
        place_path=case.place_path,
        category=case.category,
        request_type=case.request_type,
        urgency=case.urgency,
        channel=case.channel,
        lead_unit=case.lead_unit,
        is_final=case.is_final,
        due_at=case.due_at,
        story=[_line(line) for line in story_of(case, mechanism, "public")],
        steps=[
            shapes.OpenStep(
                verb=step.verb,
                label=text(step.label),
                fields=[field_described(one) for one in demanded(step.form, case.category, world)],
            )
            for step in steps
        ],
    )


def _line(line: Line) -> shapes.StoryLine:
    return shapes.StoryLine(
        seq=line.seq,
        event=line.event,
        verb=line.verb,
        said=text(line.said),
        at=line.at,
        leaves=line.leaves,
        enters=line.enters,
        actor_kind=line.actor_kind,
        unit=line.unit,
        facts=dict(line.facts),
        answers={said.name: _plain(said) for said in line.answers},
    )


def _plain(said: Said) -> str:
    if isinstance(said.value, tuple):
        return "、".join(word.zh for word in said.value)
    return said.value.zh if isinstance(said.value, Words) else said.value


def field_described(field: Field) -> dict[str, Any]:
    """A question of a form, as a program needs to know it."""
    choices = {choice.code: {"zh": choice.label.zh, "en": choice.label.en} for choice in field.choices}
    return {
        "name": field.name,
        "kind": field.kind,
        "label": {"zh": field.label.zh, "en": field.label.en},
        "required": field.required,
        "multiple": field.multiple,
        **({"choices": choices} if choices else {}),
        **({"asked_after": {field.hangs_on: list(field.among)}} if field.hangs_on else {}),
    }


@table.add(
    "POST",
    "/cases/{number}/steps/{verb}",
    guard="token",
    body=shapes.StepToTake,
    answer=shapes.StepTaken,
    is_idempotent=True,
)
def take_step(call: Call) -> shapes.StepTaken:
    """Take a step on a case you may see. Repeating the call with the same Idempotency-Key takes it once."""
    held = _held(call)
    done = act(
        case_id=held.case.id,
        verb=call.path["verb"],
        form=call.body.form,
        actor=call.actor,
        now=datetime.now(UTC),
        key=call.key,
        seen=call.body.seen,
    )
    return shapes.StepTaken(
        number=done.number, seq=done.seq, event=done.event, state=done.state, is_repeat=done.is_repeat
    )


@table.add("GET", "/units", guard="token", answer=shapes.Listing)
def list_units(call: Call) -> shapes.Listing:
    """List the units in use."""
    return shapes.Listing(
        items=[
            shapes.Named(code=unit.code, label=text(unit.label), kind=unit.kind, parent=unit.parent)
            for unit in unit_tree().all()
        ]
    )


@table.add("GET", "/places", guard="anyone", answer=shapes.Listing, query={"below": "code of a place; its children"})
def list_places(call: Call) -> shapes.Listing:
    """List places: the topmost, or those directly below one."""
    return shapes.Listing(
        items=[
            shapes.Named(code=spot.code, label=text(spot.label), kind=spot.level, parent=spot.parent)
            for spot in atlas().children(call.query.get("below", ""))
        ]
    )


@table.add("GET", "/categories", guard="anyone", answer=shapes.Listing)
def list_categories(call: Call) -> shapes.Listing:
    """List the categories of requests."""
    return shapes.Listing(
        items=[
            shapes.Named(code=one.code, label=text(one.label), kind="category", parent=one.parent)
            for one in towns.pack().categories.by_code.values()
        ]
    )
