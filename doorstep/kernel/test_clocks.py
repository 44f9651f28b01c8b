"""Clock rules and running clocks: which rule applies when, what a step starts and stops, what is left in words."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from doorstep.kernel.calendar import Calendar
from doorstep.kernel.calendar_reading import read_calendar
from doorstep.kernel.clocks import ClockRule, ClockScheme, ClockUnknown, contradictions, rule_from_dict
from doorstep.kernel.clocks_reading import URGENCIES, read_clocks
from doorstep.kernel.pack import load_pack
from doorstep.kernel.packfile import PackError
from doorstep.kernel.remaining_words import remaining_words
from doorstep.kernel.running import ClockChanges, recounted, start, turn
from doorstep.kernel.words import Words

BEIJING = timezone(timedelta(hours=8))
BASE = Path(__file__).parents[2] / "packs" / "base"
TYPES = ("consultation", "help", "suggestion", "complaint", "tip_off", "praise", "other")
SCHEME = load_pack("dujiangyan", BASE.parent).clocks
CALENDAR = read_calendar(BASE / "calendar")
MONDAY = datetime(2026, 3, 2, 10, 0, tzinfo=BEIJING)


@dataclass(frozen=True)
class Facts:
    request_type: str = "help"
    urgency: str = "ordinary"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("request_type", "days"),
    [("consultation", 3), ("help", 7), ("suggestion", 7), ("complaint", 15), ("tip_off", 15), ("praise", 7)],
)
def test_sichuan_gives_3_7_and_15_working_days_for_handling(request_type, days):
    rule = SCHEME.rule_for("handling", request_type=request_type, urgency="ordinary", on=date(2026, 3, 2))
    assert (rule.amount, rule.unit) == (days, "working_days")
    assert ("四川省12345" in rule.basis.zh) == (request_type != "praise")


def test_before_the_measures_came_the_jurisdictions_own_rule_applies():
    rule = SCHEME.rule_for("handling", request_type="complaint", urgency="ordinary", on=date(2025, 12, 24))
    assert (rule.amount, rule.basis.zh) == (7, "辖区自定")


@pytest.mark.parametrize(
    ("urgency", "amount", "unit"), [("emergency", 1, "hours"), ("urgent", 2, "hours"), ("ordinary", 1, "working_days")]
)
def test_dispatch_depends_on_urgency(urgency, amount, unit):
    rule = SCHEME.rule_for("dispatch", request_type="help", urgency=urgency, on=date(2026, 3, 2))
    assert (rule.amount, rule.unit) == (amount, unit)


@given(
    name=st.sampled_from(sorted(SCHEME.names)),
    request_type=st.sampled_from([*TYPES, ""]),
    urgency=st.sampled_from([*URGENCIES, ""]),
    on=st.dates(date(2019, 1, 1), date(2040, 1, 1)),
)
def test_every_case_finds_exactly_one_rule_for_every_clock(name, request_type, urgency, on):
    assume(
        on >= min(rule.effective_from for rule in SCHEME.rules if rule.name == name)
    )  # before that there was no such duty
    rule = SCHEME.rule_for(name, request_type=request_type, urgency=urgency, on=on)
    assert rule.fits(request_type=request_type, urgency=urgency, on=on)
    rivals = [r for r in SCHEME.rules if r.name == name and r.fits(request_type=request_type, urgency=urgency, on=on)]
    assert sum(rival.rank == rule.rank for rival in rivals) == 1
    assert rule_from_dict(rule.as_dict()) == rule


def test_a_clock_without_a_rule_is_refused_by_name():
    with pytest.raises(ClockUnknown) as refused:
        SCHEME.rule_for("hearing", request_type="help", urgency="ordinary", on=date(2026, 1, 1))
    assert refused.value.params["name"] == "hearing"


def test_a_jurisdictions_clock_replaces_the_base_one_whole():
    rating = next(rule for rule in SCHEME.rules if rule.name == "rating")
    own = ClockScheme(name="own", title=SCHEME.title, rules=(rating,), labels={"rating": Words(zh="评", en="rate")})
    joined = SCHEME.overlaid(own)
    assert joined.names == SCHEME.names
    assert joined.labels["rating"].zh == "评"
    assert sum(rule.name == "rating" for rule in joined.rules) == 1


def test_a_rule_with_both_conditions_speaks_before_urgency_and_urgency_before_type():
    def rule(**conditions: frozenset[str]) -> ClockRule:
        words = Words(zh="办理", en="handling")
        return ClockRule(
            name="x", label=words, amount=1, unit="hours", basis=words, effective_from=date(2020, 1, 1), **conditions
        )

    types, urgencies = frozenset({"help"}), frozenset({"urgent"})
    rules = (
        rule(),
        rule(request_types=types),
        rule(urgencies=urgencies),
        rule(request_types=types, urgencies=urgencies),
    )
    assert [r.rank[0] for r in rules] == [0, 1, 2, 3]
    assert contradictions(rules) == []
    assert contradictions((*rules, rule(urgencies=urgencies))) == [(rules[2], rules[2])]


def running(name, due=MONDAY, **more):
    clock = start(name, Facts(), now=MONDAY, scheme=SCHEME, calendar=CALENDAR)
    return replace(clock, due_at=due, **more)


def turned(clocks, *, starts=(), stops=(), now=MONDAY, is_final=False, verb="", asked=None, scheme=SCHEME):
    return turn(
        clocks,
        starts=starts,
        stops=stops,
        case=Facts(),
        now=now,
        scheme=scheme,
        calendar=CALENDAR,
        is_final=is_final,
        verb=verb,
        asked=asked,
    )


def test_accepting_stops_the_acceptance_clock_and_starts_handling():
    changes = turned([running("acceptance")], starts=("handling",), stops=("acceptance",))
    assert changes.stopped == {"acceptance"}
    assert [(clock.name, clock.due_at) for clock in changes.running] == [("handling", at("2026-03-11 17:00"))]
    assert changes.running[0].due_at.tzinfo is UTC


def test_a_clock_started_while_it_runs_begins_anew():
    later = MONDAY + timedelta(days=3)
    changes = turned([running("handling")], starts=("handling",), now=later)
    assert changes.stopped == {"handling"}
    assert [clock.started_at for clock in changes.started] == [later]


def test_a_final_state_stops_everything_and_starts_nothing():
    changes = turned([running("handling"), running("rating")], starts=("dispatch",), is_final=True)
    assert (changes.stopped, changes.started, changes.running) == ({"handling", "rating"}, (), ())


def test_a_step_that_names_no_clock_changes_nothing():
    clock = running("handling")
    assert turned([clock]) == ClockChanges(running=(clock,))


@given(steps=st.lists(st.tuples(*[st.sets(st.sampled_from(sorted(SCHEME.names)))] * 2), max_size=8))
def test_what_runs_after_a_step_is_what_ran_less_what_stopped_and_more_what_started(steps):
    clocks, now = (), MONDAY
    for starts, stops in steps:
        now += timedelta(hours=7)
        before = {clock.name for clock in clocks}
        changes = turned(clocks, starts=starts, stops=stops, now=now)
        clocks = changes.running
        assert {clock.name for clock in clocks} == (before - changes.stopped) | starts
        first = changes.next_due
        assert (first is None) == (not clocks)
        assert first is None or first.due_at == min(clock.due_at for clock in clocks)


def test_a_clock_warns_before_it_is_late_and_stays_late_once_stopped_late():
    clock = start("handling", Facts(request_type="consultation"), now=MONDAY, scheme=SCHEME, calendar=CALENDAR)
    assert clock.due_at == at("2026-03-05 17:00")
    assert clock.warn_at == at("2026-03-04 17:00")
    assert [clock.standing(at(t)) for t in ("2026-03-04 16:59", "2026-03-04 17:00", "2026-03-05 17:01")] == [
        "ok",
        "soon",
        "late",
    ]
    late = replace(clock, stopped_at=at("2026-03-06 09:00"))
    assert late.is_overdue(at("2026-03-05 09:00"))


def test_an_estimated_due_date_is_counted_again_when_the_year_is_published():
    before = start("handling", Facts(), now=at("2027-01-28 10:00"), scheme=SCHEME, calendar=CALENDAR)
    assert before.is_estimated
    festival = Words(zh="春节", en="Spring Festival")
    published = Calendar(
        office_hours=CALENDAR.office_hours,
        off_days=CALENDAR.off_days | {date(2027, 2, day): festival for day in range(5, 13)},
        make_up_days=CALENDAR.make_up_days,
        known_years=CALENDAR.known_years | {2027},
    )
    after = recounted(before, published)
    assert not after.is_estimated
    assert (before.due_at, after.due_at) == (at("2027-02-08 17:00"), at("2027-02-16 17:00"))


@pytest.mark.parametrize(
    ("now", "due", "unit", "zh", "en"),
    [
        (
            "2026-03-06 15:00",
            "2026-03-09 17:00",
            "working_days",
            "还剩 1 个工作日 2 小时",
            "1 working day 2 hours left",
        ),
        ("2026-03-09 13:30", "2026-03-09 17:00", "working_days", "今天 17:00 到期", "due today at 17:00"),
        ("2026-03-09 09:00", "2026-03-06 16:00", "working_days", "超 1 小时", "1 hour overdue"),
        ("2026-03-07 12:00", "2026-03-06 17:00", "working_days", "已超期", "overdue"),
        (
            "2026-03-12 13:00",
            "2026-03-09 17:00",
            "working_days",
            "超 2 个工作日 3 小时",
            "2 working days 3 hours overdue",
        ),
        ("2026-03-07 23:30", "2026-03-08 01:00", "hours", "还剩 1 小时 30 分钟", "1 hour 30 minutes left"),
        ("2026-03-07 12:00", "2026-03-08 00:00", "calendar_days", "今天 24:00 到期", "due today at 24:00"),
        ("2026-03-07 12:00", "2026-03-10 00:00", "calendar_days", "还剩 2 天 12 小时", "2 days 12 hours left"),
        ("2026-03-07 12:00", "2026-03-07 08:00", "hours", "超 4 小时", "4 hours overdue"),
    ],
)
def test_what_is_left_is_said_as_people_say_it(now, due, unit, zh, en):
    said = remaining_words(at(now), at(due), unit, CALENDAR)
    assert (said.zh, said.en) == (zh, en)


def test_an_estimated_remainder_says_so():
    said = remaining_words(at("2027-03-01 09:00"), at("2027-03-05 17:00"), "working_days", CALENDAR, is_estimated=True)
    assert said.zh == "还剩 5 个工作日（估算）"


def write(folder: Path, rules: str, *, more: str = "") -> Path:
    path = folder / "clocks.toml"
    head = '[scheme]\nname = "x"\ntitle = {zh = "某", en = "Some"}\n[[clock]]\nname = "handling"\n'
    path.write_text(f'{head}label = {{zh = "办理", en = "Handling"}}\n{more}{rules}', encoding="utf-8")
    return path


def rule(**changes: str) -> str:
    keys = {
        "amount": "3",
        "unit": '"working_days"',
        "basis": '{zh = "辖区自定", en = "Own choice"}',
        "effective_from": "2026-01-01",
    } | changes
    return "[[clock.rule]]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (rule(amount="-1"), "至少写 1|1 到"),
        (rule(amount="0"), "1 到"),
        (rule(unit='"weeks"'), "没有叫“weeks”的"),
        (rule(unit='"workingdays"'), "是不是“working_days”"),
        (rule() + rule(amount="5"), "同一种情形、同一天生效"),
        (rule(urgencies='["urgent"]'), "没有兜底"),
        (rule(urgencies='["hurry"]') + rule(), "没有叫“hurry”的"),
        (rule(request_types='["complain"]') + rule(), "是不是“complaint”"),
        (rule(warn_before='{amount = 4, unit = "working_days"}'), "不比时限本身"),
        (rule(effective_until="2025-12-31"), "改正其中一个日期"),
        (rule(basis='"民法典"'), "要有中文和英文"),
        ("", "rule"),
    ],
)
def test_a_bad_scheme_is_refused_in_a_sentence_that_names_the_mend(tmp_path, rules, said):
    with pytest.raises(PackError, match=said) as refused:
        read_clocks(write(tmp_path, rules), request_types=TYPES)
    assert all(fault.file == "clocks.toml" and fault.line for fault in refused.value.faults)


def test_a_pause_that_nothing_ends_is_refused(tmp_path):
    more = '[[clock.pause]]\nbegins = "ask_resident"\nlabel = {zh = "等补充", en = "waiting"}\n'
    with pytest.raises(PackError, match="这个暂停没有结束"):
        read_clocks(write(tmp_path, rule(), more=more))
    scheme = read_clocks(write(tmp_path, rule(), more=more + 'ends = ["add"]\n'))
    assert scheme.rules[0].pauses[0].ends == ("add",)
    assert rule_from_dict(scheme.rules[0].as_dict()) == scheme.rules[0]
