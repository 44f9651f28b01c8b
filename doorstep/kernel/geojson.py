"""Strict reading of GeoJSON (RFC 7946): features with their lines, areas as plain tuples, every mistake with its mend.

Reads areas (Polygon, MultiPolygon) and features without geometry. Refuses lines, points, open rings, swapped
coordinates, other coordinate systems. Whether an area crosses itself or its neighbour is for the store to judge, which
has a geometry library.
"""

import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from doorstep.kernel.faults import Fault, PackError
from doorstep.kernel.toml_mistakes import explain_absence, explain_bytes, explain_mark

Point = tuple[float, float]
Ring = tuple[Point, ...]
Area = tuple[tuple[Ring, ...], ...]
"""Parts, each an outer ring and its holes; each ring closed; points are longitude and latitude in degrees, WGS-84."""

FEATURES = re.compile(r'"features"\s*:\s*\[\s*')
GAP = re.compile(r"\s*,?\s*")


@dataclass(frozen=True, kw_only=True)
class Feature:
    """`line` is where the feature begins in its file; `area` is empty where none is drawn."""

    line: int
    properties: dict[str, Any]
    area: Area


class Malformed(ValueError):
    """Carries the sentence in Chinese and in English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.zh, self.en = zh, en


def read_features(path: Path) -> tuple[tuple[Feature, ...], list[Fault]]:
    """The features that could be read, and a fault for each that could not.

    Raises PackError when the file as a whole cannot be read.
    """
    file, text = path.name, _read_text(path)
    features: list[Feature] = []
    faults: list[Fault] = []
    for line, raw in _located(file, text):
        try:
            features.append(_feature(line, raw))
        except Malformed as wrong:
            faults.append(Fault(file=file, line=line, key=_called(raw), zh=wrong.zh, en=wrong.en))
    return tuple(features), faults


def _read_text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise PackError([explain_absence(path, path.name)]) from None
    if raw.startswith(b"\xef\xbb\xbf"):
        raise PackError([explain_mark(path.name)])
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise PackError([explain_bytes(path.name, raw, error)]) from None


def _located(file: str, text: str) -> list[tuple[int, Any]]:
    """Each feature with the line it begins on."""

    def refuse(line: int, zh: str, en: str) -> PackError:
        return PackError([Fault(file=file, line=line, key="", zh=zh, en=en)])

    try:
        whole = json.loads(text)
    except RecursionError:
        raise refuse(1, "括号套得太深；请从地图软件重新导出", "nested too deeply; export it again") from None
    except ValueError as error:
        line = getattr(error, "lineno", 1)
        raise refuse(line, "这里不是完整的 GeoJSON；请重新导出", "not complete GeoJSON; export it again") from None
    match whole:
        case {"crs": crs} if "CRS84" not in json.dumps(crs):
            raise refuse(1, "坐标系要用 WGS-84；请导出为 EPSG:4326", "coordinates must be WGS-84; export as EPSG:4326")
        case {"type": "FeatureCollection", "features": [*features]}:
            return _with_lines(text, len(features))
        case _:
            raise refuse(
                1, "最外层要是 FeatureCollection；请重新导出", "the outermost object must be a FeatureCollection"
            )


def _with_lines(text: str, count: int) -> list[tuple[int, Any]]:
    decoder, found = json.JSONDecoder(), []
    start = FEATURES.search(text)
    at, line, counted = (start.end() if start else 0), 1, 0
    for _ in range(count):
        line, counted = line + text.count("\n", counted, at), at
        raw, at = decoder.raw_decode(text, at)
        found.append((line, raw))
        gap = GAP.match(text, at)
        at = gap.end() if gap else at
    return found


def _called(raw: Any) -> str:
    """How a fault names the feature: by its code if it has one."""
    properties = raw.get("properties") if isinstance(raw, dict) else None
    code = properties.get("code") if isinstance(properties, dict) else None
    return f"place[{code}]" if isinstance(code, str) else ""


def _feature(line: int, raw: Any) -> Feature:
    if not isinstance(raw, dict) or raw.get("type") != "Feature" or not isinstance(raw.get("properties"), dict):
        raise Malformed("这里要一个带 properties 的 Feature", "a Feature with properties is wanted here")
    return Feature(line=line, properties=raw["properties"], area=_area(raw.get("geometry")))


def _area(geometry: Any) -> Area:
    match geometry:
        case None:
            return ()
        case {"type": "Polygon", "coordinates": [*rings]} if rings:
            return (_part(rings),)
        case {"type": "MultiPolygon", "coordinates": [*parts]} if parts:
            return tuple(_part(rings) for rings in parts)
        case {"type": str(kind)}:
            raise Malformed(
                f"地点的范围要是面（Polygon 或 MultiPolygon），这里是 {kind}；没有范围就写 null",
                f"a place is an area (Polygon or MultiPolygon), not {kind}; write null if none is drawn",
            )
        case _:
            raise Malformed("geometry 读不懂；没有范围就写 null", "geometry cannot be read; write null for none")


def _part(rings: Any) -> tuple[Ring, ...]:
    if not isinstance(rings, list) or not rings:
        raise Malformed("多边形里没有边界线", "the polygon has no ring")
    return tuple(_ring(ring) for ring in rings)


def _ring(raw: Any) -> Ring:
    if not isinstance(raw, list):
        raise Malformed("边界线要是一串坐标", "a ring must be a list of coordinates")
    ring = tuple(_point(point) for point in raw)
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise Malformed(
            "边界线没有合拢：至少四个点，最后一个和第一个相同",
            "a ring is open: at least four points, the last like the first",
        )
    return ring


def _point(raw: Any) -> Point:
    match raw:
        case [bool(), *_] | [_, bool(), *_]:
            pass
        case [int() | float() as lon, int() | float() as lat, *_] if math.isfinite(lon + lat):
            if abs(lat) > 90 >= abs(lon):
                raise Malformed(
                    f"坐标 {lon}, {lat} 像是写反了：经度在前，纬度在后",
                    f"{lon}, {lat} looks swapped: longitude comes first",
                )
            if abs(lon) <= 180 and abs(lat) <= 90:
                return (float(lon), float(lat))
    raise Malformed(f"坐标 {raw!r:.60} 不是经纬度", f"{raw!r:.60} is no longitude and latitude")
