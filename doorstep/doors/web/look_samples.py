"""Samples for the style page: one invented railing on one invented path. Reads nothing from the town's records."""

from datetime import UTC, datetime
from typing import Any

from django.utils.safestring import mark_safe

from doorstep.doors.web.look_fields import EVERY_KIND, FIELDS, WHAT, WRONG
from doorstep.doors.web.shapes import CaseRow, Due, Figure, Pager, Photo, Receipt, StoryLine

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
PIXEL = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 3'%3E%3Cpath fill='%23a9b7a2' d='M0 0h4v3H0z'/%3E"
    "%3Cpath d='M0 1.6h4M.5 1v1.4M1.5 1v1.4M2.5 1v1.4M3.5 1v1.4' stroke='%23555' stroke-width='.12'/%3E%3C/svg%3E"
)


BEFORE_AFTER = (
    Photo(url=PIXEL, alt="办理前：护栏松动", caption="办理前"),
    Photo(url=PIXEL, alt="办理后：新护栏", caption="办理后"),
)
SOON = Due(
    tone="soon",
    text="还剩 1 个工作日 2 小时",
    at=datetime(2026, 11, 25, 9, 0, tzinfo=UTC),
)
STORY = (
    StoryLine(
        text="市城管局办完：更换护栏 6 米",
        at=datetime(2026, 11, 24, 7, 20, tzinfo=UTC),
        more="用时 1 个工作日 5 小时，在承诺的 3 个工作日之内",
        photos=BEFORE_AFTER,
    ),
    StoryLine(
        text="市城管局接单，李工负责，承诺 3 个工作日内办结",
        at=datetime(2026, 11, 23, 1, 12, tzinfo=UTC),
        link_url="#why",
        link_text="为什么是这天？",
    ),
    StoryLine(
        text="统筹办派单给市城管局：城市道路附属设施归其养护（派单目录 2026-03）",
        at=datetime(2026, 11, 22, 8, 40, tzinfo=UTC),
    ),
    StoryLine(
        text="您提交了这件事",
        at=datetime(2026, 11, 22, 8, 5, tzinfo=UTC),
        link_url="#verify",
        link_text="核验：记录未被改动",
    ),
)
STAFF_STORY = (
    STORY[0],
    StoryLine(
        text="刘敏 留言",
        at=datetime(2026, 11, 23, 6, 0, tzinfo=UTC),
        said="材料周二到，先拉了警示带。",
        inside=True,
    ),
    StoryLine(text=STORY[1].text, at=STORY[1].at, due=Due(tone="done", text="办理时限：按期")),
    STORY[2],
    StoryLine(
        text="居民提交，网页，未留姓名",
        at=STORY[3].at,
        said=str(WHAT.value),
        due=Due(tone="done", text="签收时限：按期"),
    ),
)
FIGURES = (
    Figure(value="1", label="已超时", url="#1", tone="late"),
    Figure(value="2", label="今天到期", url="#2", tone="soon"),
    Figure(value="4", label="本周到期", url="#3"),
    Figure(value="11", label="等别人", url="#4"),
    Figure(value="96.4%", label="按期办结", url="#5", n=334),
)
PUBLIC_FIGURES = (
    Figure(value="612", label="收到", url="#p1"),
    Figure(value="37", label="正在办", url="#p2"),
    Figure(value="575", label="办完", url="#p3"),
    Figure(
        value="98.1%",
        label="评为满意",
        url="#p4",
        n=421,
        definition="满意和非常满意，除以有效评价",
    ),
)
ROWS = (
    CaseRow(
        title="老旧院落下水道反复堵塞",
        url="#c1",
        number="20261120-0311",
        quiet="中山路 19 号 · 5 人反映",
        tag="第 3 次",
        next="提级到部门联处",
        next_quiet="重复 ≥ 3 次，按规则",
        due=Due(tone="late", text="超 4 小时"),
    ),
    CaseRow(
        title="河边步道护栏松动",
        url="#c2",
        number="20261122-0387",
        quiet="翔凤桥社区 · 2 人反映",
        next="填办理结果",
        due=Due(tone="soon", text="今天 17:00"),
        current=True,
    ),
    CaseRow(
        title="夜间施工扰民",
        url="#c3",
        number="20261121-0350",
        quiet="莲花社区",
        next="等协办签字",
        next_quiet="生态环境局，剩 1 天",
        due=Due(tone="ok", text="剩 2 天"),
    ),
    CaseRow(
        title="小区门口共享单车乱停放，轮椅和婴儿车过不去，早晚高峰尤其严重",
        url="#c4",
        number="20261119-0288",
        quiet="观凤社区",
        next="等补充材料",
        due=Due(tone="rest", text="时限暂停"),
    ),
)
TICKED = tuple(
    CaseRow(title=row.title, url=row.url + "t", number=row.number, quiet=row.quiet, due=row.due, tick="chosen")
    for row in ROWS[:3]
)
DUES = (
    Due(tone="ok", text="还剩 3 个工作日"),
    SOON,
    Due(tone="late", text="已超 4 小时", why_url="#why-late"),
    Due(tone="done", text="按期办结"),
    Due(tone="rest", text="时限暂停：等您补充"),
    Due(tone="none", text="没有时限"),
)


def _qr() -> str:
    import segno

    return str(segno.make("https://doorstep.example/t/20261122-0387", error="m").svg_inline(omitsize=True, border=0))


def context() -> dict[str, Any]:
    """All samples under the names that look/*.html use."""
    return {
        "fields": FIELDS,
        "wrong": WRONG,
        "every_kind": EVERY_KIND,
        "story": STORY,
        "staff_story": STAFF_STORY,
        "next": {"text": "等您评价", "more": "您不评价也不会算“满意”", "due": None},
        "figures": FIGURES,
        "public_figures": PUBLIC_FIGURES,
        "rows": ROWS,
        "ticked": TICKED,
        "dues": DUES,
        "due_soon": SOON,
        "pictures": BEFORE_AFTER,
        "receipt": Receipt(
            number="20261122-0387",
            code="7K3M-92QF",
            url="https://doorstep.example/t/",
            qr_svg=mark_safe(_qr()),
            valid_words="请拍照或抄下来：凭编号和查询码随时可查。",
        ),
        "pager": Pager(newer_url="?before=2", older_url="?after=3", said="第 51–100 件"),
    }
