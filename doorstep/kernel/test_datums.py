"""Coordinates of Chinese maps become true ones, and the other way round."""

import math

from hypothesis import given
from hypothesis import strategies as st

from doorstep.kernel.datums import gcj_from_wgs, wgs_from_bd, wgs_from_gcj

METRE = 1 / 111_000


def metres(a: tuple[float, float], b: tuple[float, float]) -> float:
    return math.hypot((a[0] - b[0]) * math.cos(math.radians(a[1])), a[1] - b[1]) / METRE


def test_a_known_point_is_shifted_as_the_maps_shift_it() -> None:
    # Tiananmen's flag: true position, and what maps in China show.
    assert metres(gcj_from_wgs((116.391349, 39.907375)), (116.397590, 39.908777)) < 5


@given(st.floats(75, 134), st.floats(18, 53))
def test_there_and_back_is_the_same_point(lon: float, lat: float) -> None:
    assert metres(wgs_from_gcj(gcj_from_wgs((lon, lat))), (lon, lat)) < 0.01


def test_baidus_shift_is_undone_too() -> None:
    assert metres(wgs_from_bd((116.404, 39.915)), (116.391349, 39.907375)) < 15


def test_abroad_nothing_is_shifted() -> None:
    assert wgs_from_gcj((7.42, 43.73)) == (7.42, 43.73)
