"""What is in a box is gone from the picture; the rest stays; a box outside the picture is none."""

import io

from PIL import Image, ImageDraw

from doorstep.wings.publication.blurring import area, blurred, outlined


def chequered() -> bytes:
    """Single dark squares of five pixels, sharp enough that any blurring shows."""
    image = Image.new("RGB", (400, 300), "white")
    pen = ImageDraw.Draw(image)
    for x in range(0, 400, 10):
        for y in range(0, 300, 10):
            pen.rectangle((x, y, x + 4, y + 4), fill="black")
    raw = io.BytesIO()
    image.save(raw, "JPEG", quality=95)
    return raw.getvalue()


def spread(jpeg: bytes, box: tuple[int, int, int, int]) -> int:
    """How far the lightest and the darkest of a part are from one another."""
    with Image.open(io.BytesIO(jpeg)) as image:
        low, high = image.convert("L").crop(box).getextrema()
    return int(high) - int(low)  # type: ignore[arg-type]


def test_a_box_keeps_nothing_of_what_was_in_it_and_the_rest_stays() -> None:
    one = area(what="face", x=250, y=250, width=500, height=500)
    assert one
    picture = blurred(chequered(), [one])
    assert spread(picture, (104, 79, 296, 221)) < 40
    assert spread(picture, (0, 0, 90, 60)) > 200
    assert b"Exif" not in picture


def test_a_box_that_is_off_hides_nothing() -> None:
    one = area(what="face", x=250, y=250, width=500, height=500, on=False)
    assert one
    assert spread(blurred(chequered(), [one]), (110, 80, 290, 220)) > 200


def test_boxes_are_cut_to_the_picture_and_those_outside_are_none() -> None:
    one = area(what="plate", x=900, y=-50, width=500, height=100)
    assert one
    assert (one.x, one.y, one.width, one.height) == (900, 0, 100, 50)
    assert area(what="plate", x=1000, y=0, width=10, height=10) is None
    assert area(what="plate", x=0, y=0, width=0, height=10) is None


def test_frames_are_drawn_for_whoever_has_no_script() -> None:
    one = area(what="face", x=250, y=250, width=500, height=500)
    assert one
    assert outlined(chequered(), [one]) != chequered()
