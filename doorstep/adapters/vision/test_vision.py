"""Proposals of boxes: a plate is seen, an empty picture has none, and what is no picture breaks nothing but the child."""

import io
import logging

import pytest
from PIL import Image, ImageDraw

from doorstep.adapters.vision import CannotLook
from doorstep.adapters.vision.blind import Blind
from doorstep.adapters.vision.cascades import Cascades


def jpeg(image: Image.Image) -> bytes:
    raw = io.BytesIO()
    image.save(raw, "JPEG", quality=90)
    return raw.getvalue()


def a_plate() -> Image.Image:
    image = Image.new("RGB", (800, 600), (150, 150, 145))
    pen = ImageDraw.Draw(image)
    pen.rectangle((300, 400, 520, 470), fill=(20, 60, 180))
    pen.text((312, 402), "A 88M21", fill="white", font_size=52)
    return image


def test_a_blue_plate_is_proposed_and_an_empty_wall_holds_nothing() -> None:
    (box,) = Cascades().look(jpeg(a_plate()))
    assert box.what == "plate"
    assert box.x <= 375 <= 650 <= box.x + box.width
    assert box.y <= 667 <= 783 <= box.y + box.height
    assert Cascades().look(jpeg(Image.new("RGB", (400, 300), (150, 150, 145)))) == ()


def test_what_is_no_picture_holds_nothing() -> None:
    assert Cascades().look(b"no picture") == ()


def test_without_a_child_nobody_can_look(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("doorstep.adapters.vision.cascades.CHILD", ("-c", "raise SystemExit(3)"))
    with pytest.raises(CannotLook):
        Cascades().look(b"")


def test_the_stand_in_says_that_it_is_one(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        stand_in = Blind()
    assert "by hand" in caplog.text
    with pytest.raises(CannotLook):
        stand_in.look(b"")
