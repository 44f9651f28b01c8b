"""Sample form fields for the style page, one of every kind."""

from doorstep.doors.web.shapes import FormField, Option, PlaceMap

PLACES = (
    Option(code="510181003007", label="翔凤桥社区", group="幸福街道"),
    Option(code="510181003008", label="莲花社区", group="幸福街道"),
    Option(code="510181002001", label="观凤社区", group="灌口街道"),
)
WHAT = FormField(
    name="what",
    kind="text",
    label="发生了什么",
    value="幸福街道翔凤桥社区河边步道有一段护栏松了，小孩爱去那里玩。",
    help="一两句话就够，例如“3 号楼门口路灯三天没亮”。",
    max_length=2000,
)
WHERE = FormField(
    name="where",
    kind="place",
    label="在哪里",
    options=PLACES,
    map=PlaceMap(outlines_url="/look/outlines.json"),
    help="从名单里选社区；愿意的话，再在地图上点出来。",
)
WHERE_MISSING = FormField(
    name="where",
    kind="place",
    label="在哪里",
    options=PLACES,
    map=PlaceMap(outlines_url="/look/outlines.json"),
    errors=("还没有选地点：点地图，或从名单里选社区。",),
)
PHOTOS = FormField(
    name="photos",
    kind="photo",
    label="照片",
    required=False,
    max_length=6,
    help="最多 6 张。照片里的位置信息会自动抹去。",
)
NAMED = FormField(
    name="named",
    kind="choice",
    label="要不要留电话",
    value="no",
    options=(
        Option(code="no", label="不留，我自己用编号查"),
        Option(
            code="yes",
            label="留，办好了发短信告诉我",
            help="电话只有承办的人看得到",
        ),
    ),
)
FIELDS = (WHAT, WHERE, PHOTOS, NAMED)
WRONG = (WHAT, WHERE_MISSING, PHOTOS, NAMED)
EVERY_KIND = (
    FormField(name="k_line", kind="line", label="责任人", value="李工", max_length=40),
    FormField(
        name="k_text",
        kind="text",
        label="办理措施",
        rows=3,
        errors=("还没有填“办理措施”。",),
    ),
    FormField(
        name="k_radio",
        kind="choice",
        label="办理结果",
        options=(
            Option(code="done", label="已解决"),
            Option(code="part", label="部分解决"),
            Option(code="not", label="暂不能解决", help="要写明原因"),
        ),
        value="part",
    ),
    FormField(
        name="k_many",
        kind="choice",
        multiple=True,
        required=False,
        label="晒到哪里",
        options=(
            Option(code="web", label="网页"),
            Option(code="board", label="公示栏"),
        ),
        value=("web",),
    ),
    FormField(
        name="k_unit",
        kind="unit",
        label="派给哪个单位",
        options=(
            Option(code="cgj", label="市城管局", group="市级部门"),
            Option(code="sthj", label="生态环境局", group="市级部门"),
            Option(code="xfjd", label="幸福街道", group="街道"),
        ),
        value="cgj",
        help="城市道路附属设施归其养护（派单目录 2026-03）",
    ),
    FormField(name="k_date", kind="date", label="办结日期", value="2026-11-24"),
    FormField(name="k_money", kind="money", label="花费", required=False, value="12350.00"),
    FormField(
        name="k_number",
        kind="number",
        label="更换护栏",
        unit="米",
        value="6",
    ),
    FormField(
        name="k_person",
        kind="person",
        label="经办人",
        options=(Option(code="1", label="李工"), Option(code="2", label="王工")),
    ),
    FormField(name="k_case", kind="case", label="并入哪一件", help="填编号"),
    FormField(name="k_phone", kind="phone", label="手机号", value="13800000000"),
    FormField(name="k_code", kind="code", label="短信验证码", max_length=6),
    FormField(name="k_password", kind="password", label="密码"),
    FormField(
        name="k_flag",
        kind="flag",
        label="我承诺以上属实",
        help="会记在留痕里",
        value="on",
    ),
)
