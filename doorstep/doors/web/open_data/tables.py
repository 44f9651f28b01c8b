"""The tables of the open data: columns in words, and rows as the public pages show them. Nothing here that no page shows.

A cell is text, a whole number, or None. Money is plain yuan with two places, a day is YYYY-MM-DD, a moment is in the town's time.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from doorstep.doors.web.deliberation.shown import STATES as MOTION_STATES
from doorstep.doors.web.judging.shaping import HOW
from doorstep.doors.web.open_data.giving import pledged
from doorstep.doors.web.projects.shaping import leaf
from doorstep.doors.web.projects.words import project_law
from doorstep.doors.web.words import say
from doorstep.kernel.money import plain_yuan
from doorstep.kernel.office_hours import SHANGHAI
from doorstep.kernel.words import Words
from doorstep.store.cases import sheets, towns
from doorstep.store.cases.laws import law
from doorstep.store.places.atlas import atlas
from doorstep.wings.deliberation.bodies import assemblies
from doorstep.wings.judging import queries as judging
from doorstep.wings.projects import queries as projects
from doorstep.wings.projects.spending import STAGE_NAMES

MOST = 50_000
Cell = str | int | None
MILESTONES = """
SELECT p.number, p.title, m.round, m.turn, m.title, m.weight, m.planned_on, m.due_on, m.done_on FROM projects_milestone m
JOIN projects_project p ON p.case_id = m.project_id JOIN cases_case c ON c.id = p.case_id
WHERE c.state <> 'dropped' ORDER BY p.number, m.round, m.turn LIMIT %s
"""
PROBLEMS = """
SELECT p.number, p.title, q.turn, q.title, q.struck_on FROM projects_problem q JOIN projects_project p ON p.case_id = q.project_id
JOIN cases_case c ON c.id = p.case_id WHERE c.state <> 'dropped' ORDER BY p.number, q.turn LIMIT %s
"""
# Of a budget and of what came the page shows sums alone; of what was spent the document and the purpose too.
MONEY = """
SELECT p.number, p.title, y.stage, y.source, y.amount_fen, CASE WHEN y.stage = 'spent' THEN y.purpose ELSE '' END,
  CASE WHEN y.stage = 'spent' THEN y.document ELSE '' END, y.at
FROM projects_money y JOIN projects_project p ON p.case_id = y.project_id ORDER BY y.at, y.id LIMIT %s
"""
SERVED = """
SELECT p.number, p.title, p.counted_in, s.number, s."on", s.visits FROM projects_sheet s
JOIN projects_project p ON p.case_id = s.project_id ORDER BY p.number, s.number LIMIT %s
"""
MEETINGS = """
SELECT m.number, m.title, m.body, m.level, m.place_path, m.meets_at, m.is_offline, m.attended, m.deputies,
  (SELECT count(*) FROM deliberation_motion o WHERE o.meeting_id = m.case_id),
  (SELECT count(*) FROM deliberation_motion o WHERE o.meeting_id = m.case_id AND o.state = 'passed'), m.poll
