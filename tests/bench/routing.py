"""Cases to units: 200 rows, 200 outlines of 200 vertices, with the explanation; and the same answers as looking at everything."""

import time
from collections.abc import Sequence
from datetime import date
from random import Random

import numpy as np
import shapely
from numpy.typing import NDArray

from doorstep.kernel import catalogue_words
from doorstep.kernel.catalogue import Catalogue, Matter, Row, best_by_hand
from doorstep.kernel.words import Words
from doorstep.store.places.locator import Locator
from tests.bench.figures import Figure

ROWS, OUTLINES, VERTICES, CASES, COMPARED = 200, 200, 200, 100_000, 1_000
SIDE, TURNS = 15, 2
TODAY = date(2026, 11, 23)
CATEGORIES = [f"class{outer}.kind{inner}" for outer in range(14) for inner in range(4)]
TYPES = ("consultation", "help", "complaint", "tip_off", "suggestion")


class _Names:
    """Names as short as codes."""

    def __init__(self) -> None:
        self.kept: dict[str, Words] = {}

    def say(self, code: str) -> Words:
        return self.kept.setdefault(code, Words(zh=code, en=code))

    category = place = unit = request_type = urgency = say


def measure() -> list[Figure]:
    """The rate, and how many answers differ from those found by hand."""
    random = Random(1)
    outlines = [(f"/510181/{901 + n // SIDE}/{901 + n % SIDE}/", _outline(n)) for n in range(OUTLINES)]
    rows = [_row(line, random) for line in range(1, ROWS + 1)]
    catalogue, locator = Catalogue(rows, version="2026-1"), Locator(outlines)
    points = np.random.default_rng(1).uniform(0, SIDE - 1, (CASES, 2))
    asked = [_asked(random) for _ in range(CASES)]
    _route(catalogue, locator, points[:100], asked[:100])
    rates = []
    for _ in range(TURNS):
        started = time.process_time()
        found = _route(catalogue, locator, points, asked)
        rates.append(CASES / (time.process_time() - started))
    rate = max(rates)
    wrong = _differing(rows, outlines, points[:COMPARED], asked[:COMPARED], found)
    note = f"{sum(line > 0 for line, _ in found):,} of {CASES:,} found a row; each with its reason in two languages; by the time of one core"
    what = f"point → place → unit, {ROWS} rows, {OUTLINES} outlines of {VERTICES} vertices"
    return [
        Figure(what, rate, "cases/s", target="≥ 20,000", note=note),
        Figure(f"answers unlike those found by looking at everything, of {COMPARED:,}", wrong, "", target="0"),
    ]


def _route(
    catalogue: Catalogue, locator: Locator, points: NDArray[np.float64], asked: Sequence[Matter]
) -> list[tuple[int, Words | None]]:
    names, found = _Names(), []
    for path, matter in zip(locator.grids_of(points), asked, strict=True):
        here = Matter(
            category=matter.category,
            place_path=path or "",
            request_type=matter.request_type,
            urgency=matter.urgency,
            title=matter.title,
        )
        match = catalogue.match(here, on=TODAY)
        found.append((match.row.line, catalogue_words.why(match, names)) if match else (0, None))
    return found


def _differing(
    rows: Sequence[Row],
    outlines: Sequence[tuple[str, shapely.Polygon]],
    points: NDArray[np.float64],
    asked: Sequence[Matter],
    found: Sequence[tuple[int, Words | None]],
) -> int:
    wrong = 0
    for point, matter, (line, _) in zip(points, asked, found, strict=False):
        spot = shapely.Point(point)
        path = next((path for path, outline in sorted(outlines) if outline.intersects(spot)), "")
        here = Matter(
            category=matter.category,
            place_path=path,
            request_type=matter.request_type,
            urgency=matter.urgency,
            title=matter.title,
        )
        best = best_by_hand(rows, here, on=TODAY)
        wrong += line != (best.line if best else 0)
    return wrong


def _outline(number: int) -> shapely.Polygon:
    angles = np.linspace(0, 2 * np.pi, VERTICES + 1)[:-1]
    reach = 0.5 + 0.06 * np.sin(7 * angles + number)
    ring = np.column_stack([np.cos(angles) * reach, np.sin(angles) * reach])
    return shapely.Polygon(np.add(ring, (number % SIDE, number // SIDE)))


def _row(line: int, random: Random) -> Row:
    category = random.choice(CATEGORIES)
    places = ["", f"/510181/{901 + random.randrange(14)}/"]
    places.append(f"/510181/{901 + random.randrange(14)}/{901 + random.randrange(SIDE)}/")
    return Row(
        line=line,
        categories=random.choice([(category,), (category.split(".")[0],), (), (category, random.choice(CATEGORIES))]),
        place_path=random.choice(places),
        words=random.choice([(), (), (), ("路灯", "井盖"), ("扬言",)]),
        request_types=random.choice([(), (), ("complaint", "tip_off"), ("help",)]),
        urgencies=random.choice([(), (), (), ("urgent", "emergency")]),
        lead=f"unit{random.randrange(30)}",
        basis="辖区职责分工",
    )


def _asked(random: Random) -> Matter:
    return Matter(
        category=random.choice(CATEGORIES),
        place_path="",
        request_type=random.choice(TYPES),
        urgency=random.choice(["ordinary", "ordinary", "ordinary", "urgent"]),
        title=random.choice(["路灯不亮", "井盖松动响", "小区门口垃圾没人收", "有人扬言要闹事"]),
    )
