"""Draws small pictures of troubles, before and after, and keeps them by the way real photos take. Seeded; nobody is in them."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Protocol

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from doorstep.wings.intake.photos import keep_photos

SIZE = (640, 440)
GROUND = 270
EVERY = 0.22
Draw = ImageDraw.ImageDraw


class Photographed(Protocol):
    """What the studio needs to know of a matter."""

    rng: Random
    is_photographed: bool

    @property
    def shows(self) -> str: ...

    @property
    def must_be_shown(self) -> bool: ...


@dataclass
class Studio:
    """Takes at most `most` matters' photos."""

    most: int
    taken: int = field(default=0)

    def before(self, matter: Photographed, *, by: str, now: datetime) -> list[str]:
        """Digests of photos of the trouble, none when nobody thought of taking one."""
        if not matter.shows or self.taken >= self.most or matter.rng.random() > EVERY:
            return []
        self.taken += 1
        matter.is_photographed = True
        return self._keep(matter, is_mended=False, by=by, now=now)

    def after(self, matter: Photographed, *, by: str, now: datetime) -> list[str]:
        """The same place mended, where there was a photo before or nothing is finished without one."""
        is_taken = matter.is_photographed or matter.must_be_shown
        return self._keep(matter, is_mended=True, by=by, now=now) if is_taken else []

    def mended(self, shows: str, *, rng: Random, by: str, now: datetime) -> list[str]:
        """A photo of something put right."""
        picture = SimpleUploadedFile("photo.jpg", draw(shows, is_mended=True, rng=rng))
        return keep_photos([picture], field="photos", uploaded_by=by, now=now)

    def _keep(self, matter: Photographed, *, is_mended: bool, by: str, now: datetime) -> list[str]:
        picture = SimpleUploadedFile("photo.jpg", draw(matter.shows, is_mended=is_mended, rng=matter.rng))
        return keep_photos([picture], field="photos", uploaded_by=by, now=now)


def draw(kind: str, *, is_mended: bool, rng: Random) -> bytes:
    """A street with the trouble in it, or without, as JPEG."""
    is_dark = kind == "lamp"
    image = Image.new("RGB", SIZE, _shade(rng, (44, 52, 74) if is_dark else (198, 214, 224)))
    pen = ImageDraw.Draw(image)
    for left in range(-20, SIZE[0], 130):
        _house(pen, rng, left, is_dark)
    pen.rectangle((0, GROUND, *SIZE), fill=_shade(rng, (70, 72, 76) if is_dark else (150, 150, 146)))
    pen.rectangle((0, GROUND, SIZE[0], GROUND + 34), fill=_shade(rng, (92, 94, 98) if is_dark else (190, 186, 176)))
    SUBJECTS.get(kind, _heap)(pen, rng, is_mended)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=78)
    return out.getvalue()


def _shade(rng: Random, colour: tuple[int, int, int]) -> tuple[int, int, int]:
    red, green, blue = (max(0, min(255, part + rng.randint(-9, 9))) for part in colour)
    return red, green, blue


def _house(pen: Draw, rng: Random, left: int, is_dark: bool) -> None:
    top = rng.randint(50, 150)
    pen.rectangle((left, top, left + 112, GROUND), fill=_shade(rng, (58, 62, 80) if is_dark else (214, 200, 180)))
    for y in range(top + 16, GROUND - 30, 38):
        for x in range(left + 12, left + 100, 32):
            lit = is_dark and rng.random() < 0.3
            pen.rectangle((x, y, x + 18, y + 22), fill=(228, 196, 116) if lit else (112, 128, 140))


def _lamp(pen: Draw, rng: Random, is_mended: bool) -> None:
    x = rng.randint(260, 380)
    pen.rectangle((x, 90, x + 8, GROUND + 20), fill=(30, 32, 38))
    pen.rectangle((x - 46, 88, x + 8, 96), fill=(30, 32, 38))
    if is_mended:
        pen.polygon([(x - 48, 100), (x - 22, 100), (x + 70, 420), (x - 150, 420)], fill=(206, 186, 122))
    pen.ellipse((x - 54, 92, x - 20, 108), fill=(255, 236, 170) if is_mended else (52, 54, 60))


def _hole(pen: Draw, rng: Random, is_mended: bool) -> None:
    x = rng.randint(200, 360)
    pen.ellipse((x, 330, x + 180, 392), fill=(104, 104, 104) if is_mended else (52, 46, 40))
    if not is_mended:
        pen.ellipse((x + 34, 346, x + 150, 384), fill=(92, 108, 116))


