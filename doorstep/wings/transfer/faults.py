"""What may be wrong with a row, and what to do about it: one sentence for each, in both languages."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from doorstep.kernel.words import Words

SENTENCES: Mapping[str, Words] = {
    "missing": Words(
        zh="这一行没有写，这一格必须有；补上再导入。",
        en="This cell is empty and must not be; fill it in and import again.",
    ),
    "reference_rounded": Words(
        zh="单号在表格里存成了数字，后面几位已经丢了；把这一列设为“文本”，从原系统重新导出。",
        en="The number was stored as a figure and lost its last digits; make the column text and export it again.",
    ),
    "reference_personal": Words(
        zh="这像电话或身份证号，不像单号；看看列是不是对错了。",
        en="This reads like a phone or identity number; check that the right column was chosen.",
    ),
    "reference_odd": Words(
        zh="单号里有看不见的字符；改对再导入。", en="The number holds invisible characters; mend it and import again."
    ),
    "reference_long": Words(
        zh="单号超过 80 个字；看看列是不是对错了。", en="Longer than 80 characters; check the column."
    ),
    "twice_in_file": Words(
        zh="同一单号在第 {first} 行已经有了，内容不一样；留下对的那一行再导入。",
        en="Row {first} has the same number and says something else; keep the right one and import again.",
    ),
    "changed": Words(
        zh="这一单以前导入过，现在有几列不一样了：{columns}。没有覆盖；要改请到那一件里补充。",
        en="This order came in before, and some columns differ now: {columns}. Nothing was overwritten; add to the case instead.",
    ),
    "place_missing": Words(
        zh="没写社区，地址和内容里也认不出来；补上社区名，或者在“列对应”里给一个默认社区。",
        en="No community is given, nor found in the address; add it, or choose a default for this import.",
    ),
    "place_unknown": Words(
        zh="没有叫这个名字的社区；改成名单里的名字，或者在“列对应”里说明它是哪个社区。",
        en="No community has this name; use a name on the list, or say in the mapping which it is.",
    ),
    "place_ambiguous": Words(
        zh="不止一个镇街有这个社区；把镇街也写上。",
        en="More than one street has a community of this name; name the street too.",
    ),
    "type_unknown": Words(
        zh="不认得这种诉求类型，已按“{instead}”记；要改就在“列对应”里说明。",
        en="Unknown type of request, recorded as {instead}; say in the mapping what it means.",
    ),
    "category_unknown": Words(
        zh="不认得这个分类，先记为“未分类”，由人来分；也可以在“列对应”里说明。",
        en="Unknown category, left unsorted for a person; or say in the mapping what it means.",
    ),
    "urgency_unknown": Words(zh="不认得这种紧急程度，已按“一般”记。", en="Unknown urgency, recorded as ordinary."),
    "state_unknown": Words(
        zh="不认得这个状态，不知道办没办完；在“列对应”里说明它算“办理中”还是“已办结”。",
        en="Unknown state: it cannot be told whether this is done; say in the mapping whether it is open or closed.",
    ),
    "date_unreadable": Words(
        zh="看不懂这个时间；写成 2026-01-31 09:30 这样。", en="The time is unreadable; write it like 2026-01-31 09:30."
    ),
    "date_future": Words(
        zh="时间在今天以后；改对再导入。", en="The time lies in the future; mend it and import again."
    ),
    "date_order": Words(
        zh="办结时间早于受理时间；改对再导入。", en="Finished before it was received; mend it and import again."
    ),
    "phone_unreadable": Words(
        zh="不像电话号码，没有记下，其余照样导入。", en="Not a phone number: left out, the rest is imported."
    ),
    "point_unreadable": Words(
        zh="经纬度不是数字，或者不在本辖区，没有记下，其余照样导入。",
        en="Not a position within the jurisdiction: left out, the rest is imported.",
    ),
    "point_swapped": Words(
        zh="经度和纬度好像写反了，没有记下，其余照样导入；在“列对应”里换过来再试。",
        en="Longitude and latitude seem to be swapped: left out, the rest is imported; swap them in the mapping and look again.",
    ),
    "too_long": Words(
        zh="超过 {limit} 个字；请缩短再导入。", en="Longer than {limit} characters; shorten it and import again."
    ),
    "formula": Words(
        zh="这一格是公式，文件里没有存它的结果；用 WPS 或 Excel 打开、保存一次再上传，或者粘贴为数值。",
        en="A formula whose result the file does not hold; open and save the file in a spreadsheet, or paste values.",
    ),
    "error": Words(
        zh="这一格是出错的公式（如 #N/A）；改对再导入。", en="A formula in error; mend it and import again."
    ),
    "mixed_encoding": Words(
        zh="这一行的文字编码和别的行不一样，读出来是乱码；把文件统一存成 UTF-8 或 .xlsx 再导入。",
        en="This row is in another encoding than the rest; save the whole file as UTF-8 or .xlsx.",
    ),
    "not_json": Words(
        zh="这一行不是完整的 JSON 对象；改好这一行再导入。", en="This line is no whole JSON object; mend it."
    ),
    "refused": Words(zh="没有登记成：{why}", en="Not recorded: {why}"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """A fault, or a remark when it is not `is_fatal`, about one cell; `field` is "" when it is about the row."""

    row: int
    field: str
    value: str
    code: str
    params: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    is_fatal: bool = True


def sentence(code: str, params: Mapping[str, Any]) -> Words:
    """The sentence with its holes filled. A parameter may be a pair of words."""
    words = SENTENCES[code]

    def fill(text: str, language: str) -> str:
        given = {name: value.get(language, "") if isinstance(value, dict) else value for name, value in params.items()}
        return text.format(**given)

    return Words(zh=fill(words.zh, "zh"), en=fill(words.en, "en"))
