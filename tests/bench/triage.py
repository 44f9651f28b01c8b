"""How well triage sorts messages that nobody here wrote, through the product's own trainer; and what that costs.

Rows: `labelled.csv` (raw text) and `labelled_segmented.csv` (cut into words, stop words gone). Nearly every raw row has its twin
among the segmented ones, so that a message and its twin always stand on the same side: otherwise a model is asked what it was
told. Five parts by groups of twins, stratified; macro-F1 is the mean
over the parts, the spread their standard deviation. A sixth of the rows is besides held back before anything is learned.
"""

import csv
import statistics
import time
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC

from doorstep.wings.triage.acquainting import SEED
from doorstep.wings.triage.learning import Learned, Row, learn
from doorstep.wings.triage.measuring import evaluate
from doorstep.wings.triage.packing import pack, unpack
from doorstep.wings.triage.reading import words_of
from doorstep.wings.triage.twins import groups_of
from tests.bench.figures import Figure

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "messages"
SPOKEN = 2_000


def measure() -> list[Figure]:
    """Both sets; nothing where the data are not."""
    if not (DATA / "labelled.csv").exists():
        print(f"skipped: triage needs {DATA}", flush=True)
        return []
    raw = _rows("labelled.csv", "text")
    both = [*raw, *_rows("labelled_segmented.csv", "segmented")]
    besides = [*_texts("hot.csv"), *_texts("replies.csv")]
    found = []
    for figure in chain(
        _set("raw", raw, 0.90, besides), _plain(raw), _set("raw + segmented", both, 0.93), _held_back(both)
    ):
        print(figure.row(), flush=True)
        found.append(figure)
    return found


def _rows(name: str, text: str) -> list[Row]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return [Row(text=row[text], label=row["label"]) for row in csv.DictReader(file)]


def _texts(name: str) -> list[str]:
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return [f"{row['title']} {row['text']}" for row in csv.DictReader(file)]


def _set(name: str, rows: list[Row], target: float, besides: Iterable[str] = ()) -> Iterable[Figure]:
    started = time.process_time()
    learned = learn(rows, besides=list(besides))
    taken = time.process_time() - started
    report, packed = learned.report, pack(learned)
    parts = f"5 parts {min(report.folds):.4f}–{max(report.folds):.4f}, spread {report.spread:.4f}; twins together"
    yield Figure(
        f"{name}: macro-F1, {report.n:,} rows, 7 classes", report.macro_f1, "", target=f"≥ {target}", note=parts
    )
    yield Figure(
        f"{name}: filed by itself", report.files * 100, "%", target="≥ 70 %", note="thresholds from the other parts"
    )
    yield Figure(f"{name}: … of these right", report.right * 100, "%", target="≥ 97 %")
    yield Figure(f"{name}: learning, measuring itself included", taken, "s CPU", target="≤ 120 s")
    yield Figure(f"{name}: model", len(packed) / 1e6, "MB", target="≤ 60 MB")
    yield _speed(name, packed, [row.text for row in rows])


def _speed(name: str, packed: bytes, texts: list[str]) -> Figure:
    model = unpack(packed).model
    model.judge(texts[:200])
    started = time.process_time()
    model.judge(texts[:SPOKEN])
    rate = len(texts[:SPOKEN]) / (time.process_time() - started)
    letters = statistics.mean(map(len, texts[:SPOKEN]))
    return Figure(
        f"{name}: sorted by a core", rate, "messages/s", target="≥ 2,000", note=f"{letters:.0f} characters each"
    )


def _plain(rows: list[Row]) -> Iterable[Figure]:
    """The reference: a plain linear model of the textbook on the same parts."""
    texts = [" ".join(words_of(row.text)) for row in rows]
    wanted = np.array([row.label for row in rows])
    cut = StratifiedGroupKFold(5, shuffle=True, random_state=SEED)
    found = []
    for taught, asked in cut.split(texts, wanted, groups_of([text.split() for text in texts])):
        turner = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), min_df=2, sublinear_tf=True)
        model = LinearSVC().fit(turner.fit_transform([texts[turn] for turn in taught]), wanted[taught])
        given = model.predict(turner.transform([texts[turn] for turn in asked]))
        found.append(float(f1_score(wanted[asked], given, average="macro")))
    yield Figure("raw: reference, TF-IDF of words and pairs with LinearSVC, same parts", statistics.mean(found), "")


def _held_back(rows: list[Row]) -> Iterable[Figure]:
    """Groups of twins that the trainer never saw, asked through the packed model."""
    groups = groups_of([words_of(row.text) for row in rows])
    chosen = set(np.random.default_rng(SEED).permutation(sorted(set(groups)))[: len(set(groups)) // 6].tolist())
    inside = [row for row, group in zip(rows, groups, strict=True) if group not in chosen]
    asked = [row for row, group in zip(rows, groups, strict=True) if group in chosen]
    learned: Learned = learn(inside)
    report = evaluate(unpack(pack(learned)).model, asked)
    yield Figure(f"held back, {report.n:,} rows: macro-F1", report.macro_f1, "", target="≥ 0.93")
    yield Figure("held back: filed by itself", report.files * 100, "%", target="≥ 70 %")
    yield Figure("held back: … of these right", report.right * 100, "%", target="≥ 97 %")
