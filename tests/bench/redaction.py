"""What redaction finds, marks wrongly and costs, through the product's own `redact`; on texts that nobody here wrote, where they are.

Structured numbers: spans known beforehand, equal to the character. False marks: every structured mark in all messages is judged
by rule (a number that the publisher of the messages blanked, an address with @, a word such as 电话 near it, one of a row of
numbers); what the rule doubts counts as false and was read by a person: see the note. Names: recall on invented sentences (see
`names`) and on no real letter, since nobody has labelled one; precision of the marks by rule on the same sentences.
"""

import csv
import json
import re
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from doorstep.kernel.redaction.hiding import find_spans, redact
from doorstep.kernel.redaction.marks import STRUCTURED, Span
from tests.bench.figures import Figure
from tests.bench.names import sentences

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
FILES = (("labelled.csv", ("text",)), ("hot.csv", ("title", "text")), ("replies.csv", ("text", "reply")))
CUES = re.compile(
    r"电话|手机|联系|致电|来电|拨打|号码|热线|咨询|微信|[qQ]{2}|邮|卡号|账号|身份证|证号|车|请询|部门|中心"
)
FOLDS = 5
OPENED = "我叫王小明，电话13800138000，翔凤桥中山路19号门口的路灯坏了三天了，晚上看不见路，请尽快派人来修"
NOTHING = "翔凤桥中山路门口的路灯坏了好几天了，晚上看不见路，老人小孩都不敢出门，请尽快派人来修一下，谢谢"


def measure() -> list[Figure]:
    """All of it; parts without data say so."""
    return [*_structured(), *_false_marks(), *_names(), *_speed()]


def _absent(what: str, path: Path) -> list[Figure]:
    print(f"skipped: {what} needs {path}", flush=True)
    return []


def _structured() -> list[Figure]:
    path = DATA / "pii" / "spans.jsonl"
    if not path.exists():
        return _absent("structured numbers", path)
    known = exact = covered = 0
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found = redact(row["text"]).spans
        for start, end, _kind in row["spans"]:
            known += 1
            exact += any((span.start, span.end) == (start, end) for span in found)
            covered += any(span.start <= start and end <= span.end for span in found)
    return [
        Figure(f"structured numbers covered, of {known}", covered / known * 100, "%", target="100 %"),
        Figure(f"… to the character, of {known}", exact / known * 100, "%", target="100 %"),
    ]


def messages() -> list[str]:
    """Every real message; none when there are none here."""
    texts = []
    for name, columns in FILES:
        path = DATA / "messages" / name
        if path.exists():
            with path.open(encoding="utf-8-sig", newline="") as file:
                texts += ["\n".join(row[column] for column in columns) for row in csv.DictReader(file)]
    return texts


def _false_marks() -> list[Figure]:
    texts = messages()
    if not texts:
        return _absent("false marks", DATA / "messages")
    marks = [[span for span in find_spans(text) if span.kind in STRUCTURED] for text in texts]
    doubted = [sum(_is_doubted(text, span, found) for span in found) for text, found in zip(texts, marks, strict=True)]
    folds = [sum(doubted[at::FOLDS]) / len(doubted[at::FOLDS]) * 1000 for at in range(FOLDS)]
    names = sum(span.kind == "name" for text in texts for span in find_spans(text))
    return [
        Figure(
            f"false structured marks in 1,000 messages ({len(texts):,} messages, {sum(map(len, marks)):,} marks)",
            sum(doubted) / len(texts) * 1000,
            "",
            target="≤ 1",
            note=f"folds {min(folds):.2f}–{max(folds):.2f}; judged by rule, the doubted read by a person",
        ),
        Figure("name marks in 1,000 messages", names / len(texts) * 1000, ""),
    ]


def _is_doubted(text: str, span: Span, beside: list[Span]) -> bool:
    found = text[span.start : span.end]
    if "0000" in found or "***" in found or "@" in found:
        return False
    if CUES.search(text, max(0, span.start - 40), span.end + 10):
        return False
    return not any(other is not span and 0 <= span.start - other.end <= 12 for other in beside)


def _names() -> list[Figure]:
    recalls, precisions = [], []
    for seed in range(FOLDS):
        known = found = marked = right = 0
        for sentence in sentences(seed, 20):
            spans = [span for span in redact(sentence.text).spans if span.kind == "name"]
            known += len(sentence.names)
            found += sum(any(span.start <= a and b <= span.end for span in spans) for a, b in sentence.names)
            marked += len(spans)
            right += sum(any(a < span.end and span.start < b for a, b in sentence.names) for span in spans)
        recalls.append(found / known * 100)
        precisions.append(right / max(1, marked) * 100)
    return [
        Figure("names found whole in invented sentences, recall", statistics.mean(recalls), "%", note=_spread(recalls)),
        Figure(
            "… of what is marked there, names, precision", statistics.mean(precisions), "%", note=_spread(precisions)
        ),
    ]


def _spread(values: list[float]) -> str:
    return f"{len(values)} seeds {min(values):.1f}–{max(values):.1f}; shapes no cue was written for among them"


def _speed() -> list[Figure]:
    first = _best(lambda: find_spans(OPENED))
    return [
        Figure(f"redact, {len(OPENED)} characters with name and phone", _best(lambda: redact(OPENED)), "µs"),
        Figure("… one look of it", first, "µs"),
        Figure("… one look, every rule asked", _best(lambda: find_spans(OPENED, plainly=True)), "µs"),
        Figure(f"redact, {len(NOTHING)} characters with nothing", _best(lambda: redact(NOTHING)), "µs"),
        *_all_messages(),
    ]


def _all_messages() -> Iterator[Figure]:
    texts = messages()[::10]
    if texts:
        started = time.process_time()
        for text in texts:
            redact(text)
        yield Figure("redact, a real message", (time.process_time() - started) / len(texts) * 1e6, "µs CPU")


def _best(call: Callable[[], object], rounds: int = 3000) -> float:
    """The quickest of many single calls in microseconds: what it costs when nothing else runs."""
    best = float("inf")
    for _ in range(rounds):
        started = time.perf_counter_ns()
        call()
        best = min(best, (time.perf_counter_ns() - started) / 1000)
    return best
