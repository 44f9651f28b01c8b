"""Proposes what a text is about, and keeps what people said to it 研判. Proposes only: never sorts, never refuses a resident."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

from doorstep.store.cases import towns
from doorstep.store.places.atlas import atlas
from doorstep.wings.triage import queries, versions
from doorstep.wings.triage.model import Model
from doorstep.wings.triage.models import CATEGORY, REQUEST, Lesson, Opinion
from doorstep.wings.triage.places import Spotted, spot_places
from doorstep.wings.triage.ringing import Rung, ring
from doorstep.wings.triage.rules import (
    EMERGENCY,
    FILE,
    Guess,
    TriageRules,
    guess_category,
    guess_request,
    read_rules,
)

LONGEST_NAME = 60
LEVELS = ("street", "community", "grid", "micro")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """The type of request that a text seems to be. `is_learned` False: guessed by the pack's words, which claims no confidence;
    `is_sure` False: a person decides without a preselection. `code` "" where nothing is proposed."""

    code: str = ""
    because: tuple[str, ...] = ()
    confidence: float = 0.0
    is_sure: bool = False
    is_learned: bool = False


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What a text seems to be. `version` None: guessed by the pack's words, which claims no confidence. `is_sure` False: a
    person decides without a preselection. `others` besides the first, with their shares."""

    category: str
    confidence: float
    is_sure: bool
    because: tuple[str, ...]
    others: tuple[tuple[str, float], ...]
    request: Asked
    rung: Rung | None
    places: tuple[Spotted, ...]
    version: int | None

    @property
    def urgency(self) -> str:
        """ "" where nothing rings."""
        return EMERGENCY if self.rung else ""

    @property
    def place(self) -> Spotted | None:
        """The deepest place that is in the list."""
        return next((one for one in self.places if one.path), None)


def rules() -> TriageRules:
    """Of the pack in force."""
    paths = tuple(path for folder in towns.pack().folders if (path := folder / FILE).exists())
    return _read(paths, tuple(path.stat().st_mtime_ns for path in paths))


@lru_cache(maxsize=32)
def _read(paths: tuple[Path, ...], changed_at: tuple[int, ...]) -> TriageRules:
    categories = towns.pack().categories
    return read_rules(paths, categories.by_code.keys(), categories.request_types.keys())


def propose(text: str) -> Proposal:
    """Everything that can be said of a text."""
    known, in_use = rules(), versions.in_use()
    found = in_use.model.explain(text) if in_use.model else None
    categories = towns.pack().categories.by_code
    learned = found if found and found.label in categories and found.because else None
    guess = Guess() if learned and learned.is_sure else guess_category(known, text)
    if learned and in_use.model and guess.code and guess.code not in in_use.model.labels:
        learned = None  # what was too rare to be learned only the pack's words can name
    return Proposal(
        category=learned.label if learned else guess.code,
        confidence=learned.confidence if learned else 0.0,
        is_sure=learned.is_sure if learned else False,
        because=learned.because if learned else guess.because,
        others=learned.others if learned else (),
        request=_asked(in_use.requests, known, text),
        rung=ring(known, text),
        places=spot_places(text, atlas().of_level(*LEVELS)),
        version=in_use.serial if learned else None,
    )


def _asked(model: Model | None, known: TriageRules, text: str) -> Asked:
    """By what was learned, where that found words it knows; else by the pack's words."""
    found = model.explain(text) if model else None
    if found and found.because and found.label in towns.pack().categories.request_types:
        return Asked(
            code=found.label,
            because=found.because,
            confidence=found.confidence,
            is_sure=found.is_sure,
            is_learned=True,
        )
    guess = guess_request(known, text)
    return Asked(code=guess.code, because=guess.because)


def keep_opinion(case_id: UUID, *, now: datetime) -> Opinion | None:
    """Read a case's masked words and keep what is proposed; once. None for what is inner or over."""
    case = queries.opened(case_id)
    if case is None or case.is_over:
        return None
    proposal = propose(case.text)
    place = proposal.place
    opinion, _ = Opinion.objects.get_or_create(
        case_id=case_id,
        defaults={
            "at": now,
            "version": proposal.version,
            "category": proposal.category,
            "confidence": proposal.confidence,
            "is_sure": proposal.is_sure,
            "because": list(proposal.because),
            "request_type": proposal.request.code,
            "request_because": list(proposal.request.because),
            "request_confidence": proposal.request.confidence,
            "request_is_sure": proposal.request.is_sure,
            "danger": proposal.rung.danger.code if proposal.rung else "",
            "danger_words": list(proposal.rung.words) if proposal.rung else [],
            "place_path": place.path if place else "",
            "place_name": place.name[:LONGEST_NAME] if place else "",
        },
    )
    return opinion


def keep_lesson(case_id: UUID, seq: int) -> int:
    """What a person sorted, beside what had been proposed; how many lessons are new. What the system sorted teaches nothing."""
    done = queries.sorted_in(case_id, seq)
    if done is None or not done.is_person:
        return 0
    opinion = Opinion.objects.filter(case_id=case_id).first()
    said = {
        CATEGORY: opinion.category if opinion else "",
        REQUEST: opinion.request_type if opinion else "",
    }
    sure = {CATEGORY: bool(opinion and opinion.is_sure), REQUEST: bool(opinion and opinion.request_is_sure)}
    lessons = [
        Lesson(
            case_id=case_id,
            seq=seq,
            subject=subject,
            said=said[subject],
            was_sure=sure[subject],
            given=str(done.facts[subject]),
            at=done.at,
            by_unit=done.unit,
            version=opinion.version if opinion else None,
        )
        for subject in (CATEGORY, REQUEST)
        if done.facts.get(subject)
    ]
    return len(Lesson.objects.bulk_create(lessons, ignore_conflicts=True))
