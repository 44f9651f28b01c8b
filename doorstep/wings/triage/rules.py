"""What a pack says about understanding words 研判规则: danger, types of request, words of categories. Pure; the same text, the same answer.

Reads `triage.toml`; a jurisdiction's own file is laid over the common one list by list. Guesses without claiming confidence.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from doorstep.kernel.packfile import Table, read_toml
from doorstep.kernel.words import Words

FILE = "triage.toml"
EMERGENCY = "emergency"
A_CATEGORY = Words(zh="分类", en="category")
A_REQUEST = Words(zh="诉求类型", en="type of request")
A_DANGER = Words(zh="险情", en="danger")
DANGERS = (
    "fire",
    "gas",
    "electric",
    "collapse",
    "fall",
    "drowning",
    "violence",
    "self_harm",
    "illness",
    "missing",
)


@dataclass(frozen=True, kw_only=True)
class Danger:
    """One of `words` is enough, but where it stands inside one of `unless` (“落水管”) or close to one of `beside` (“演练”).
    `call`: whom to ring at once, a number."""

    code: str
    label: Words
    words: tuple[str, ...]
    unless: tuple[str, ...]
    beside: tuple[str, ...]
    call: str
    basis: Words


@dataclass(frozen=True, kw_only=True)
class Guess:
    """A code with the words that led to it; "" where no word did."""

    code: str = ""
    because: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class TriageRules:
    """`precision`: of what is preselected at least this share shall be right. `fewest`: messages before a label is learned.
    `really`: words that say it is happening, beside which no “演练” silences anything."""

    precision: float = 0.97
    fewest: int = 10
    really: tuple[str, ...] = ()
    dangers: tuple[Danger, ...] = ()
    requests: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_rules(
    paths: Sequence[Path], categories: Collection[str] | None = None, requests: Collection[str] | None = None
) -> TriageRules:
    """The files of that name, the common one first. Raises PackError."""
    found = TriageRules()
    for path in paths:
        found = _lay_over(found, path, categories, requests)
    return found


def _lay_over(
    under: TriageRules, path: Path, categories: Collection[str] | None, requests: Collection[str] | None
) -> TriageRules:
    page = read_toml(path)
    dangers = {danger.code: danger for danger in under.dangers}
    dangers |= {row.code: row for row in map(_danger, page.tables("urgent", known_by="code"))}
    asked = {**under.requests}
    for row in page.tables("request", known_by="code"):
        code = row.one_of("code", requests, noun=A_REQUEST) if requests is not None else row.name_of("code")
        asked[code] = row.texts("words")
        row.refuse_the_rest()
    found = replace(
        under,
        precision=page.number("precision", default=under.precision, least=0.5, most=1),
        fewest=page.whole("fewest", default=under.fewest, least=2, most=10_000),
        really=page.texts("really", default=under.really),
        dangers=tuple(dangers.values()),
        requests=asked,
        words={**under.words, **_words(page.table("words", required=False), categories)},
    )
    page.refuse_the_rest()
    page.settle()
    return found


def _words(table: Table, categories: Collection[str] | None) -> dict[str, tuple[str, ...]]:
    found = {code: table.texts(code) for code in table.written_keys()}
    for code in found:
        if categories is not None and code not in categories:
            table.unknown(code, code, categories, noun=A_CATEGORY)
    return found


def _danger(row: Table) -> Danger:
    danger = Danger(
        code=row.one_of("code", DANGERS, noun=A_DANGER),
        label=row.words("label"),
        words=row.texts("words"),
        unless=row.texts("unless", default=()),
        beside=row.texts("beside", default=()),
        call=row.text("call", default=""),
        basis=row.words("basis"),
    )
    row.refuse_the_rest()
    return danger


def guess_request(rules: TriageRules, text: str) -> Guess:
    """What is asked: the first type, in the order of the pack, whose words stand in the text."""
    for code, words in rules.requests.items():
        told = tuple(word for word in words if word in text)
        if told:
            return Guess(code=code, because=told)
    return Guess()


def guess_category(rules: TriageRules, text: str) -> Guess:
    """The category most of whose words stand in the text, longer words counting more; then the earlier in the pack."""
    best, most = Guess(), 0
    for code, words in rules.words.items():
        told = tuple(word for word in words if word in text)
        weight = sum(len(word) * len(word) for word in told)
        if weight > most:
            best, most = Guess(code=code, because=told), weight
    return best
