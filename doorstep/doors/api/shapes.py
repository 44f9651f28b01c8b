"""What goes in and comes out of the API, as msgspec types: checked on the way in, documented from the same source."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from doorstep.doors.api.problems import Problem


class Text(msgspec.Struct):
    """The same in both languages."""

    zh: str
    en: str


class NewReporter(msgspec.Struct, forbid_unknown_fields=True):
    """Who reports, as far as they want to be known."""

    is_anonymous: bool = True
    name: Annotated[str, Meta(max_length=60)] = ""
    phone: Annotated[str, Meta(max_length=30)] = ""


class NewCase(msgspec.Struct, forbid_unknown_fields=True):
    """A word to take in. Give `place` (a code), or `longitude` and `latitude` (WGS-84 degrees), or both."""

    what: Annotated[str, Meta(description="What happened, as it was said.")]
    place: Annotated[str, Meta(max_length=40)] = ""
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    spot: Annotated[str, Meta(description="Which door, which corner. Never published.")] = ""
    category: Annotated[str, Meta(max_length=40)] = ""
    request_type: Annotated[str, Meta(max_length=20)] = ""
    urgency: Annotated[str, Meta(max_length=20)] = "ordinary"
    reporter: NewReporter | None = None
    key: Annotated[str, Meta(max_length=80, description="Idempotency key, for one case among many.")] = ""


class OpenedCase(msgspec.Struct):
    """The receipt. `code` is the reporter's tracking code, "" when there is no reporter."""

    id: str
    number: str
    code: str
    is_repeat: bool


class ManyCases(msgspec.Struct, forbid_unknown_fields=True):
    """Up to 200 words, written in one transaction."""

    cases: list[NewCase]


class Outcome(msgspec.Struct):
    """What became of one word among many: its receipt, or the problem for which it was not opened."""

    receipt: OpenedCase | None = None
    problem: Problem | None = None


class ManyOpened(msgspec.Struct):
    """One outcome for each word, in order."""

    opened: int
    refused: int
    results: list[Outcome]


class StepToTake(msgspec.Struct, forbid_unknown_fields=True):
    """`seen`: number of the last event you knew; when the case has moved since, the step is refused and says how."""

    form: dict[str, Any] = {}
    seen: int | None = None


class StepTaken(msgspec.Struct):
    """The event as it was written."""

    number: str
    seq: int
    event: str
    state: str
    is_repeat: bool


class CaseSummary(msgspec.Struct):
    """A case as one line. The title is masked; times are UTC."""

    number: str
    title: str
    state: str
    state_label: Text
    place: Text
    place_path: str
    category: str
    urgency: str
    lead_unit: str
    owed_by: str
    due_at: datetime | None
    reports: int
    opened_at: datetime
    is_final: bool
    is_published: bool


class CasePage(msgspec.Struct):
    """One page. `next` is the address of the following one, "" on the last."""

    cases: list[CaseSummary]
    next: str


class OpenStep(msgspec.Struct):
    """A step you may take now."""

    verb: str
    label: Text
    fields: list[dict[str, Any]]


class StoryLine(msgspec.Struct):
    """One event."""

    seq: int
    event: str
    verb: str
    said: Text
    at: datetime
    leaves: str
    enters: str
    actor_kind: str
    unit: str
    facts: dict[str, Any]
    answers: dict[str, str]


class CaseInFull(msgspec.Struct):
    """A case with its story and the steps open to you."""

    number: str
    mechanism: str
    version: str
    state: str
    seq: int
    opened_at: datetime
    place_path: str
    category: str
    request_type: str
    urgency: str
    channel: str
    lead_unit: str
    is_final: bool
    due_at: datetime | None
    story: list[StoryLine]
    steps: list[OpenStep]


class Named(msgspec.Struct):
    """A code with its name, its kind and the code above it."""

    code: str
    label: Text
    kind: str
    parent: str


class Listing(msgspec.Struct):
    """Codes in use."""

    items: list[Named]
