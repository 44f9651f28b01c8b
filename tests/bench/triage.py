"""How well triage sorts messages that nobody here wrote, through the product's own trainer; and what that costs.

Rows: `labelled.csv` (raw text) and `labelled_segmented.csv` (cut into words, stop words gone). Nearly every raw row has its twin
among the segmented ones, so that a message and its twin always stand on the same side: otherwise a model is asked what it was
told. Five parts by groups of twins, stratified; macro-F1 is the mean over the parts, the spread their standard deviation; then the
mean over other cuttings, and beside it what a plain random cutting says, which parts twins, as most reports do; each with a plain
linear model. Unlabelled messages help the raw rows alone; beside both they changed nothing and took a third more time. A sixth of
the rows is besides held back before anything is learned. A core is one thread of BLAS.
"""

import csv
import statistics
import time
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from doorstep.wings.triage.acquainting import SEED, sheet_of
from doorstep.wings.triage.learning import Learned, Row, learn, out_of_fold
from doorstep.wings.triage.measuring import evaluate
from doorstep.wings.triage.packing import pack, unpack
from doorstep.wings.triage.reading import words_of
from doorstep.wings.triage.report import macro_f1
from doorstep.wings.triage.twins import groups_of
from tests.bench.figures import Figure

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "messages"
SPOKEN = 2_000
CUTTINGS = (1, 2, 3)


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
        _set("raw", raw, 0.90, besides, CUTTINGS),
        _plain("raw", raw),
        _set("raw + segmented", both, 0.93, [], CUTTINGS[:1]),
        _plain("raw + segmented", both),
        _held_back(both),
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


def _set(name: str, rows: list[Row], target: float, besides: list[str], seeds: Sequence[int]) -> Iterable[Figure]:
    started = time.process_time()
    learned = learn(rows, besides=besides)
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
    yield from _otherwise(name, learned, rows, target, seeds)


def _otherwise(name: str, learned: Learned, rows: list[Row], target: float, seeds: Sequence[int]) -> Iterable[Figure]:
    """By other cuttings, twins together; and by one that parts twins."""
    messages = [words_of(row.text) for row in rows]
    sheet = sheet_of(learned.model.features, messages)
    wanted = np.array([learned.model.labels.index(row.label) for row in rows])
    twins = groups_of(messages)

    def by(groups: Sequence[int], seed: int) -> float:
        scores, folds = out_of_fold(sheet, wanted, len(learned.model.labels), groups, seed)
        best = scores.argmax(axis=1)
        return statistics.mean(macro_f1(best[folds == part], wanted[folds == part]) for part in np.unique(folds))

    found = [learned.report.macro_f1, *(by(twins, seed) for seed in seeds)]
    each = ", ".join(f"{one:.4f}" for one in found)
    yield Figure(
        f"{name}: macro-F1, mean of {len(found)} cuttings", statistics.mean(found), "", target=f"≥ {target}", note=each
    )
    yield Figure(
        f"{name}: macro-F1, twins parted at random",
        by(range(len(rows)), SEED),
        "",
        target=f"≥ {target}",
        note="5 parts, stratified",
    )


def _speed(name: str, packed: bytes, texts: list[str]) -> Figure:
    model = unpack(packed).model
    with threadpool_limits(1):
        model.judge(texts[:200])
        started = time.process_time()
        model.judge(texts[:SPOKEN])
        rate = len(texts[:SPOKEN]) / (time.process_time() - started)
    letters = statistics.mean(map(len, texts[:SPOKEN]))
    return Figure(
        f"{name}: sorted by a core", rate, "messages/s", target="≥ 2,000", note=f"{letters:.0f} characters each"
    )


def _plain(name: str, rows: list[Row]) -> Iterable[Figure]:
    """The reference: a plain linear model of the textbook, on the same parts and on parts at random."""
    texts = [" ".join(words_of(row.text)) for row in rows]
    wanted = np.array([row.label for row in rows])
    words = TfidfVectorizer(token_pattern=r"\S+", ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    runs = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True, max_features=250_000)
    matrix = sparse.hstack(
        [words.fit_transform(texts), runs.fit_transform([t.replace(" ", "") for t in texts])]
    ).tocsr()
    ways = (
        ("twins together", groups_of([text.split() for text in texts])),
        ("twins parted at random", range(len(rows))),
    )
    for way, groups in ways:
        found = []
        for taught, asked in StratifiedGroupKFold(5, shuffle=True, random_state=SEED).split(texts, wanted, groups):
            given = LinearSVC().fit(matrix[taught], wanted[taught]).predict(matrix[asked])
            found.append(float(f1_score(wanted[asked], given, average="macro")))
        yield Figure(
            f"{name}: reference, TF-IDF of words, pairs, runs with LinearSVC, {way}", statistics.mean(found), ""
        )


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
