"""Where a photo says it was taken 拍摄位置: read before the photo is cleaned, to propose a place, and kept nowhere here.

Believes no photo: what is not a point on earth, or the empty 0, 0 of cameras without a fix, is no position.
"""

from typing import Any, BinaryIO

from PIL import Image

from doorstep.wings.intake.pictures import KINDS

GPS = 0x8825
LAT_REF, LAT, LON_REF, LON = 1, 2, 3, 4
Point = tuple[float, float]


def position_of(raw: BinaryIO) -> Point | None:
    """Longitude and latitude (degrees WGS-84) from the EXIF of a photo; None for none. Leaves `raw` at its beginning."""
    try:
        raw.seek(0)
        with Image.open(raw, formats=KINDS) as image:
            gps = dict(image.getexif().get_ifd(GPS))
        lat, lon = _degrees(gps[LAT], gps[LAT_REF], "S"), _degrees(gps[LON], gps[LON_REF], "W")
    except Exception:  # a forged header breaks the reader in a hundred ways; each means that nothing is known
        return None
    finally:
        raw.seek(0)
    is_fix = -90 <= lat <= 90 and -180 <= lon <= 180 and (lat, lon) != (0.0, 0.0)
    return (round(lon, 6), round(lat, 6)) if is_fix else None


def _degrees(parts: Any, reference: Any, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    size = degrees + minutes / 60 + seconds / 3600
    return -size if str(reference).strip("\x00 ").upper() == negative else size
