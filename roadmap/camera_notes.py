"""What a camera wrote beside a picture: when and where it was taken. Read from the header; no pixel is unpacked.

What is found serves one question (does this photo prove a repair?) and is not kept: pictures are stored without it.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import IO
from zoneinfo import ZoneInfo

from django.contrib.gis.geos import Point
from PIL import ExifTags, Image

from roadmap.decoding import opened
from roadmap.postgis import point_at

Notes = ExifTags.IFD
MOST_BYTES = 2**16  # of EXIF in a JPEG; other formats have no reason for more


@dataclass(frozen=True)
class Taken:
    """None for what the camera did not write, or wrote so that it cannot be read. `point` is in WGS 84."""

    at: datetime | None = None
    point: Point | None = None


def taken(file: IO[bytes], zone: ZoneInfo) -> Taken:
    """`zone` is that of a clock which does not say its own. Raises BadPicture for what is no picture."""
    written = opened(file).info.get("exif")  # getexif() would unpack a PNG that has none
    file.seek(0)
    if not isinstance(written, bytes) or len(written) > MOST_BYTES:
        return Taken()
    try:
        exif = Image.Exif()
        exif.load(written)
        own, place = dict(exif.get_ifd(Notes.Exif)), dict(exif.get_ifd(Notes.GPSInfo))
    except Exception:  # damaged EXIF raises whatever its bytes happen to break
        return Taken()
    return Taken(_moment(own, place, zone), _point(place))


def _moment(own: dict, place: dict, zone: ZoneInfo) -> datetime | None:
    """The clock with its offset, else the satellites' time, else the clock in the city's zone."""
    local = _clock(own.get(ExifTags.Base.DateTimeOriginal))
    offset = _offset(own.get(ExifTags.Base.OffsetTimeOriginal))
    if local and offset:
        return local.replace(tzinfo=offset)
    return _satellites(place) or (local and local.replace(tzinfo=zone))


def _clock(told: object) -> datetime | None:
    try:
        return datetime.strptime(str(told)[:19], "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None


def _offset(told: object) -> timezone | None:
    try:
        hours, minutes = str(told).strip("\0 ").split(":")
        return timezone(timedelta(hours=int(hours), minutes=int(hours[0] + minutes)))
    except (ValueError, IndexError, OverflowError):
        return None


def _satellites(place: dict) -> datetime | None:
    day, time = place.get(ExifTags.GPS.GPSDateStamp), place.get(ExifTags.GPS.GPSTimeStamp)
    try:
        midnight = datetime.strptime(str(day)[:10], "%Y:%m:%d").replace(tzinfo=UTC)
        hours, minutes, seconds = (float(part) for part in time)
        return midnight + timedelta(hours=hours, minutes=minutes, seconds=seconds)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None


def _point(place: dict) -> Point | None:
    tags = ExifTags.GPS
    lat = _degrees(place.get(tags.GPSLatitude), place.get(tags.GPSLatitudeRef), "S", 90)
    lon = _degrees(place.get(tags.GPSLongitude), place.get(tags.GPSLongitudeRef), "W", 180)
    if lat is None or lon is None or lat == lon == 0:  # a camera that has not found itself writes noughts
        return None
    return point_at(lon, lat)


def _degrees(parts: object, half: object, negative: str, most: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    found = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(found) or not 0 <= found <= most:
        return None
    return -found if str(half).strip("\0 ").upper() == negative else found
