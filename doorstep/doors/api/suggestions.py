"""Suggestions for programs: make one, list those in view with what they came to, read the campaigns and their sums."""

from datetime import UTC, date, datetime
from typing import Annotated
from urllib.parse import urlencode

import msgspec
from msgspec import Meta

from doorstep.doors.api import shapes
from doorstep.doors.api.calls import text
from doorstep.doors.api.routes import Call, table
from doorstep.kernel.refusals import FormRefused
from doorstep.kernel.visibility import sees
from doorstep.store.cases import towns
from doorstep.store.cases.inner_lists import Order, orders
from doorstep.store.cases.keysets import read_mark
from doorstep.store.cases.opening import Reporter
from doorstep.wings.intake.phones import read_phone
from doorstep.wings.intake.services import unit_of
from doorstep.wings.suggestions import queries
from doorstep.wings.suggestions.services import Idea, NameMissing, suggest

CHANNEL = "api"
RECEIVED = "suggestion.received"


class NewSuggestion(msgspec.Struct, forbid_unknown_fields=True):
    """The four parts of a suggestion: topic, reasons, what to do, who suggests it. `place` "" is the whole jurisdiction."""

    topic: Annotated[str, Meta(description="One sentence.")]
    what: Annotated[str, Meta(description="How things are, and why they should change.")]
    proposal: Annotated[str, Meta(description="What should be done.")]
    reporter: shapes.NewReporter
    place: Annotated[str, Meta(max_length=40)] = ""
    campaign: Annotated[str, Meta(max_length=20, description="Code of a campaign that is open.")] = ""


class SuggestionSummary(msgspec.Struct):
    """A suggestion as one line. The title is masked; what it came to is its state."""

    number: str
    title: str
    state: str
    state_label: shapes.Text
    place_path: str
    lead_unit: str
    owed_by: str
    due_at: datetime | None
    received_at: datetime
    is_final: bool
    campaign: str
    point: str


class SuggestionPage(msgspec.Struct):
    """One page. `next` is the address of the following one, "" on the last."""

    suggestions: list[SuggestionSummary]
    next: str


class CampaignInFull(msgspec.Struct):
    """A call for suggestions with its sums; `answer` is "" until it was published."""

    code: str
    kind: str
    topic: str
    text: str
    ways: str
    opens_on: date
    closes_on: date
    is_open: bool
    came: int
    answered: int
    adopted: int
    under_way: int
    answer: str


class Campaigns(msgspec.Struct):
    """The latest fifty."""

    campaigns: list[CampaignInFull]


@table.add(
    "POST",
    "/suggestions",
    guard="token",
    body=NewSuggestion,
    answer=shapes.OpenedCase,
    status=201,
    is_idempotent=True,
)
def make_suggestion(call: Call) -> shapes.OpenedCase:
    """Make a suggestion. Repeating the call with the same Idempotency-Key answers with the first receipt."""
    given: NewSuggestion = call.body
    name = " ".join(given.reporter.name.split())
    if not name:
        raise FormRefused({"name": NameMissing()})
    opened = suggest(
        Idea(
            topic=given.topic,
            what=given.what,
            proposal=given.proposal,
            place=given.place,
            campaign=given.campaign,
        ),
        actor=call.actor,
        channel=CHANNEL,
        reporter=Reporter(is_anonymous=False, name=name, phone=read_phone(given.reporter.phone)),
        key=call.key or None,
        unit=unit_of(call.actor),
        now=datetime.now(UTC),
    )
    return shapes.OpenedCase(id=str(opened.case_id), number=opened.number, code=opened.code, is_repeat=opened.is_repeat)


@table.add(
    "GET",
    "/suggestions",
    guard="token",
    answer=SuggestionPage,
    query={"phase": "open or closed", "campaign": "code of a campaign", "after": "mark from `next`"},
)
def list_suggestions(call: Call) -> SuggestionPage:
    """List the suggestions your posts let you see, newest first, 50 a page."""
    asked = call.query
    phase, campaign = asked.get("phase", ""), asked.get("campaign", "")[:20]
    page = orders(
        RECEIVED,
        sees(call.actor, towns.pack().roles),
        now=datetime.now(UTC),
        is_open=phase == "open" if phase in ("open", "closed") else None,
        fact=("campaign", campaign) if campaign else None,
        after=read_mark(asked.get("after", "")),
    )
    following = f"/api/v1/suggestions?{urlencode({**asked, 'after': page.after})}" if page.after else ""
    return SuggestionPage(suggestions=[_summary(one) for one in page.rows], next=following)


def _summary(one: Order) -> SuggestionSummary:
    line = one.line
    return SuggestionSummary(
        number=line.number,
        title=line.title,
        state=line.state,
        state_label=text(line.state_label),
        place_path=line.place_path,
        lead_unit=line.lead_unit,
        owed_by=line.owed_by,
        due_at=line.due_at,
        received_at=one.begun_at,
        is_final=line.is_final,
        campaign=str(one.facts.get("campaign", "")),
        point=str(one.facts.get("point", "")),
    )


@table.add("GET", "/campaigns", guard="anyone", answer=Campaigns)
def list_campaigns(call: Call) -> Campaigns:
    """List campaigns, the ones that end last first, each with how many came and what they came to."""
    today = towns.pack().calendar.local_date(datetime.now(UTC))
    found = queries.campaigns(today=today)
    sums = queries.sums("campaign", [one.code for one in found])
    return Campaigns(
        campaigns=[
            CampaignInFull(
                code=one.code,
                kind=one.kind,
                topic=one.topic,
                text=one.text,
                ways=one.ways,
                opens_on=one.opens_on,
                closes_on=one.closes_on,
                is_open=one.opens_on <= today <= one.closes_on,
                came=sums[one.code].came,
                answered=sums[one.code].answered,
                adopted=sums[one.code].adopted,
                under_way=sums[one.code].under_way,
                answer=one.answer,
            )
            for one in found
        ]
    )
