"""Division codes say level, parent and path, and nothing that contradicts itself is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from doorstep.kernel.divisions import CodeMalformed, code_of, is_invented, level_of, parent_of, path_of

MICRO = "510181901903g05m02"


def test_a_code_says_its_level() -> None:
    assert level_of("510181000000") == "district"
    assert level_of("510181901000") == "street"
    assert level_of("510181901903") == "community"
    assert level_of("510181901903g05") == "grid"
    assert level_of("510181901903s01") == "special_grid"
    assert level_of(MICRO) == "micro_grid"


def test_a_path_is_built_from_the_code_and_leads_back_to_it() -> None:
    assert path_of(MICRO) == "/510181/901/903/g05/m02/"
    assert code_of("/510181/901/903/g05/m02/") == MICRO
    assert code_of("/510181/901/") == "510181901000"


def test_parents_lead_up_to_the_district() -> None:
    chain, code = [], MICRO
    while code := parent_of(code) or "":
        chain.append(code)
    assert chain == ["510181901903g05", "510181901903", "510181901000", "510181000000"]


@pytest.mark.parametrize(
    "code",
    ["", "51018190190", "5101819019033", "510181000001", "510181901000g01", "510181901903m01", "510181901903s01m01",
     "510181901903G05", "510181901903g5", "５１０１８１９０１９０３", "000181901903", " 510181901903"],
)  # fmt: skip
def test_a_malformed_code_is_refused(code: str) -> None:
    with pytest.raises(CodeMalformed):
        path_of(code)


@pytest.mark.parametrize("path", ["", "/", "/510181/000/", "/510181/901/903", "/510181/g05/", "/510181/901/903/m02/"])
def test_a_malformed_path_is_refused(path: str) -> None:
    with pytest.raises(CodeMalformed):
        code_of(path)


def test_numbers_from_600_are_invented_places() -> None:
    assert is_invented("510181901903")
    assert not is_invented("510181001003")


SEGMENT = "[1-9][0-9]{2}"


@given(
    st.from_regex(
        f"[1-9][0-9]{{5}}(000000|{SEGMENT}(000|{SEGMENT}(g[0-9]{{2}}(m[0-9]{{2}})?|s[0-9]{{2}})?))", fullmatch=True
    )
)
def test_every_place_lies_under_its_parent(code: str) -> None:
    parent = parent_of(code)
    assert code_of(path_of(code)) == code
    assert parent is None or path_of(code).startswith(path_of(parent))
