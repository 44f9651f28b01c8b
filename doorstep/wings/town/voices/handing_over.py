"""How the simulated 12345 platform heads its workbook, and rows that are not as they should be."""

MAPPING = "12345 转办单（每周）"
SHEET = "转办单"
FIELDS = (
    *("reference", "what", "place", "spot", "request_type", "category"),
    *("name", "phone", "received_at", "state", "result"),
)
HEADINGS = (
    *("工单编号", "诉求内容", "所属社区", "事发地址", "诉求类型", "事项分类"),
    *("诉求人", "联系电话", "来电时间", "工单状态", "办理结果"),
)
# `{community}` and `{at}` are filled with a community and a moment, `{twice}` with a number that the file has already.
OTHER_ROWS = (
    (
        *("RX-88001", "路口红绿灯倒计时不准，来电人说已经换好了", "{community}", "", "求助", ""),
        *("", "", "{at}", "已办结", "已更换倒计时器，回访来电人满意。"),
    ),
    ("RX-88002", "门口的共享单车堵了盲道", "云端社区", "", "投诉", "", "", "", "{at}", "已转办", ""),
    ("RX-88003", "", "{community}", "", "咨询", "", "", "", "{at}", "已转办", ""),
    ("RX-88004", "夜里有人在楼下唱歌", "{community}", "", "投诉", "", "", "", "2026年13月40日", "已转办", ""),
    ("{twice}", "同一张工单导出了两次", "{community}", "", "求助", "", "", "", "{at}", "已转办", ""),
)
