"""The most specific row leads, with the reason; the index answers as if every row had been looked at."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from doorstep.kernel.catalogue import Catalogue, Matter, Row, best_by_hand
from doorstep.kernel.catalogue_words import basis, why
from doorstep.kernel.words import Words

TODAY = date(2026, 11, 23)
STREET, COMMUNITY = "/510181/901/", "/510181/901/902/"
LAMP = Matter(category="roads.lamp", place_path=f"{COMMUNITY}g05/", request_type="help", title="路灯不亮")


class Names:
    """Every code stands for itself."""

    def say(self, code: str) -> Words:
        return Words(zh=code, en=code)

    category = place = unit = request_type = urgency = say


def row(line: int, lead: str = "cgj", **rest: object) -> Row:
    return Row(line=line, lead=lead, basis="职责", **rest)  # type: ignore[arg-type]


def leading(*rows: Row, matter: Matter = LAMP) -> int | None:
    match = Catalogue(rows, version="2026-3").match(matter, on=TODAY)
    return match.row.line if match else None


def test_a_narrower_category_goes_before_its_class_and_its_class_before_any() -> None:
    assert leading(row(1), row(2, categories=("roads",)), row(3, categories=("roads.lamp",))) == 3
    assert leading(row(1), row(2, categories=("roads",))) == 2


def test_a_narrower_place_goes_before_a_wider_one_and_it_is_said_so() -> None:
    rows = (row(3, categories=("roads.lamp",)), row(12, "glj", categories=("roads.lamp",), place_path=STREET))
    match = Catalogue(rows, version="2026-3").match(LAMP, on=TODAY)
    assert match
    assert why(match, Names()).zh == f"第 12 行：roads.lamp × {STREET} → glj，依据职责；比第 3 行具体，因为地点更窄"
    assert basis(match).zh == "派单目录 2026-3 版第 12 行：职责"
    assert match.token == "2026-3/12"


def test_no_row_is_answered_with_nothing() -> None:
    assert leading() is None
    assert leading(row(1, categories=("market",)), row(2, place_path="/510181/902/")) is None


def test_every_condition_must_hold() -> None:
    assert leading(row(1, request_types=("complaint",))) is None
    assert leading(row(1, urgencies=("urgent",))) is None
    assert leading(row(1, words=("井盖",))) is None
    assert leading(row(1, words=("井盖", "路灯"))) == 1
    assert leading(row(1, from_on=date(2027, 1, 1))) is None
    assert leading(row(1, until_on=date(2026, 11, 22))) is None
    assert leading(row(1, until_on=TODAY)) == 1


def test_an_owner_not_yet_known_is_asked_for_and_never_assumed() -> None:
    rows = (row(1), row(2, "zjj_wy", ownership="小区"))
    catalogue = Catalogue(rows)
    assert leading(*rows) == 1
    assert [(one.lead, one.row.ownership) for one in catalogue.if_owned(LAMP, on=TODAY)] == [("zjj_wy", "小区")]
    assert leading(*rows, matter=replace(LAMP, ownership="小区")) == 2
    assert catalogue.if_owned(replace(LAMP, ownership="小区"), on=TODAY) == ()


def test_the_lead_may_follow_from_the_place() -> None:
    rows = (row(1, "@community"), row(2, "@street", request_types=("help",)))
    catalogue = Catalogue(rows, answering={"510181901000": "xfjd", "510181901902": "xfjd_lh"})
    found = catalogue.match(LAMP, on=TODAY)
    assert found
    assert found.lead == "xfjd"
    assert catalogue.unit("@community", LAMP.place_path) == "xfjd_lh"


def test_a_row_whose_place_nobody_answers_for_leads_nothing() -> None:
    catalogue = Catalogue((row(1, "cgj"), row(2, "@community", categories=("roads",))))
    found = catalogue.match(LAMP, on=TODAY)
    assert found
    assert found.row.line == 1


codes = st.sampled_from(["roads", "roads.lamp", "roads.surface", "market", "market.food", "health.clinics"])
paths = st.sampled_from(["", "/510181/", STREET, COMMUNITY, f"{COMMUNITY}g05/", "/510181/902/", "/510181/90/"])
rows_of_any_kind = st.lists(
    st.builds(
        Row,
        line=st.integers(1, 10_000),
        lead=st.sampled_from(["cgj", "zjj"]),
        basis=st.just("职责"),
        categories=st.lists(codes, max_size=3, unique=True).map(tuple),
        place_path=paths,
        ownership=st.sampled_from(["", "", "小区"]),
        words=st.sampled_from([(), (), ("路灯",), ("井", "灯")]),
        request_types=st.sampled_from([(), (), ("help",), ("complaint", "help")]),
        urgencies=st.sampled_from([(), (), ("urgent",)]),
        from_on=st.sampled_from([date.min, TODAY, date(2027, 1, 1)]),
        until_on=st.sampled_from([date.max, TODAY, date(2026, 1, 1)]),
    ),
    max_size=30,
    unique_by=lambda one: one.line,
)
matters = st.builds(
    Matter,
    category=st.sampled_from(["roads.lamp", "roads.surface", "market.food", "unsorted", ""]),
    place_path=paths,
    request_type=st.sampled_from(["help", "complaint"]),
    urgency=st.sampled_from(["ordinary", "urgent"]),
    title=st.sampled_from(["路灯不亮", "井盖响", ""]),
    ownership=st.sampled_from(["", "小区"]),
)


@given(rows_of_any_kind, matters)
@settings(max_examples=400, deadline=None)
def test_the_index_answers_as_if_every_row_had_been_looked_at(rows: list[Row], matter: Matter) -> None:
    match = Catalogue(rows).match(matter, on=TODAY)
    by_hand = best_by_hand(rows, matter, on=TODAY)
    assert (match.row if match else None) == by_hand
    if match and match.over:
        assert match.over == best_by_hand([one for one in rows if one is not by_hand], matter, on=TODAY)
        assert why(match, Names()).zh
