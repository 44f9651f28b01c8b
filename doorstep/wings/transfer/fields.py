"""What a row may tell of an order 字段, the names that other systems give its columns, and the systems there are."""

from collections.abc import Mapping
from dataclasses import dataclass

from doorstep.kernel.words import Words


@dataclass(frozen=True, kw_only=True)
class Field:
    """`names`: how columns are headed that hold it, the likeliest first. `is_private`: never shown unmasked."""

    name: str
    label: Words
    names: tuple[str, ...]
    is_private: bool = False
    is_required: bool = False


@dataclass(frozen=True, kw_only=True)
class System:
    """Another system orders come from."""

    code: str
    label: Words
    channel: str
    request_type: str = "help"


SYSTEMS: Mapping[str, System] = {
    one.code: one
    for one in (
        System(code="12345", label=Words(zh="12345 热线", en="12345 hotline"), channel="import_hotline"),
        System(
            code="petition",
            label=Words(zh="信访系统", en="Petitions"),
            channel="import_petition",
            request_type="complaint",
        ),
        System(
            code="proposal",
            label=Words(zh="人民建议征集", en="People’s suggestions"),
            channel="import_proposal",
            request_type="suggestion",
        ),
        System(code="paper", label=Words(zh="纸质表单", en="Paper forms"), channel="import_paper"),
        System(code="other", label=Words(zh="其他系统", en="Another system"), channel="import_other"),
    )
}
FIELDS: Mapping[str, Field] = {
    one.name: one
    for one in (
        Field(
            name="reference",
            label=Words(zh="工单编号", en="Order number"),
            names=(
                "工单编号", "工单号", "单号", "流水号", "信访件编号", "信访编号", "建议编号", "受理编号", "受理号",
                "事件编号", "编号", "诉求编号", "来电编号", "order_number", "reference", "order_no", "ticket_id", "id",
            ),
            is_required=True,
        ),
        Field(
            name="title",
            label=Words(zh="标题", en="Title"),
            names=("标题", "工单标题", "诉求标题", "事项标题", "概要", "主题", "title", "subject"),
            is_private=True,
        ),
        Field(
            name="what",
            label=Words(zh="反映内容", en="What was said"),
            names=(
                "反映内容", "诉求内容", "工单内容", "问题描述", "事项内容", "信访内容", "建议内容", "内容", "诉求",
                "主要内容", "事件描述", "description", "content", "what", "text", "message",
            ),
            is_private=True,
            is_required=True,
        ),
        Field(
            name="place",
            label=Words(zh="社区（村）", en="Community"),
            names=(
                "社区", "所属社区", "村社区", "村（社区）", "社区（村）", "属地", "所属区域", "区域", "事发社区",
                "community", "place", "area",
            ),
        ),
        Field(
            name="street",
            label=Words(zh="镇街", en="Street"),
            names=("镇街", "街道", "乡镇", "镇（街道）", "镇（街）", "所属镇街", "所属街道", "street", "town"),
        ),
        Field(
            name="spot",
            label=Words(zh="详细地址", en="Address"),
            names=("详细地址", "地址", "事发地址", "事发地点", "地点", "诉求地址", "事件地址", "address", "location", "spot"),
            is_private=True,
        ),
        Field(name="longitude", label=Words(zh="经度", en="Longitude"), names=("经度", "longitude", "lng", "lon")),
        Field(name="latitude", label=Words(zh="纬度", en="Latitude"), names=("纬度", "latitude", "lat")),
        Field(
            name="request_type",
            label=Words(zh="诉求类型", en="Type of request"),
            names=("诉求类型", "工单类型", "类型", "信访目的", "诉求性质", "request_type", "type"),
        ),
        Field(
            name="category",
            label=Words(zh="事项分类", en="Category"),
            names=(
                "事项分类", "诉求分类", "分类", "内容分类", "问题分类", "三级分类", "二级分类", "一级分类", "问题类别",
                "类别", "category",
            ),
        ),
        Field(
            name="urgency",
            label=Words(zh="紧急程度", en="Urgency"),
            names=("紧急程度", "紧急度", "优先级", "urgency", "priority"),
        ),
        Field(
            name="name",
            label=Words(zh="反映人姓名", en="Reporter’s name"),
            names=(
                "反映人", "反映人姓名", "诉求人", "诉求人姓名", "来电人", "来电人姓名", "信访人", "建议人", "联系人",
                "姓名", "市民姓名", "name", "reporter", "caller",
            ),
            is_private=True,
        ),
        Field(
            name="phone",
            label=Words(zh="联系电话", en="Phone"),
            names=("联系电话", "联系方式", "来电号码", "电话", "手机", "手机号", "手机号码", "电话号码", "phone", "mobile", "tel"),
            is_private=True,
        ),
        Field(
            name="received_at",
            label=Words(zh="来电（受理）时间", en="Received at"),
            names=(
                "受理时间", "来电时间", "登记时间", "诉求时间", "信访时间", "建议时间", "提出时间", "创建时间", "日期",
                "登记日期", "受理日期", "received_at", "created_at", "opened_at", "date",
            ),
        ),
        Field(
            name="finished_at",
            label=Words(zh="办结时间", en="Finished at"),
            names=("办结时间", "办结日期", "完成时间", "结案时间", "归档时间", "finished_at", "closed_at"),
        ),
        Field(
            name="state",
            label=Words(zh="办理状态", en="State"),
            names=("办理状态", "工单状态", "状态", "处理状态", "state", "status"),
        ),
        Field(
            name="result",
            label=Words(zh="办理结果", en="What was done"),
            names=("办理结果", "办理情况", "处理结果", "答复内容", "回复内容", "办结意见", "result", "answer", "reply"),
            is_private=True,
        ),
    )
}  # fmt: skip
