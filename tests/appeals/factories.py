"""Messages and what they need, with traits for situations. Places are of the small city (fixtures/small_city.md)."""

from datetime import date, datetime, timedelta, timezone
from io import BytesIO

from django.contrib.gis.geos import Point
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

from appeals import actions
from appeals.models import Appeal, AppealPhoto, Category, ResponsibilityRule, TermRule
from appeals.photos import checked, look_at
from appeals.workflow import Status
from roadmap.models import Agency, City
from tests.conftest import NOW

METRES_EAST, METRES_NORTH = 60_527, 111_363  # of one degree, at the small city's origin


def spot(x: float, y: float) -> Point:
    """Metres east and north of the small city's origin, as on its drawing."""
    return Point(65.54 + x / METRES_EAST, 57.15 + y / METRES_NORTH, srid=4326)


PUSHKINA = spot(100, 203)  # three metres north of улица Пушкина, between улица Баумана and Речной переулок
NEXT_TO_IT = spot(112, 198)  # twelve metres along
ACROSS_TOWN = spot(-100, -203)  # улица 8 Марта
IN_THE_PARK = spot(-150, 100)  # some 50 m from the nearest road
NOWHERE = spot(-300, 110)  # 90 m south of улица Пушкина, 100 m north of проспект Ленина
CORNER = spot(0.0, 200.0)  # the very crossing of улица Пушкина and улица Баумана


def category(code: str = "pothole") -> Category:
    return Category.objects.get(code=code)


def appeal(city: City, point: Point | None = PUSHKINA, *, code: str = "pothole", at: datetime = NOW, **told) -> Appeal:
    return looked_at(actions.submit(city=city, category=category(code), point=point, at=at, **told))


def looked_at(message: Appeal) -> Appeal:
    """As the photos' worker leaves it."""
    for upload in message.uploads.waiting():
        look_at(upload.pk, upload.next_try_at)
    return message


def personal(city: City, **told) -> Appeal:
    """With everything that must stay private."""
    told = {
        "text": "Яма у моего подъезда, звоните",
        "place_text": "улица Пушкина, 13",
        "name": "Анна Секретова",
        "email": "anna@example.org",
        "phone": "+7 999 000-00-00",
        "has_consent": True,
        "photos": [checked(upload())],
    } | told
    return appeal(city, **told)


def answered(city: City, *, by, at: datetime = NOW, **told) -> Appeal:
    return actions.answer(appeal(city, at=at, **told), "Яма заделана.", by=by, at=at)


def in_status(status: str, city: City, *, by, at: datetime = NOW) -> Appeal:
    """As the verbs leave it."""
    message, main = appeal(city, at=at), appeal(city, at=at - timedelta(days=1))
    match status:
        case Status.IN_WORK:
            actions.take(message, by=by, at=at)
        case Status.ANSWERED | Status.CLOSED:
            actions.answer(message, "Ждите.", by=by, at=at)
        case Status.REJECTED:
            actions.reject(message, reason="Не дорога", by=by, at=at)
        case Status.DUPLICATE:
            actions.join(message, main, by=by, at=at)
    return actions.close(message, at=at) if status == Status.CLOSED else Appeal.objects.get(pk=message.pk)


def term(code: str | None = None, *, days: int = 30, valid_from: date = date(2005, 1, 1), **told) -> TermRule:
    return TermRule(category=category(code) if code else None, answer_days=days, valid_from=valid_from, **told)


def rule(city: City, code: str, agency: Agency, why: str = "") -> ResponsibilityRule:
    return ResponsibilityRule.objects.create(city=city, category=category(code), agency=agency, why=why)


def picture(size: tuple[int, int] = (64, 48), format: str = "JPEG", **saved) -> bytes:
    """Left half red, right half blue, so that turning shows."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    out = BytesIO()
    image.save(out, format, **saved)
    return out.getvalue()


def cut(content: bytes) -> bytes:
    """A JPEG whose header and notes are whole and whose pixels are not all there: a connection that broke."""
    return content[: content.rindex(b"\xff\xda") + 30]


def upload(content: bytes | None = None, name: str = "яма.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content)


def photo_of(message: Appeal) -> AppealPhoto:
    return message.photos.get()


def noted(at: datetime | None = None, place: Point | None = None, *, offset: str = "+05:00", name: str = "после.jpg"):
    """A photo in which the camera wrote when (by the clock of `offset`) and where it was taken."""
    exif = Image.Exif()
    if at:
        hours = int(offset[:3] or 0) if offset else 5
        local = at.astimezone(timezone(timedelta(hours=hours)))
        own = exif.get_ifd(ExifTags.IFD.Exif)
        own[ExifTags.Base.DateTimeOriginal] = f"{local:%Y:%m:%d %H:%M:%S}"
        if offset:
            own[ExifTags.Base.OffsetTimeOriginal] = offset
    if place:
        gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
        gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", _sexagesimal(place.y)
        gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", _sexagesimal(place.x)
    return checked(upload(picture(exif=exif), name))


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    minutes = degrees % 1 * 60
    return float(int(degrees)), float(int(minutes)), round(minutes % 1 * 60, 3)