def _cover(pen: Draw, rng: Random, is_mended: bool) -> None:
    x = rng.randint(230, 360)
    pen.ellipse(
        (x, 320, x + 150, 384), fill=(94, 96, 100) if is_mended else (16, 16, 18), outline=(60, 60, 62), width=6
    )
    for y in range(332, 376, 11) if is_mended else ():
        pen.line((x + 24, y, x + 126, y), fill=(70, 72, 76), width=3)


def _heap(pen: Draw, rng: Random, is_mended: bool) -> None:
    x = rng.randint(180, 300)
    pen.rounded_rectangle((x + 190, 236, x + 250, 320), 6, fill=(52, 116, 84))
    for _ in range(0 if is_mended else 46):
        left, top = x + rng.randint(-10, 250), 330 - int(abs(rng.gauss(0, 34)))
        shade = _shade(rng, rng.choice(((186, 170, 140), (96, 110, 128), (150, 90, 74), (222, 220, 212))))
        pen.rectangle((left, top, left + rng.randint(14, 40), top + rng.randint(12, 30)), fill=shade)


def _rail(pen: Draw, rng: Random, is_mended: bool) -> None:
    gap = rng.randint(4, 7)
    for n, x in enumerate(range(20, SIZE[0], 46)):
        if is_mended or abs(n - gap) > 1:
            pen.rectangle((x, 238, x + 7, 322), fill=(226, 226, 220))
            pen.rectangle((x, 254, x + 46, 261), fill=(226, 226, 220))
        elif n == gap:
            pen.line((x - 30, 330, x + 50, 296), fill=(196, 192, 184), width=8)


def _water(pen: Draw, rng: Random, is_mended: bool) -> None:
    if is_mended:
        pen.rectangle((280, 352, 380, 372), fill=(88, 90, 92), outline=(60, 62, 64), width=3)
        return
    pen.ellipse((60, 310, 580, 420), fill=_shade(rng, (112, 128, 132)))
    for _ in range(9):
        left, top = rng.randint(100, 520), rng.randint(330, 400)
        pen.ellipse((left, top, left + 26, top + 10), fill=(170, 158, 132))


def _wires(pen: Draw, rng: Random, is_mended: bool) -> None:
    for _ in range(3 if is_mended else 14):
        sag = 6 if is_mended else rng.randint(20, 170)
        y = rng.randint(60, 90)
        pen.line([(0, y), (320, y + sag), (640, y)], fill=(24, 24, 26), width=3, joint="curve")


def _tree(pen: Draw, rng: Random, is_mended: bool) -> None:
    x, reach = rng.randint(260, 380), 62 if is_mended else 130
    pen.rectangle((x - 10, 150, x + 10, 300), fill=(96, 74, 56))
    for _ in range(26):
        left, top = x + rng.randint(-reach, reach) - 30, 120 + rng.randint(-reach, reach // 2) - 20
        pen.ellipse((left, top, left + 60, top + 46), fill=_shade(rng, (86, 132, 74)))


def _vehicles(pen: Draw, rng: Random, is_mended: bool) -> None:
    for n in range(6):
        left = 20 + n * 104 if not is_mended or n % 5 == 0 else -400
        pen.rounded_rectangle(
            (left, 296, left + 92, 340), 14, fill=_shade(rng, rng.choice(((178, 70, 62), (70, 96, 140))))
        )
        pen.ellipse((left + 10, 330, left + 30, 350), fill=(28, 28, 30))
        pen.ellipse((left + 62, 330, left + 82, 350), fill=(28, 28, 30))


def _stairs(pen: Draw, rng: Random, is_mended: bool) -> None:
    x = rng.randint(200, 300)
    for n in range(3):
        pen.rectangle((x + n * 30, 316 - n * 22, x + 260, 338 - n * 22), fill=_shade(rng, (168, 164, 156)))
    if is_mended:
        pen.polygon([(x - 130, 338), (x + 70, 272), (x + 70, 338)], fill=(128, 132, 136))


SUBJECTS: dict[str, Callable[[Draw, Random, bool], None]] = {
    "lamp": _lamp,
    "pothole": _hole,
    "manhole": _cover,
    "railing": _rail,
    "flood": _water,
    "river": _water,
    "cables": _wires,
    "tree": _tree,
    "parking": _vehicles,
    "bikes": _vehicles,
    "steps": _stairs,
}