FROM deliberation_meeting m WHERE m.held_at IS NOT NULL AND NOT m.is_off ORDER BY m.meets_at, m.case_id LIMIT %s
"""
MOTIONS = """
SELECT m.number, o.position, o.text, o.state, o.yes, o.no, o.abstained, o.present FROM deliberation_motion o
JOIN deliberation_meeting m ON m.case_id = o.meeting_id
WHERE m.announced_at IS NOT NULL AND NOT m.is_off ORDER BY m.meets_at, m.number, o.position LIMIT %s
"""
CANDIDATES = """
SELECT c.place_path, c.category, c.law_id, c.state, c.opened_at FROM cases_case c JOIN cases_law l ON l.id = c.law_id
WHERE l.name = 'candidate' ORDER BY c.opened_at, c.id LIMIT %s
"""
POLLS = """
SELECT p.number, p.title, p.place_path, c.law_id, c.state, p.opens_at, p.closes_at, p.electors, p.budget, p.is_secret, p.basis
FROM voting_poll p JOIN cases_case c ON c.id = p.case_id WHERE p.announced_at IS NOT NULL ORDER BY p.opens_at, p.number LIMIT %s
"""


@dataclass(frozen=True, kw_only=True)
class Table:
    """`columns`: code to heading; `rows` in the same order."""

    name: str
    title: Words
    columns: Mapping[str, Words]
    rows: Callable[[], Iterator[tuple[Cell, ...]]]


def _w(zh: str, en: str) -> Words:
    return Words(zh=zh, en=en)


NUMBER, PROJECT = _w("项目编号", "Project number"), _w("项目", "Project")
PLACE, STATE, DAY = _w("地点", "Place"), _w("状态", "State"), _w("日期", "Day")


def _moment(value: object) -> str:
    return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if hasattr(value, "astimezone") else ""


def _day(value: object) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else ""


def _yes(value: bool) -> str:
    return say(_w("是", "yes") if value else _w("否", "no"))


def _place(path: str) -> str:
    return say(atlas().label(path))


def _projects() -> Iterator[tuple[Cell, ...]]:
    rules = project_law()
    asked = projects.Asked(states=(projects.RESERVED, *projects.CHOSEN_STATES))
    for row in projects.projects(asked, order="batch", limit=MOST):
        one = leaf(row, rules)
        yield (
            row.number,
            row.title,
            row.what,
            say(one.side),
            say(one.kind),
            row.batch,
            say(one.state.text),
            say(one.unit),
            say(one.place),
            say(one.provider),
            plain_yuan(row.price_fen) if row.price_fen else "",
            _day(row.set_up_on),
            say(one.passes) if one.passes else "",
            row.done.percent,
            _day(row.first_said_on),
            _day(row.last_on),
            plain_yuan(row.money_fen),
            say(rules.label("counted_in", row.counted_in)),
            row.served,
            row.problems,
            row.struck_off,
            row.rank if row.state == projects.RESERVED else None,
        )


def _milestones() -> Iterator[tuple[Cell, ...]]:
    for number, title, turn, place, said, weight, planned, due, done in sheets.run(MILESTONES, [MOST]):
        yield number, title, turn, place, said, weight, _day(planned), _day(due), _day(done)


def _problems() -> Iterator[tuple[Cell, ...]]:
    for number, title, turn, said, struck in sheets.run(PROBLEMS, [MOST]):
        yield number, title, turn, said, _day(struck)


def _money() -> Iterator[tuple[Cell, ...]]:
    rules = project_law()
    for number, title, stage, source, fen, purpose, document, at in sheets.run(MONEY, [MOST]):
        label = say(rules.label("source", source))
        yield number, title, say(STAGE_NAMES[stage]), label, plain_yuan(fen), purpose, document, _moment(at)


def _served() -> Iterator[tuple[Cell, ...]]:
    rules = project_law()
    for number, title, counted_in, sheet, on, visits in sheets.run(SERVED, [MOST]):
        yield number, title, say(rules.label("counted_in", counted_in)), sheet, _day(on), visits


def _meetings() -> Iterator[tuple[Cell, ...]]:
    found = assemblies()
    bodies, levels = {code: one.label for code, one in found.bodies.items()}, found.wording.levels
    for number, title, body, level, path, at, offline, came, deputies, motions, passed, poll in sheets.run(
        MEETINGS, [MOST]
    ):
        who = say(bodies[body]) if body in bodies else body
        kind = say(levels[level]) if level in levels else level
        when = _moment(at)[:10] if offline else _moment(at)
        yield number, title, who, kind, _place(path), when, _yes(offline), came, deputies, motions, passed, poll


def _motions() -> Iterator[tuple[Cell, ...]]:
    for number, position, text, state, yes, no, abstained, present in sheets.run(MOTIONS, [MOST]):
        yield number, position, text, say(MOTION_STATES[state]), yes, no, abstained, present


def _candidates() -> Iterator[tuple[Cell, ...]]:
    categories = towns.pack().categories
    for path, category, law_id, state, at in sheets.run(CANDIDATES, [MOST]):
        kind = say(categories.label(category)) if category else ""
        yield _place(path), kind, say(law(law_id).state(state).label), _moment(at)[:10]


def _polls() -> Iterator[tuple[Cell, ...]]:
    for number, title, path, law_id, state, opens, closes, electors, budget, secret, basis in sheets.run(POLLS, [MOST]):
        words = _w("依法表决", "a vote by law") if basis == "lawful" else _w("议事参考", "advice")
        label, money = say(law(law_id).state(state).label), plain_yuan(budget) if budget else ""
        yield (
            number, title, _place(path), label, _moment(opens), _moment(closes), electors, money, _yes(secret), say(words)
        )  # fmt: skip


def _rounds() -> Iterator[tuple[Cell, ...]]:
    """Of rounds that are over. How it was asked is told apart only where no group is very few; of very few answers only how many."""
    closed = [one for one in judging.rounds(limit=MOST) if one.closed_at is not None]
    for result in judging.results(closed):
        one = result.round
        parts = [(say(HOW[part.how]), part.satisfied) for part in result.by] if result.is_how_told else []
        for asked, share in parts or [(say(_w("合起来", "all together")), result.all)]:
            known = (share.value, share.low, share.high) if result.is_told else (None, None, None)
            percents = ("" if value is None else f"{100 * value:.1f}" for value in known)
            days = (_day(one.opens_on), _day(one.closes_on))
            yield one.project_number, one.project_title, one.turn, asked, *days, share.n, *percents


TABLES: Mapping[str, Table] = {
    one.name: one
    for one in (
        Table(
            name="candidates", title=_w("征集项", "Candidates"), rows=_candidates,
            columns={"place": PLACE, "category": _w("分类", "Category"), "state": STATE, "collected_on": _w("收进来的日子", "Collected on")},
        ),
        Table(
            name="meetings", title=_w("开过的会", "Meetings held"), rows=_meetings,
            columns={"number": _w("会的编号", "Meeting number"), "title": _w("议什么", "Topic"), "body": _w("谁议", "Body"),
                     "level": _w("哪一级", "Level"), "place": PLACE, "met_at": _w("什么时候", "When"),
                     "entered_afterwards": _w("线下开、补录", "Entered afterwards"), "attended": _w("到会人数", "Attended"),
                     "deputies": _w("其中两代表一委员", "Deputies among them"), "motions": _w("议题数", "Motions"),
                     "passed": _w("通过的议题数", "Motions passed"), "poll": _w("连着的勾选", "Poll")},
        ),
        Table(
            name="motions", title=_w("议题和表决", "Motions and votes"), rows=_motions,
            columns={"meeting": _w("会的编号", "Meeting number"), "position": _w("第几个", "Position"), "text": _w("议题", "Motion"),
                     "state": STATE, "yes": _w("赞成", "For"), "no": _w("反对", "Against"), "abstained": _w("弃权", "Abstained"),
                     "present": _w("能表决的在场人数", "Present and entitled")},
        ),
        Table(
            name="polls", title=_w("勾选和表决", "Polls"), rows=_polls,
            columns={"number": _w("勾选编号", "Poll number"), "title": _w("题目", "Title"), "place": PLACE, "state": STATE,
                     "opens_at": _w("开始", "Opens"), "closes_at": _w("截止", "Closes"), "electors": _w("名册人数", "People on the roll"),
                     "budget_yuan": _w("总共多少元", "Budget in yuan"), "is_secret": _w("不记名", "Secret"), "basis": _w("算不算数", "Standing")},
        ),
        Table(
            name="projects", title=_w("项目和储备清单", "Projects and the reserve"), rows=_projects,
            columns={"number": NUMBER, "title": PROJECT, "what": _w("做什么、给谁", "What, and for whom"),
                     "side": _w("正向还是反向", "Service or remedy"), "kind": _w("普惠还是特色", "For all or for some"),
                     "batch": _w("第几批", "Batch"), "state": STATE, "unit": _w("牵头单位", "Leading unit"), "place": PLACE,
                     "provider": _w("怎么提供", "How it is provided"), "price_yuan": _w("收费（元）", "Price in yuan"),
                     "set_up_on": _w("立项", "Set up on"), "passes": _w("没轮到就立项，因为", "Set up out of turn, because"),
                     "percent": _w("完成百分之几", "Percent done"), "first_due_on": _w("原定哪天完成", "First due"),
                     "due_on": _w("现在定在哪天", "Due now"), "planned_yuan": _w("公共资金预算（元）", "Public budget in yuan"),
                     "counted_in": _w("受益按什么数", "Counted by"), "served": _w("受益", "Served"),
                     "problems": _w("具体问题", "Problems"),
                     "struck_off": _w("销号", "Struck off"), "reserve_rank": _w("储备第几号", "Rank in the reserve")},
        ),
        Table(
            name="milestones", title=_w("项目节点", "Milestones"), rows=_milestones,
            columns={"number": NUMBER, "project": PROJECT, "round": _w("第几轮", "Round"), "turn": _w("第几个", "Position"),
                     "title": _w("节点", "Milestone"), "weight": _w("权重", "Weight"), "planned_on": _w("原定", "Planned"),
                     "due_on": _w("现在定在", "Due"), "done_on": _w("完成", "Done")},
        ),
        Table(
            name="problems", title=_w("整治的具体问题", "Problems of remedies"), rows=_problems,
            columns={"number": NUMBER, "project": PROJECT, "turn": _w("第几个", "Position"), "problem": _w("问题", "Problem"),
                     "struck_on": _w("凭照片销号", "Struck off by photo on")},
        ),
        Table(
            name="money", title=_w("公共资金，一笔一笔", "Public money, entry by entry"), rows=_money,
            columns={"number": NUMBER, "project": PROJECT, "stage": _w("预算、到账还是支出", "Planned, received or spent"),
                     "source": _w("来源", "Source"), "yuan": _w("元（冲回为负）", "Yuan (taken back: negative)"),
                     "purpose": _w("花在什么上", "On what"), "document": _w("发票或凭证号", "Invoice or voucher"),
                     "entered_at": _w("记下的时刻", "Entered at")},
        ),
        Table(
            name="served", title=_w("受益，一张张签到表", "People served, sheet by sheet"), rows=_served,
            columns={"number": NUMBER, "project": PROJECT, "counted_in": _w("受益按什么数", "Counted by"), "sheet": _w("签到表编号", "Sheet"),
                     "served_on": DAY, "visits": _w("人次", "Visits")},
        ),
        Table(
            name="pledges", title=_w("社会给的，一笔一笔", "What society gave, one by one"), rows=pledged,
            columns={"number": _w("认捐编号", "Pledge number"), "project": NUMBER, "giver_kind": _w("谁给的", "Kind of giver"),
                     "giver": _w("公开的名称", "Public name"), "kind": _w("给的什么", "Kind"), "what": _w("说明", "What"),
                     "promised_yuan": _w("承诺（元）", "Promised, yuan"), "received_yuan": _w("收到（元）", "Received, yuan"),
                     "used_yuan": _w("用掉（元）", "Used, yuan"), "rule": _w("折算规则", "Conversion rule")},
        ),
        Table(
            name="judging", title=_w("评估，一轮一轮、按怎么问的分开", "Judging, by round and how it was asked"), rows=_rounds,
            columns={"number": NUMBER, "project": PROJECT, "round": _w("第几轮", "Round"), "asked": _w("怎么问的", "How asked"),
                     "opened_on": _w("从哪天", "From"), "closed_on": _w("到哪天", "Until"), "answers": _w("几份", "Answers"),
                     "satisfied_percent": _w("满意（%）", "Satisfied (%)"), "low": _w("95% 区间下端", "95% interval, low"),
                     "high": _w("95% 区间上端", "95% interval, high")},
        ),
    )
}  # fmt: skip
