"""The rule proposes with hysteresis; weights add up to exactly 1; a score is exact; a law is frozen and thawed whole."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorstep.kernel.faults import PackError
from doorstep.kernel.judging import frozen, read_judging, thawed
from doorstep.wings.judging.rules import Judged, propose, score

BASE = Path(__file__).parents[3] / "packs" / "base" / "judging.toml"
RULES = read_judging(BASE)


def test_a_law_is_frozen_and_thawed_whole() -> None:
    law = RULES.current(date(2026, 11, 23))
    assert law
    assert thawed(frozen(law)) == law
    assert RULES.current(date(2000, 1, 1)) is None


def test_two_versions_never_bear_one_name_nor_begin_on_one_day(tmp_path: Path) -> None:
    sinful, text = tmp_path / "judging.toml", BASE.read_text(encoding="utf8")
    first, _, rest = text.partition("[[grade]]")
    second = first[first.index("[[system]]") :]
    for change, fault in (("2026-1", "写了两次"), ("2027-1", "都从 2019-01-01 起用")):
        sinful.write_text(f"{first}{second.replace('2026-1', change)}[[grade]]{rest}", encoding="utf8")
        with pytest.raises(PackError) as refused:
            read_judging(sinful)
        assert fault in str(refused.value)


def test_the_rule_goes_up_and_down_by_different_lines_and_needs_two_bad_rounds() -> None:
    def after(*shares: int) -> str:
        return propose([Judged(satisfied=one, n=100) for one in shares], RULES.rule)

    assert after(94) == "adjust"
    assert after(95) == "promote"
    assert after(95, 90) == "promote"
    assert after(95, 89, 94) == "adjust"
    assert after(69) == "adjust"
    assert after(69, 79) == "withdraw"
    assert after(69, 80, 69) == "adjust"
    assert propose([Judged(satisfied=29, n=29)], RULES.rule) == "unsaid"
    assert propose([], RULES.rule) == "unsaid"


def test_weights_that_do_not_add_up_to_exactly_one_are_refused(tmp_path: Path) -> None:
    sinful = tmp_path / "judging.toml"
    sinful.write_text(BASE.read_text(encoding="utf8").replace('weight = "0.3"', 'weight = "0.300001"'), encoding="utf8")
    with pytest.raises(PackError) as refused:
        read_judging(sinful)
    assert "必须正好是 1" in str(refused.value)


@given(st.dictionaries(st.sampled_from(["need", "use", "quality", "manner"]), st.integers(1, 40), min_size=4))
def test_a_score_is_exact_and_between_its_grades(counts: dict[str, int]) -> None:
    counted = {code: {"very_satisfied": count, "fair": 1} for code, count in counts.items()}
    found = score(RULES.systems[0], RULES.grades, counted)
    assert found is not None
    assert 60 <= found <= 100
    assert score(RULES.systems[0], RULES.grades, {**counted, "need": {}}) is None
    assert found == sum(
        one.weight * Fraction(100 * counts[one.code] + 60, counts[one.code] + 1) for one in RULES.systems[0].indicators
    )
