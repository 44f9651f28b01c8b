"""Gives every box, line and name of a diagram its place, in CSS pixels.

Lines only run level or upright and every name has a level of its own, so that no line hits a name and no name another.
A dot marks where lines meet; where they cross there is none.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from doorstep.kernel.diagram_plan import Link
from doorstep.kernel.diagram_shapes import (
    LABEL_SIZE,
    NAME_SIZE,
    OWNER_SIZE,
    Box,
    Dot,
    Line,
    Picture,
    Text,
    width_of,
)
from doorstep.kernel.diagram_sheet import ENTRY, LINE, Sheet, Side, Stub

TEXT = 18.0  # from one name to the next where they stack
RAIL = 17.0
MARGIN = 14.0
AIR = 14.0
RISE = 5.0  # how far a name stands above its line, and a line above the next name
LEAST_BOX, LEAST_SIDE = 58.0, 50.0
LEAST_GAP = 40.0
START = 46.0  # from the dot where the story begins to the first box


@dataclass(frozen=True, kw_only=True, slots=True)
class Face:
    """What a box shows. `on`: the case was here, `here`: it is here now."""

    name: str
    owner: str = ""
    final: bool = False
    on: bool = False
    here: bool = False

    @property
    def width(self) -> float:
        return max(width_of(self.name, NAME_SIZE), width_of(self.owner, OWNER_SIZE)) + 36


@dataclass(frozen=True, kw_only=True, slots=True)
class PlacedStub:
    """A stub with the state it leaves, on which side, at which height."""

    source: str
    on_left: bool
    y: float
    stub: Stub


@dataclass(kw_only=True)
class Layout:
    """`steps`: what the case went through, as (state left, verb, state entered); verb "" for any."""

    sheet: Sheet
    faces: Mapping[str, Face]
    steps: frozenset[tuple[str, str, str]]
    opening: str
    picture: Picture = field(default_factory=Picture)
    boxes: dict[str, Box] = field(default_factory=dict)
    entries: dict[tuple[str, bool], float] = field(default_factory=dict)
    stubs: list["PlacedStub"] = field(default_factory=list)

    def draw(self) -> Picture:
        """The whole picture."""
        self._columns()
        y = MARGIN + START
        self._begin(y)
        for row, state in enumerate(self.sheet.plan.spine):
            height = self._row_height(row)
            self._spine_box(state, y, height)
            self._row_right(row, y, height)
            y += height
            if row + 1 < len(self.sheet.plan.spine):
                y = self._upright(row, y)
        for on_left in (True, False):
            self._draw_rails(on_left=on_left)
        self.picture.height = y + MARGIN
        self.picture.boxes = list(self.boxes.values())
        return self.picture

    # Columns, left to right: rails, stubs, spine, names between, states beside, stubs, rails.

    def _columns(self) -> None:
        plan, sheet = self.sheet.plan, self.sheet
        sides = [state for states in plan.beside for state in states]
        self.left_rails = self._rail_order(on_left=True)
        self.right_rails = self._rail_order(on_left=False)
        self.spine_width = max([150.0, *(self.faces[state].width for state in plan.spine)])
        self.side_width = max([130.0, *(self.faces[state].width for state in sides)]) if sides else 0
        half = self.spine_width / 2
        stubs = _widest(stub.label for side in sheet.left.values() for stub in side.stubs)
        ups = _widest(map(self._name, self._upright_links(down=False)))
        room = max(stubs + 22 if stubs else 0, ups + 48 - half if ups else 0)
        self.spine_x = MARGIN + RAIL * len(self.left_rails) + room
        between = [
            self._name(link)
            for row, states in enumerate(plan.beside)
            for state in states
            for link in self._across(row, state)
        ]
        between += [stub.label for state in plan.spine for stub in sheet.side(state, on_left=False).stubs]
        self.side_x = self.spine_x + self.spine_width + (_widest(between) + 44 if sides else 0)
        downs = _widest([self.opening, *map(self._name, self._upright_links(down=True))])
        right = _widest(stub.label for state in sides for stub in sheet.side(state, on_left=False).stubs)
        end = self.side_x + self.side_width + (right + 22 if right else 16 if self.right_rails else 0)
        self.rails_x = max(end, self.spine_x + half + downs + 22)
        self.picture.width = self.rails_x + RAIL * len(self.right_rails) + MARGIN

    def _rail_order(self, *, on_left: bool) -> list[str]:
        """Short rails next to the boxes."""
        rows, sides = self.sheet.plan.row, self.sheet.left if on_left else self.sheet.right
        spans: dict[str, list[int]] = {}
        for source, side in sides.items():
            for stub in side.stubs:
                for target in stub.targets:
                    spans.setdefault(target, [rows[target]]).append(rows[source])
        return sorted(spans, key=lambda target: (max(spans[target]) - min(spans[target]), rows[target], target))

    def _rail_x(self, target: str, *, on_left: bool) -> float:
        if on_left:
            return MARGIN + RAIL * (len(self.left_rails) - 1 - self.left_rails.index(target)) + RAIL / 2
        return self.rails_x + RAIL * self.right_rails.index(target) + RAIL / 2

    def _across(self, row: int, state: str) -> tuple[Link, ...]:
        plan = self.sheet.plan
        return plan.between(plan.spine[row], state) + plan.between(state, plan.spine[row])

    def _upright_links(self, *, down: bool) -> list[Link]:
        plan = self.sheet.plan
        pairs = [(a, b) if down else (b, a) for a, b in pairwise(plan.spine)]
        return [link for a, b in pairs for link in plan.between(a, b)]

    def _name(self, link: Link) -> str:
        return link.label.say(self.sheet.lang)

    def _gone(self, source: str, verb: str, target: str) -> bool:
        return not self.steps.isdisjoint({(source, verb, target), (source, "", target)})

    # Rows, top to bottom.

    def _begin(self, y: float) -> None:
        x, on = self.spine_x + self.spine_width / 2, any(face.on for face in self.faces.values())
        self.picture.dots.append(Dot(x=x, y=MARGIN + 6, radius=6, on=on))
        self.picture.lines.append(Line(points=((x, MARGIN + 12), (x, y)), head=True, on=on))
        self.picture.texts.append(Text(x=x + 10, y=MARGIN + START / 2 + 8, text=self.opening, on=on))

    def _row_height(self, row: int) -> float:
        state = self.sheet.plan.spine[row]
        left = self.sheet.side(state, on_left=True).room + 2 * AIR
        right = self.sheet.side(state, on_left=False).room
        blocks = [self._block_height(row, side) for side in self.sheet.plan.beside[row]]
        return max(LEAST_BOX, left, sum(blocks) + AIR * max(0, len(blocks) - 1) + (right + 2 * AIR if right else 0))

    def _block_height(self, row: int, state: str) -> float:
        across = LINE * len(self._across(row, state))
        return max(LEAST_SIDE, across + AIR, self.sheet.side(state, on_left=False).room + 2 * AIR)

    def _spine_box(self, state: str, y: float, height: float) -> None:
        self._box(state, self.spine_x, y, self.spine_width, height)
        side = self.sheet.side(state, on_left=True)
        self._ports(state, side, y + (height - side.room) / 2, on_left=True)

    def _row_right(self, row: int, y: float, height: float) -> None:
        spine = self.sheet.plan.spine[row]
        for state in self.sheet.plan.beside[row]:
            block = self._block_height(row, state)
            self._box(state, self.side_x, y, self.side_width, block)
            side = self.sheet.side(state, on_left=False)
            self._ports(state, side, y + (block - side.room) / 2, on_left=False)
            self._level(row, state, y + (block - LINE * len(self._across(row, state))) / 2 - RISE)
            y += block + AIR
        self._ports(spine, self.sheet.side(spine, on_left=False), y, on_left=False)

    def _box(self, state: str, x: float, y: float, width: float, height: float) -> None:
        face = self.faces[state]
        self.boxes[state] = Box(
            x=x, y=y, width=width, height=height, name=face.name, owner=face.owner,
            final=face.final, on=face.on, here=face.here,
        )  # fmt: skip

    def _ports(self, state: str, side: Side, y: float, *, on_left: bool) -> None:
        edge = self._edge(state, on_left)
        if side.entered:
            self.entries[state, on_left] = y + ENTRY / 2
            y += ENTRY
        for stub in side.stubs:
            line = y + LINE - RISE
            on = any(self._gone(state, stub.verb, target) for target in stub.targets)
            x, anchor = (edge - 10, "end") if on_left else (edge + 10, "start")
            self.picture.texts.append(Text(x=x, y=line - RISE, text=stub.label, anchor=anchor, on=on))
            self.stubs.append(PlacedStub(source=state, on_left=on_left, y=line, stub=stub))
            y += LINE

    def _level(self, row: int, state: str, y: float) -> None:
        left, right = self.spine_x + self.spine_width, self.side_x
        for link in self._across(row, state):
            on, line = self._gone(link.source, link.verb, link.target), y + LINE - RISE
            ends = (right, left) if link.source == state else (left, right)
            self.picture.lines.append(Line(points=((ends[0], line), (ends[1], line)), head=True, on=on))
            self.picture.texts.append(
                Text(x=(left + right) / 2, y=line - RISE, text=self._name(link), anchor="middle", on=on)
            )
            y += LINE

    def _upright(self, row: int, y: float) -> float:
        """The arrows between two neighbours on the spine; answers where the lower one begins."""
        upper, lower = self.sheet.plan.spine[row : row + 2]
        down, up = self.sheet.plan.between(upper, lower), self.sheet.plan.between(lower, upper)
        gap = max(LEAST_GAP, TEXT * max(len(down), len(up)) + 20)
        middle = self.spine_x + self.spine_width / 2
        self._upright_arrow(down, middle, (y, y + gap), "start")
        self._upright_arrow(up, middle - 26, (y + gap, y), "end")
        return y + gap

    def _upright_arrow(self, links: Sequence[Link], x: float, ends: tuple[float, float], anchor: str) -> None:
        if not links:
            return
        on = [self._gone(link.source, link.verb, link.target) for link in links]
        self.picture.lines.append(Line(points=((x, ends[0]), (x, ends[1])), head=True, on=any(on)))
        first = (ends[0] + ends[1] - TEXT * len(links)) / 2 + 13
        for index, link in enumerate(links):
            at = x + 10 if anchor == "start" else x - 10
            self.picture.texts.append(
                Text(x=at, y=first + TEXT * index, text=self._name(link), anchor=anchor, on=on[index])
            )

    # Rails, once all boxes stand.

    def _draw_rails(self, *, on_left: bool) -> None:
        stubs = [stub for stub in self.stubs if stub.on_left == on_left]
        for target in self.left_rails if on_left else self.right_rails:
            x, entry = self._rail_x(target, on_left=on_left), self.entries[target, on_left]
            levels = [entry, *(placed.y for placed in stubs if target in placed.stub.targets)]
            self.picture.lines.append(Line(points=((x, min(levels)), (x, max(levels)))))
            self.picture.lines.append(Line(points=((x, entry), (self._edge(target, on_left), entry)), head=True))
            for placed in stubs:
                at_end = placed.y in (min(levels), max(levels)) and x == self._far(placed)
                if target in placed.stub.targets and not at_end:
                    self.picture.dots.append(Dot(x=x, y=placed.y, radius=3))
        for placed in stubs:
            self.picture.lines.append(
                Line(points=((self._edge(placed.source, on_left), placed.y), (self._far(placed), placed.y)))
            )
            self._follow(placed)

    def _follow(self, placed: PlacedStub) -> None:
        """Draw anew, over stub and rail, what the case went through."""
        for target in placed.stub.targets:
            if self._gone(placed.source, placed.stub.verb, target):
                x, entry = self._rail_x(target, on_left=placed.on_left), self.entries[target, placed.on_left]
                start, end = self._edge(placed.source, placed.on_left), self._edge(target, placed.on_left)
                points = ((start, placed.y), (x, placed.y), (x, entry), (end, entry))
                self.picture.lines.append(Line(points=points, head=True, on=True))

    def _far(self, placed: PlacedStub) -> float:
        """Where the stub ends: at the farthest of its rails."""
        rails = [self._rail_x(target, on_left=placed.on_left) for target in placed.stub.targets]
        return min(rails) if placed.on_left else max(rails)

    def _edge(self, state: str, on_left: bool) -> float:
        box = self.boxes[state]
        return box.x if on_left else box.x + box.width


def _widest(names: Iterable[str]) -> float:
    return max((width_of(name, LABEL_SIZE) for name in names), default=0.0)
