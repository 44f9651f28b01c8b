"""What the packs say about grid work holds, and what a source does not list is never filled in."""

from datetime import date
from pathlib import Path

from doorstep.kernel.gridwork.books import in_force
from doorstep.kernel.gridwork.reading import read_duties, read_grids, read_rounds

PACKS = Path(__file__).parents[3] / "packs"


def test_the_lists_of_cuiping_announce_what_they_do_not_list() -> None:
    book = read_duties(PACKS / "cuiping" / "duties.toml", read_duties(PACKS / "base" / "duties.toml"))
    (worker,) = book["grid_worker"]
    assert (worker.announced, worker.not_listed, worker.is_public) == (11, 11, True)
    for name in ("street_8_10", "scheme_5310"):
        (one,) = book[name]
        assert one.is_empty
        assert one.kind == "archive"
    assert {"autonomous", "assisting", "negative", "certificates"} <= book.keys()


def test_the_version_in_force_is_the_last_that_has_begun(tmp_path: Path) -> None:
    row = """[[list]]
name = "worker"
title = {zh = "清单", en = "List"}
kind = "duties"
whose = {zh = "网格员", en = "Grid worker"}
source = {zh = "文件", en = "A paper"}
effective_from = 202%d-01-01
"""
    path = tmp_path / "duties.toml"
    path.write_text("\n".join(row % year for year in (4, 6, 5)))
    book = read_duties(path)
    assert [one.effective_from.year for one in book["worker"]] == [2026, 2025, 2024]
    assert in_force(book, date(2025, 12, 31))[0].effective_from.year == 2025
    assert in_force(book, date(2020, 1, 1)) == ()


def test_the_common_rules_have_the_sizes_of_the_standard_and_a_basis_each() -> None:
    grids = read_grids(PACKS / "base" / "grids.toml")
    assert (grids.sizes["grid"].least, grids.sizes["grid"].most) == (300, 500)
    assert (grids.sizes["micro_grid"].least, grids.sizes["micro_grid"].most) == (30, 100)
    rounds = read_rounds(PACKS / "base" / "rounds.toml", responsibilities=grids.responsibilities)
    assert {rule.rhythm.unit for rule in rounds.rounds.values()} == {"day", "week"}
    assert all(rule.basis.zh for rule in (*rounds.rounds.values(), *rounds.tasks.values()))
