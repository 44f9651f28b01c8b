"""Draws a mechanism, from the law itself: as Mermaid text and as SVG.

Steps that leave a case where it is are not drawn; a page lists them beside the picture. The SVG speaks in CSS classes
and `currentColor`, so that it follows the page it stands in, light or dark; alone in a file it brings its own colours.
"""

from collections.abc import Mapping, Sequence
from html import escape

from doorstep.kernel.diagram_layout import Face, Layout
from doorstep.kernel.diagram_plan import links_of, plan
from doorstep.kernel.diagram_shapes import LABEL_SIZE, NAME_SIZE, OWNER_SIZE, Box, Dot, Line, Picture, Text
from doorstep.kernel.diagram_sheet import sort_links
from doorstep.kernel.mechanism import Mechanism
from doorstep.kernel.parties import Party
from doorstep.kernel.words import ZH_HANS

FONTS = "PingFang SC, HarmonyOS Sans SC, Noto Sans CJK SC, Noto Sans SC, Microsoft YaHei, sans-serif"
ALONE = (
    "<style>svg{color:#1d2226;background:#fffdf9;--act:#0e6156;--yours:#fdeedd}"
    "@media(prefers-color-scheme:dark){svg{color:#ece8e1;background:#1d2123;--act:#6fc7b7;--yours:#35291b}}</style>"
)


def mermaid(mechanism: Mechanism, lang: str = ZH_HANS) -> str:
    """A Mermaid state diagram, as GitHub and many editors draw it."""
    lines = ["stateDiagram-v2", "    direction TB"]
    lines += [f"    {state.name} : {_plain(state.label.say(lang))}" for state in mechanism.states]
    for link in links_of(mechanism):
        source = link.source or "[*]"
        lines.append(f"    {source} --> {link.target} : {_plain(link.label.say(lang))}")
    lines += [f"    {state.name} --> [*]" for state in mechanism.states if state.final]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Mermaid reads colons, semicolons and hashes as its own."""
    return text.replace(":", "：").replace(";", "；").replace("#", "＃")


def svg(
    mechanism: Mechanism,
    lang: str = ZH_HANS,
    path: Sequence[str | tuple[str, str]] = (),
    *,
    parties: Mapping[str, Party] | None = None,
    alone: bool = False,
) -> str:
    """An SVG element. `path`: the states a case entered, in order, each alone or with the verb that led to it:
    ``("open", "collected"), ("hand_up", "pooled")``. It stands in the last.

    `parties` lets each state say who owes the next step. `alone`: the picture is a file of its own.
    """
    sheet = sort_links(plan(mechanism), lang)
    entered = [step if isinstance(step, tuple) else ("", step) for step in path]
    states = [state for _, state in entered]
    faces = {
        state.name: Face(
            name=state.label.say(lang),
            owner=parties[state.owner].label.say(lang) if parties and state.owner else "",
            final=state.final,
            on=state.name in states,
            here=states[-1:] == [state.name],
        )
        for state in mechanism.states
    }
    steps = frozenset((before, verb, after) for before, (verb, after) in zip(states, entered[1:], strict=False))
    layout = Layout(sheet=sheet, faces=faces, steps=steps, opening=mechanism.opening.label.say(lang))
    return _written(layout.draw(), mechanism.title.say(lang), followed=bool(path), alone=alone)


def _written(picture: Picture, title: str, *, followed: bool, alone: bool) -> str:
    width, height = round(picture.width), round(picture.height)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="mechanism{" followed" if followed else ""}" role="img"'
        f' aria-label="{escape(title)}" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        f' font-family="{FONTS}" fill="currentColor">'
    )
    parts = [head, f"<title>{escape(title)}</title>", ALONE if alone else ""]
    lines = sorted(picture.lines, key=lambda line: line.on)
    parts += [_line(line, followed) for line in lines]
    parts += [_dot(dot, followed) for dot in picture.dots]
    parts += [_box(box, followed) for box in picture.boxes]
    parts += [_text(text, followed) for text in picture.texts]
    return "\n".join([part for part in parts if part] + ["</svg>"]) + "\n"


def _look(on: bool, followed: bool, faint: str = "0.45") -> str:
    """Class and colour: what the case went through in the accent, the rest stepping back."""
    if on:
        return 'class="on" color="var(--act, currentColor)"'
    return f'class="off" opacity="{faint}"' if followed else 'class="way"'


def _line(line: Line, followed: bool) -> str:
    points = " ".join(f"{_n(x)},{_n(y)}" for x, y in line.points)
    width = "2.6" if line.on else "1.3"
    head = f'<path d="{_head(line)}"/>' if line.head else ""
    return (
        f'<g {_look(line.on, followed)} fill="currentColor">'
        f'<polyline points="{points}" fill="none" stroke="currentColor" stroke-width="{width}"/>{head}</g>'
    )


def _head(line: Line) -> str:
    (x0, y0), (x, y) = line.points[-2:]
    size, half = (10.0, 5.0) if line.on else (8.0, 4.0)
    if x0 == x:
        back = y - size if y > y0 else y + size
        return f"M{_n(x)} {_n(y)}L{_n(x - half)} {_n(back)}L{_n(x + half)} {_n(back)}Z"
    back = x - size if x > x0 else x + size
    return f"M{_n(x)} {_n(y)}L{_n(back)} {_n(y - half)}L{_n(back)} {_n(y + half)}Z"


def _dot(dot: Dot, followed: bool) -> str:
    return f'<circle {_look(dot.on, followed)} cx="{_n(dot.x)}" cy="{_n(dot.y)}" r="{_n(dot.radius)}" fill="currentColor"/>'


def _text(text: Text, followed: bool) -> str:
    weight = ' font-weight="650"' if text.on else ""
    return (
        f'<text {_look(text.on, followed, "0.75")} x="{_n(text.x)}" y="{_n(text.y)}" font-size="{_n(LABEL_SIZE)}"'
        f' text-anchor="{text.anchor}"{weight} fill="currentColor">{escape(text.text)}</text>'
    )


def _box(box: Box, followed: bool) -> str:
    frames = _frame(box, 0, "2.8" if box.on else "1.5", "var(--yours, none)" if box.here else "none")
    if box.final:
        frames += _frame(box, 4, "1", "none")
    x, middle = box.x + box.width / 2, box.y + box.height / 2
    names = _centred(x, middle - 3 if box.owner else middle + 5, NAME_SIZE, box.name, ' font-weight="650"')
    if box.owner:
        names += _centred(x, middle + 16, OWNER_SIZE, box.owner, "")
    kind = f"state{' final' if box.final else ''}{' here' if box.here else ''}"
    return f'<g class="{kind}"><g {_look(box.on, followed)}>{frames}</g>{names}</g>'


def _frame(box: Box, inset: float, stroke: str, fill: str) -> str:
    return (
        f'<rect x="{_n(box.x + inset)}" y="{_n(box.y + inset)}" width="{_n(box.width - 2 * inset)}"'
        f' height="{_n(box.height - 2 * inset)}" rx="{_n((14 if box.final else 8) - inset)}"'
        f' fill="{fill}" stroke="currentColor" stroke-width="{stroke}"/>'
    )


def _centred(x: float, y: float, size: float, text: str, weight: str) -> str:
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" font-size="{_n(size)}" text-anchor="middle"{weight}'
        f' fill="currentColor">{escape(text)}</text>'
    )


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
