"""The child process: a JPEG on standard input, boxes as JSON on standard output, then it ends. Imports nothing of ours."""

import json
import sys
from typing import Any

LONGEST_SIDE = 960
SMALLEST = 0.025  # of the longer side: smaller faces nobody recognises
WIDER = {"face": 0.12, "plate": 0.10}
# Model, what it finds, how finely it searches, how many neighbours must agree, and in which views of the picture: as it is (""),
# mirrored (profiles look left), as a negative (the plate model knows dark letters; those of Chinese plates are light).
MODELS = (
    ("haarcascade_frontalface_alt2.xml", "face", 1.12, 3, ("",)),
    ("haarcascade_profileface.xml", "face", 1.15, 4, ("", "mirrored")),
    ("haarcascade_russian_plate_number.xml", "plate", 1.1, 3, ("", "negative")),
)


def boxes_in(jpeg: bytes) -> list[dict[str, Any]]:
    """Each thing once, a little wider than found, in thousandths, from the top down."""
    import cv2
    import numpy
    from cv2.data import haarcascades

    cv2.setNumThreads(1)
    picture = cv2.imdecode(numpy.frombuffer(jpeg, numpy.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        return []
    scale = min(1.0, LONGEST_SIDE / max(picture.shape[:2]))
    if scale < 1:
        picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    height, width = picture.shape[:2]
    grey = cv2.equalizeHist(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))
    least = max(20, int(SMALLEST * max(width, height)))
    found = [("plate", box) for box in _blue_plates(picture, least)]
    views = {"": grey, "mirrored": cv2.flip(grey, 1), "negative": 255 - grey}
    for name, what, step, neighbours, seen in MODELS:
        cascade = cv2.CascadeClassifier(haarcascades + name)
        for view in seen:
            for x, y, w, h in cascade.detectMultiScale(views[view], step, neighbours, minSize=(least, least // 2)):
                left = width - x - w if view == "mirrored" else x
                found.append((what, (int(left), int(y), int(w), int(h))))
    return [_as_row(what, box, width, height) for what, box in _once(found)]


def _blue_plates(picture: Any, least: int) -> list[tuple[int, int, int, int]]:
    """Blue rectangles of the shape of a Chinese plate (440 × 140 mm, seen from the side too) with light letters in them."""
    import cv2

    colours = cv2.cvtColor(picture, cv2.COLOR_BGR2HSV)
    blue = cv2.inRange(colours, (98, 90, 40), (128, 255, 255))
    joined = cv2.morphologyEx(blue, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (9, 3)))
    found = []
    for outline in cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)[0]:
        x, y, w, h = cv2.boundingRect(outline)
        if w < least or not 1.8 <= w / h <= 5 or cv2.contourArea(outline) < 0.55 * w * h:
            continue
        if 0.4 <= cv2.countNonZero(blue[y : y + h, x : x + w]) / (w * h) <= 0.92:
            found.append((x, y, w, h))
    return found


def _once(found: list[tuple[str, tuple[int, int, int, int]]]) -> list[tuple[str, tuple[int, int, int, int]]]:
    """Of boxes of one kind that lie mostly within one another, the largest."""
    kept: list[tuple[str, tuple[int, int, int, int]]] = []
    for what, box in sorted(found, key=lambda pair: -pair[1][2] * pair[1][3]):
        if all(what != other or _shared(box, have) < 0.4 for other, have in kept):
            kept.append((what, box))
    return sorted(kept, key=lambda pair: (pair[1][1], pair[1][0]))


def _shared(small: tuple[int, int, int, int], large: tuple[int, int, int, int]) -> float:
    """How much of the smaller one lies within the other."""
    across = min(small[0] + small[2], large[0] + large[2]) - max(small[0], large[0])
    down = min(small[1] + small[3], large[1] + large[3]) - max(small[1], large[1])
    return max(0, across) * max(0, down) / (small[2] * small[3])


def _as_row(what: str, box: tuple[int, int, int, int], width: int, height: int) -> dict[str, Any]:
    more = WIDER[what]
    x, y, w, h = box
    left, top = max(0.0, x - more * w), max(0.0, y - more * h)
    right, bottom = min(float(width), x + w + more * w), min(float(height), y + h + more * h)
    edges = (left / width, top / height, right / width, bottom / height)
    x0, y0, x1, y1 = (round(1000 * edge) for edge in edges)
    return {"what": what, "x": x0, "y": y0, "width": x1 - x0, "height": y1 - y0}


if __name__ == "__main__":
    json.dump(boxes_in(sys.stdin.buffer.read()), sys.stdout)
