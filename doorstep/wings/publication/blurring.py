"""Hides parts of a picture so that nobody gets them back 打码: first a few large squares, then blurred, then a fresh JPEG.

Each box keeps at most eight colours a side, whatever was in it; the rest of the picture stays as it is. Pure; touches no file.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from PIL import Image, ImageDraw, ImageFilter

What = Literal["face", "plate", "other"]
WHATS: tuple[What, ...] = ("face", "plate", "other")
SQUARES = 8
QUALITY = 82
WHOLE = 1000
LEAST = 5


@dataclass(frozen=True, kw_only=True)
class Area:
    """A box in thousandths of the picture's width and height. `by`: model or hand. Only what is `on` is blurred."""

    what: What
    x: int
    y: int
    width: int
    height: int
    by: str = "hand"
    on: bool = True

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def area(*, what: str, x: int, y: int, width: int, height: int, by: str = "hand", on: bool = True) -> Area | None:
    """A box cut to the picture; None when nothing of it lies within."""
    left, top = max(0, min(x, WHOLE)), max(0, min(y, WHOLE))
    right, bottom = max(0, min(x + width, WHOLE)), max(0, min(y + height, WHOLE))
    if right - left < LEAST or bottom - top < LEAST:
        return None
    kind: What = what if what in WHATS else "other"
    return Area(what=kind, x=left, y=top, width=right - left, height=bottom - top, by=by, on=on)


def blurred(jpeg: bytes, areas: Iterable[Area]) -> bytes:
    """The picture with these areas hidden, as a new JPEG without anything else."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        picture = Image.new("RGB", image.size)
        picture.paste(image.convert("RGB"))
    for one in areas:
        if one.on:
            _hide(picture, one)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _hide(picture: Image.Image, one: Area) -> None:
    left, right = one.x * picture.width // WHOLE, -(-(one.x + one.width) * picture.width // WHOLE)
    top, bottom = one.y * picture.height // WHOLE, -(-(one.y + one.height) * picture.height // WHOLE)
    part = picture.crop((left, top, right, bottom))
    squares = (min(SQUARES, part.width), min(SQUARES, part.height))
    coarse = part.resize(squares, Image.Resampling.BOX).resize(part.size, Image.Resampling.NEAREST)
    picture.paste(coarse.filter(ImageFilter.GaussianBlur(max(part.size) / SQUARES / 2)), (left, top))


def outlined(jpeg: bytes, areas: Iterable[Area]) -> bytes:
    """The picture with numbered frames around these areas, for whoever decides what to hide without a script."""
    with Image.open(io.BytesIO(jpeg), formats=("JPEG",)) as image:
        picture = image.convert("RGB")
    pen = ImageDraw.Draw(picture)
    wide = max(2, max(picture.size) // 300)
    for number, one in enumerate(areas, 1):
        left, top = one.x * picture.width // WHOLE, one.y * picture.height // WHOLE
        right, bottom = (one.x + one.width) * picture.width // WHOLE, (one.y + one.height) * picture.height // WHOLE
        pen.rectangle((left, top, right - 1, bottom - 1), outline="white", width=wide + 2)
        pen.rectangle((left + 1, top + 1, right - 2, bottom - 2), outline="#b3261e", width=wide)
        size = max(16, picture.height // 30)
        pen.rectangle((left, top, left + size * 1.2, top + size * 1.2), fill="#b3261e")
        pen.text((left + size * 0.25, top), str(number), fill="white", font_size=size)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY)
    return out.getvalue()
