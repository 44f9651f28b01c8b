"""What comes out of a photo is a picture and nothing else; what is no photo is refused in one sentence."""

import io
import struct
import zipfile
import zlib

import pytest
from PIL import Image, PngImagePlugin

from doorstep.kernel.refusals import FieldFault
from doorstep.wings.intake import pictures
from doorstep.wings.intake.pictures import clean, small

ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


def jpeg(size: tuple[int, int] = (400, 300), **save: object) -> bytes:
    raw = io.BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(raw, "JPEG", **save)
    return raw.getvalue()


def png(mode: str, size: tuple[int, int] = (40, 30)) -> bytes:
    raw = io.BytesIO()
    Image.new(mode, size).save(raw, "PNG")
    return raw.getvalue()


def cleaned(raw: bytes, name: str = "a.jpg") -> pictures.Picture:
    return clean(io.BytesIO(raw), name=name, size=len(raw))


def refused(raw: bytes, name: str = "a.jpg") -> str:
    with pytest.raises(FieldFault) as fault:
        cleaned(raw, name)
    return type(fault.value).__name__


def with_exif() -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[MAKER] = "SecretPhone"
    exif.get_ifd(GPS)[2] = (31.0, 0.0, 0.0)
    return jpeg((400, 300), exif=exif, comment=b"secret comment")


def test_position_camera_and_comment_are_gone_and_the_picture_stands_upright() -> None:
    picture = cleaned(with_exif() + b"appended secret")
    assert (picture.width, picture.height) == (300, 400)
    for secret in (b"Secret", b"secret", b"Exif"):
        assert secret not in picture.content
    with Image.open(io.BytesIO(picture.content)) as image:
        assert not image.getexif()
        assert image.format == "JPEG"


def test_the_same_picture_gives_the_same_digest() -> None:
    raw = with_exif()
    assert cleaned(raw).sha256 == cleaned(raw).sha256


def test_a_large_photo_becomes_small_and_a_small_one_stays() -> None:
    assert max((big := cleaned(jpeg((4000, 3000)))).width, big.height) == 1600
    assert cleaned(jpeg((200, 100))).width == 200
    with Image.open(io.BytesIO(small(big.content))) as image:
        assert max(image.size) == 320


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_read(mode: str) -> None:
    assert cleaned(png(mode)).width == 40


@pytest.mark.parametrize("mode", ["L", "CMYK"])
def test_every_kind_of_jpeg_is_read(mode: str) -> None:
    raw = io.BytesIO()
    Image.new(mode, (40, 30)).save(raw, "JPEG")
    assert cleaned(raw.getvalue()).width == 40


def test_webp_and_moving_pictures_give_their_first_frame() -> None:
    raw = io.BytesIO()
    frames = [Image.new("RGB", (40, 30), colour) for colour in ("red", "blue")]
    frames[0].save(raw, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    with Image.open(io.BytesIO(cleaned(raw.getvalue()).content)) as image:
        assert image.getpixel((20, 15))[0] > 200  # type: ignore[index]


def test_what_is_transparent_lies_on_white() -> None:
    raw = io.BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(raw, "PNG")
    with Image.open(io.BytesIO(cleaned(raw.getvalue()).content)) as image:
        assert image.getpixel((20, 15)) == (255, 255, 255)


def zipped() -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("xl/workbook.xml", "x" * 1000)
    return raw.getvalue()


LIES = {
    "html": b"<html><script>alert(1)</script></html>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "xlsx": zipped(),
    "elf": b"\x7fELF" + b"\x00" * 100,
    "empty": b"",
    "gif": b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;",
    "tiff": b"II*\x00\x08\x00\x00\x00",
    "php": b"<?php system($_GET['c']); ?>",
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 1 1\n",
    "pdf": b"%PDF-1.7\n",
}


@pytest.mark.parametrize("lie", LIES)
def test_a_file_that_lies_about_what_it_is_is_no_photo(lie: str) -> None:
    assert refused(LIES[lie], f"{lie}.jpg") == "NotAPhoto"


def test_heic_is_refused_with_what_to_do() -> None:
    assert refused(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "IMG_1.HEIC") == "PhotoIsHeic"


@pytest.mark.parametrize("kept", [2, 20, 200, 2000])
def test_a_torn_jpeg_is_broken_or_no_photo(kept: int) -> None:
    assert refused(jpeg()[:kept]) in ("PhotoBroken", "NotAPhoto")


def test_noise_after_a_right_beginning_is_broken() -> None:
    assert refused(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20) in ("PhotoBroken", "NotAPhoto")
    assert refused(b"\x89PNG\r\n\x1a\n" + b"\x00" * 500) in ("PhotoBroken", "NotAPhoto")


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it is enormous."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 9999)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(8000, 8000), (11_000, 11_000), (20_000, 20_000), (2**31 - 1, 2**31 - 1), (0, 5)])
def test_a_bomb_is_refused_before_it_is_opened(size: tuple[int, int]) -> None:
    assert refused(bomb(*size), "b.png") in ("PhotoTooLarge", "PhotoBroken", "NotAPhoto")


def test_a_text_chunk_that_swells_is_refused() -> None:
    info = PngImagePlugin.PngInfo()
    for number in range(70):
        info.add_text(f"k{number}", "x" * 2**20, zip=True)
    raw = io.BytesIO()
    Image.new("RGB", (4, 4)).save(raw, "PNG", pnginfo=info)
    assert refused(raw.getvalue()) == "PhotoBroken"


def test_more_than_twenty_megabytes_is_refused_by_weight() -> None:
    raw = jpeg()
    with pytest.raises(pictures.PhotoTooHeavy) as heavy:
        clean(io.BytesIO(raw), name="x" * 300 + ".jpg", size=21 * 2**20)
    assert heavy.value.params["size"] == "21"
    assert len(str(heavy.value.params["name"])) <= 40


def test_a_photo_of_just_under_twenty_megabytes_is_taken() -> None:
    raw = jpeg((3000, 2000), quality=95)
    heavy = raw + b"\0" * (20 * 2**20 - len(raw) - 1)
    assert cleaned(heavy).width == 1600


@pytest.mark.parametrize("name", ["", "\x00", "../../etc/passwd", "<b>.jpg", "\u202egpj.exe", "a" * 500])
def test_any_name_can_stand_in_the_sentence(name: str) -> None:
    with pytest.raises(FieldFault) as fault:
        cleaned(b"no photo", name)
    said = str(fault.value.params["name"])
    assert 0 < len(said) <= 40
    assert said.isprintable()
