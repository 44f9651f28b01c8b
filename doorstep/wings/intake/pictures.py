"""Makes a photo fit to keep 照片清洗: looks whether it is one, turns it upright, makes it small, and drops all that is not picture.

What comes out is always a fresh JPEG of at most 1600 pixels a side, without position, camera, comment or anything appended.
Judges by content, never by name or declared type. The same picture gives the same bytes.
"""

import hashlib
import io
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from doorstep.kernel.refusals import FieldFault

EDGE = 1600
SMALL_EDGE = 320
QUALITY = 82
MAX_BYTES = 20 * 2**20
MAX_PIXELS = 120_000_000
MAX_PIXELS_AT_ONCE = 50_000_000
KINDS = ("JPEG", "PNG", "WEBP")
MEDIA_TYPE = "image/jpeg"
Image.MAX_IMAGE_PIXELS = MAX_PIXELS


class PhotoTooHeavy(FieldFault):
    """“%(name)s”有 %(size)s MB，超过 20 MB。请缩小一点再传。"""


class PhotoTooLarge(FieldFault):
    """“%(name)s”的像素太多，打不开。请在手机里截图或缩小后再传。"""


class PhotoIsHeic(FieldFault):
    """“%(name)s”是 HEIC 格式。请在手机里另存为 JPEG，或截个屏再传。"""


class NotAPhoto(FieldFault):
    """“%(name)s”不是照片。请传 JPEG、PNG 或 WebP 图片。"""


class PhotoBroken(FieldFault):
    """“%(name)s”已损坏，打不开。请重新拍一张或另选一张。"""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A cleaned photo. `sha256` is the hex digest of `content`."""

    content: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def clean(raw: BinaryIO, *, name: str, size: int) -> Picture:
    """The picture and nothing else. Raises PhotoTooHeavy, PhotoTooLarge, PhotoIsHeic, NotAPhoto, PhotoBroken."""
    name = _short(name)
    if size > MAX_BYTES:
        raise PhotoTooHeavy(name=name, size=f"{size / 2**20:.0f}")
    try:
        with Image.open(raw, formats=KINDS) as image:
            _check_pixels(image, name)
            image.draft("RGB", (EDGE, EDGE))
            upright = ImageOps.exif_transpose(image)
            return _as_jpeg(_flat(upright), EDGE)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as bomb:
        raise PhotoTooLarge(name=name) from bomb
    except UnidentifiedImageError as unknown:
        raise (PhotoIsHeic if _is_heic(raw) else NotAPhoto)(name=name) from unknown
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError) as broken:
        raise PhotoBroken(name=name) from broken


def small(content: bytes) -> bytes:
    """A little picture for lists, from one that is already clean."""
    with Image.open(io.BytesIO(content), formats=("JPEG",)) as image:
        image.draft("RGB", (SMALL_EDGE, SMALL_EDGE))
        return _as_jpeg(image.convert("RGB"), SMALL_EDGE).content


def _check_pixels(image: Image.Image, name: str) -> None:
    """Only a plain JPEG can be read at a fraction of its size; the rest must fit into memory whole."""
    is_read_in_parts = image.format in ("JPEG", "MPO") and not image.info.get("progressive")
    if image.width * image.height > (MAX_PIXELS if is_read_in_parts else MAX_PIXELS_AT_ONCE):
        raise PhotoTooLarge(name=name)


def _flat(image: Image.Image) -> Image.Image:
    """In plain colours; where it was transparent, on white."""
    if image.mode in ("I;16", "I;16B", "I", "F"):
        image = image.convert("F").point(lambda value: value / 257).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        seen = image.convert("RGBA")
        ground = Image.new("RGBA", seen.size, "white")
        return Image.alpha_composite(ground, seen).convert("RGB")
    return image.convert("RGB")


def _as_jpeg(image: Image.Image, edge: int) -> Picture:
    image.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    fresh = Image.new("RGB", image.size)
    fresh.paste(image)
    out = io.BytesIO()
    fresh.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Picture(content=out.getvalue(), width=fresh.width, height=fresh.height)


def _is_heic(raw: BinaryIO) -> bool:
    raw.seek(0)
    head = raw.read(16)
    return head[4:8] == b"ftyp" and head[8:12] in (
        b"heic",
        b"heix",
        b"hevc",
        b"mif1",
        b"msf1",
        b"heim",
        b"heis",
        b"avif",
    )


def _short(name: str) -> str:
    """A file's name as it may stand in a sentence."""
    plain = "".join(letter for letter in name.replace("\\", "/").rpartition("/")[2] if letter.isprintable())
    return plain if 0 < len(plain) <= 40 else f"…{plain[-24:]}" if plain else "照片"
