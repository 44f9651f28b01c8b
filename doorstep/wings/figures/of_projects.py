"""What can be counted of projects, pledges and judging. Pure."""

from urllib.parse import urlencode

from doorstep.kernel.words import Words
from doorstep.wings.figures.counted import Count


def _forward(name: str, label: Words, definition: Words, **chosen: str) -> Count:
    """Of those that were set up and are no remedies; `chosen`: column to value, also as the public list asks for it."""
    asked = {"side": "forward"} | chosen
    wanted = "".join(f" AND p.{column} = '{value}'" for column, value in asked.items())
    return Count(
        name=name,
        label=label,
        definition=definition,
        sql=(
            "SELECT count(*) FROM projects_project p JOIN cases_case c ON c.id = p.case_id"
            f" WHERE c.state NOT IN ('reserved', 'dropped'){wanted}"
        ),
        page=f"projects?{urlencode(asked)}",
    )


OF_PROJECTS = (
    _forward(
        "projects",
        Words(zh="项民生微事立了项", en="projects set up"),
        Words(
            zh="正向、立过项的，退出的也算；整治和储备的不算",
            en="Set up at some time, stopped too; not remedies, not the reserve",
        ),
    ),
    _forward(
        "projects_inclusive",
        Words(zh="项普惠", en="for all"),
        Words(zh="其中普惠的", en="Of these, for all"),
        kind="inclusive",
    ),
    _forward(
        "projects_special",
        Words(zh="项特色", en="for some"),
        Words(zh="其中特色的", en="Of these, for one place or group"),
        kind="special",
    ),
    _forward(
        "projects_first_batch",
        Words(zh="项第一批", en="in the first batch"),
        Words(zh="正向、第一批立项的", en="Forward, set up in the first batch"),
        batch="1",
    ),
    _forward(
        "projects_second_batch",
        Words(zh="项第二批", en="in the second batch"),
        Words(zh="正向、第二批立项的", en="Forward, set up in the second batch"),
        batch="2",
    ),
    Count(
        name="projects_reserve",
        label=Words(zh="项在储备", en="in reserve"),
        definition=Words(zh="现在排在储备清单里的", en="In the reserve list now"),
        sql="SELECT count(*) FROM projects_project p JOIN cases_case c ON c.id = p.case_id WHERE c.state = 'reserved'",
        page="projects_reserve",
    ),
    Count(
        name="problems_struck_off",
        label=Words(zh="个问题销号", en="problems struck off"),
        definition=Words(zh="反向整治里凭照片销号的具体问题", en="Problems of remedies, struck off by photo"),
        sql="SELECT count(*) FROM projects_problem WHERE struck_on IS NOT NULL",
        page="projects?side=remedy",
    ),
    Count(
        name="public_money",
        label=Words(zh="元公共资金", en="yuan of public money"),
        definition=Words(
            zh="立了项的项目记下的预算，冲回的已减去，去掉不足一元的；到账和花了的另算",
            en="Budgets entered, less what was taken back; whole yuan; what came and what was spent are counted apart",
        ),
        sql="SELECT coalesce(sum(amount_fen), 0)::bigint / 100 FROM projects_money WHERE stage = 'planned'",
        page="projects_money",
    ),
    Count(
        name="public_money_spent",
        label=Words(zh="元公共资金花了", en="yuan of public money spent"),
        definition=Words(
            zh="凭发票或凭证记下的支出，一张凭证只记一次，冲回的已减去，去掉不足一元的",
            en="Spent by invoice or voucher, each once, less what was taken back; whole yuan",
        ),
        sql="SELECT coalesce(sum(amount_fen), 0)::bigint / 100 FROM projects_money WHERE stage = 'spent'",
        page="projects_money",
    ),
    Count(
        name="social_money",
        label=Words(zh="元社会资源（收到）", en="yuan from society (received)"),
        definition=Words(
            zh="收到的现金、折扣、物资、工时，按公开的规则折成元；只承诺、没收到的不算",
            en="Cash, discounts, goods and hours received, converted by the public rule; promises alone do not count",
        ),
        sql=(
            "SELECT coalesce(sum(e.fen), 0)::bigint / 100 FROM pledges_entry e JOIN pledges_movement m ON m.id = e.movement_id"
            " WHERE m.code = 'receive' AND e.account = 'held'"
        ),
        page="pledges",
    ),
    Count(
        name="visits",
        label=Words(zh="人次受益", en="visits"),
        definition=Words(
            zh="签到表登记的人次，一张表只记一次；同一个人来几次算几次，按人数的项目不在内",
            en="Visits on sheets, each sheet once; a person may count several times; projects that count persons are left out",
        ),
        sql=(
            "SELECT coalesce(sum(s.visits), 0) FROM projects_sheet s JOIN projects_project p ON p.case_id = s.project_id"
            " WHERE p.counted_in = 'visits'"
        ),
        page="projects",
    ),
    Count(
        name="judgements",
        label=Words(zh="份评价", en="answers"),
        definition=Words(
            zh="结束了的轮次收到的，抽样、开放、纸上都算", en="In rounds that are over: sampled, open, on paper"
        ),
        sql="SELECT count(*) FROM judging_answer a JOIN judging_round r ON r.id = a.round_id WHERE r.closed_at IS NOT NULL",
        page="judged",
    ),
    Count(
        name="judged_per_mille",
        label=Words(zh="满意", en="satisfied"),
        definition=Words(
            zh="其中满意和非常满意的，只舍不入；怎么问的、区间见“评得怎样”",
            en="Satisfied or very satisfied of these, cut; how it was asked and the interval are on the page",
        ),
        per_mille_of="judgements",
        sql=("SELECT 1000 * sum(satisfied) / nullif(sum(n), 0) FROM judging_round WHERE closed_at IS NOT NULL"),
        page="judged",
    ),
)
