"""What other systems' words mean here: states, urgencies, types of request. A mapping may add to them."""

from collections.abc import Mapping

OPEN, CLOSED = "open", "closed"
STATES: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "已办结", "办结", "已完结", "完结", "已完成", "完成", "已归档", "归档", "已关闭", "关闭", "已结案", "结案",
            "已解决", "已回访", "已评价", "办理完毕", "closed", "done", "finished", "resolved", "completed",
        ),
        CLOSED,
    ),
    **dict.fromkeys(
        (
            "办理中", "处理中", "待办", "待办理", "待处理", "未办结", "未完成", "待派单", "已派单", "待派发", "已派发",
            "待接单", "已接单", "待签收", "已签收", "已受理", "受理", "待受理", "新建", "登记", "已登记", "转办", "已转办",
            "交办", "已交办", "回访中", "待回访", "延期", "open", "new", "pending", "processing", "in progress",
        ),
        OPEN,
    ),
}  # fmt: skip
URGENCIES: Mapping[str, str] = {
    **dict.fromkeys(("一般", "普通", "正常", "低", "中", "非紧急", "ordinary", "normal", "low"), "ordinary"),
    **dict.fromkeys(("紧急", "加急", "高", "较急", "urgent", "high"), "urgent"),
    **dict.fromkeys(("特急", "突发", "非常紧急", "十分紧急", "emergency", "critical"), "emergency"),
}
REQUEST_TYPES: Mapping[str, str] = {
    **dict.fromkeys(("投诉", "投诉举报", "申诉", "投诉类"), "complaint"),
    **dict.fromkeys(("举报", "检举控告", "检举", "举报类"), "tip_off"),
    **dict.fromkeys(("求助", "求决", "求助类", "诉求", "申请"), "help"),
    **dict.fromkeys(("咨询", "咨询类"), "consultation"),
    **dict.fromkeys(("建议", "意见建议", "意见", "建议类", "人民建议"), "suggestion"),
    **dict.fromkeys(("表扬", "感谢", "表扬类"), "praise"),
    **dict.fromkeys(("其他", "其它"), "other"),
}
