"""Writes a mechanism out as pages for people: its picture, its states, every step with who, what, why.

The pages under docs/mechanisms are these, and a test keeps them current. Says only what the law says.
"""

from collections.abc import Mapping, Sequence

from doorstep.kernel.clocks import ClockScheme
from doorstep.kernel.diagram import mermaid, svg
from doorstep.kernel.mechanism import Field, Mechanism, Step
from doorstep.kernel.parties import Party
from doorstep.kernel.words import EN, ZH_HANS, Words

MARK = Words(
    zh="<!-- 由机制文件生成，不要手改；改 packs/ 里的机制后重新生成。 -->",
    en="<!-- Made from the mechanism's file. Do not edit; change the mechanism under packs/ and make it anew. -->",
)
STATES = Words(zh="状态", en="States")
STEPS = Words(zh="动作", en="Steps")
STATE_HEADS = (
    Words(zh="状态", en="State"),
    Words(zh="该谁办", en="Who owes the next step"),
    Words(zh="居民读到的", en="What residents read"),
)
ASKED = (
    Words(zh="填什么", en="Form"),
    Words(zh="类型", en="Kind"),
    Words(zh="必填", en="Required"),
    Words(zh="提示", en="Help"),
)
KIND_NAMES = {
    "text": Words(zh="多行文字（不公开）", en="text (private)"),
    "line": Words(zh="一行文字（不公开）", en="line (private)"),
    "choice": Words(zh="选择", en="choice"),
    "date": Words(zh="日期", en="date"),
    "money": Words(zh="金额", en="money"),
    "number": Words(zh="数字", en="number"),
    "place": Words(zh="地点", en="place"),
    "photo": Words(zh="照片", en="photos"),
    "unit": Words(zh="单位", en="unit"),
    "person": Words(zh="人员", en="person"),
    "case": Words(zh="事项编号", en="case number"),
    "flag": Words(zh="勾选", en="tick"),
    "token": Words(zh="一串代号", en="a token"),
    "entry": Words(zh="从机制包的清单里选", en="an entry of a list of the pack"),
}


def mechanism_files(law: Mechanism, parties: Mapping[str, Party], clocks: ClockScheme) -> dict[str, str]:
    """File name → content: a page and a picture in Chinese and in English."""
    files = {}
    for lang, suffix in ((ZH_HANS, ""), (EN, ".en")):
        picture = f"{law.name}{suffix}.svg"
        files[picture] = svg(law, lang, parties=parties, alone=True)
        files[f"{law.name}{suffix}.md"] = _page(law, parties, clocks, lang, picture)
    return files


def _page(law: Mechanism, parties: Mapping[str, Party], clocks: ClockScheme, lang: str, picture: str) -> str:
    title = law.title.say(lang)
    parts = [
        MARK.say(lang),
        f"# {title}",
        f"![{title}]({picture})",
        f"## {STATES.say(lang)}",
        _states(law, parties, lang),
    ]
    parts.append(f"## {STEPS.say(lang)}")
    parts += [_step(law, step, parties, clocks, lang) for step in (law.opening, *law.steps)]
    parts += ["## Mermaid", f"```mermaid\n{mermaid(law, lang)}```"]
    return "\n\n".join(parts) + "\n"


def _states(law: Mechanism, parties: Mapping[str, Party], lang: str) -> str:
    nobody = Words(zh="（结束）", en="(final)")
    rows = [
        (
            f"{state.label.say(lang)} `{state.name}`",
            (parties[state.owner].label if state.owner else nobody).say(lang),
            state.plain.say(lang),
        )
        for state in law.states
    ]
    return _table([head.say(lang) for head in STATE_HEADS], rows)


def _step(law: Mechanism, step: Step, parties: Mapping[str, Party], clocks: ClockScheme, lang: str) -> str:
    comma = ", " if lang == EN else "、"

    def people(names: Sequence[str]) -> str:
        return comma.join(parties[name].label.say(lang) for name in names)

    def duties(names: Sequence[str]) -> str:
        return comma.join(clocks.labels[name].say(lang) if name in clocks.labels else name for name in names)

    facts = [
        (Words(zh="谁能做", en="Who may"), people(step.who)),
        (Words(zh="怎么走", en="Way"), _way(law, step, lang)),
        (Words(zh="告诉谁", en="Who is told"), people(step.tells)),
        (Words(zh="开始时限", en="Starts"), duties(sorted(step.starts_ever))),
        (Words(zh="停止时限", en="Stops"), duties(step.stops)),
        (Words(zh="等哪个时限到期", en="Waits until the end of"), duties(step.outlasts)),
        (Words(zh="按表决模板算", en="Weighed by"), comma.join(one.label.say(lang) for one in step.templates)),
        (Words(zh="最多", en="At most"), str(step.at_most) if step.at_most else ""),
        (Words(zh="公开", en="Public"), "" if step.public else Words(zh="否", en="no").say(lang)),
        (Words(zh="依据", en="Why"), step.why.say(lang)),
    ]
    lines = [f"- {name.say(lang)}{': ' if lang == EN else '：'}{said}" for name, said in facts if said]
    parts = [f"### {step.label.say(lang)} `{step.verb}`", "\n".join(lines)]
    if step.form:
        heads = [head.say(lang) for head in ASKED]
        parts.append(_table(heads, [_field(field, step.form, lang) for field in step.form]))
    return "\n\n".join(parts)


def _way(law: Mechanism, step: Step, lang: str) -> str:
    comma = ", " if lang == EN else "、"
    stays = Words(zh="状态不变", en="the state stays")
    leaves = comma.join(law.state(name).label.say(lang) for name in step.leaves)
    enters = comma.join(law.state(name).label.say(lang) for name in step.ways) or stays.say(lang)
    return f"{leaves} → {enters}" if leaves else f"→ {enters}"


def _field(field: Field, form: Sequence[Field], lang: str) -> tuple[str, ...]:
    kind = KIND_NAMES[field.kind].say(lang)
    if field.choices:
        kind += f"{': ' if lang == EN else '：'}{' / '.join(choice.label.say(lang) for choice in field.choices)}"
    required = Words(zh="是", en="yes") if field.required else Words(zh="否", en="no")
    if field.required and (after := field.asked_after(form)):
        required = Words(
            zh=f"选了{'、'.join(one.zh for one in after)}的", en=f"after {' / '.join(one.en for one in after)}"
        )
    return field.label.say(lang), kind, required.say(lang), field.help.say(lang) if field.help else ""


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    cells = [[cell.replace("|", "\\|") for cell in line] for line in lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in cells)
