"""The few shapes a diagram is made of, and how wide a text is."""

from dataclasses import dataclass, field
from unicodedata import east_asian_width

LABEL_SIZE, NAME_SIZE, OWNER_SIZE = 13.0, 15.0, 12.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """Straight pieces through these points; `head` puts an arrowhead at the end."""

    points: tuple[tuple[float, float], ...]
    head: bool = False
    on: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """`anchor`: start, middle or end; `y` is the baseline."""

    x: float
    y: float
    text: str
    anchor: str = "start"
    on: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Box:
    """A state. `on`: the case was here; `here`: it is here now."""

    x: float
    y: float
    width: float
    height: float
    name: str
    owner: str
    final: bool = False
    on: bool = False
    here: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Dot:
    """A filled circle: where the story begins, or where lines meet."""

    x: float
    y: float
    radius: float
    on: bool = False


@dataclass(kw_only=True)
class Picture:
    """All shapes, with the size of the paper."""

    width: float = 0
    height: float = 0
    lines: list[Line] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    dots: list[Dot] = field(default_factory=list)


def width_of(text: str, size: float) -> float:
    """About how wide the text is; rather too wide than too narrow."""
    ems = sum(1.0 if east_asian_width(char) in "WFA" else 0.56 for char in text)
    return ems * size
