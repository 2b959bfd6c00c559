"""Where a message's photos were taken, where the files still tell it: phones often leave it out."""

from collections.abc import Sequence

from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import UploadedFile

from roadmap.camera_notes import taken
from roadmap.decoding import BadPicture
from roadmap.models import City


def place_of_photos(files: Sequence[UploadedFile], city: City) -> Point | None:
    """Of the first that tells a place in the city, in WGS 84. A file that is no picture is refused elsewhere."""
    return next((point for point in (_place_of(file, city) for file in files) if point), None)


def _place_of(file: UploadedFile, city: City) -> Point | None:
    try:
        point = taken(file, city.zone).point
    except BadPicture:
        return None
    finally:
        file.seek(0)
    return point if point and city.box.contains(point) else None
