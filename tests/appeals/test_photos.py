"""Residents' photos are read with suspicion; the real camera files lie beside the checkout."""

import zlib
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import Image

from appeals import actions
from appeals.models import Appeal, AppealPhoto
from appeals.photos import prepare, prepare_all
from tests.appeals.factories import appeal, category, picture, upload
from tests.conftest import SHARED

PHOTOS = SHARED / "data" / "photos"
ORIENTATION, GPS, MAKER = 0x0112, 0x8825, 0x010F


def with_exif(**tags) -> bytes:
    exif = Image.Exif()
    exif[MAKER] = "Camera of Anna"
    exif[ORIENTATION] = tags.get("orientation", 1)
    exif.get_ifd(GPS)[1] = "N"
    exif.get_ifd(GPS)[2] = (57.0, 9.0, 0.0)
    return picture(exif=exif.tobytes(), comment=b"secret note")


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(BytesIO(jpeg))


def files_kept() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_photo_becomes_a_jpeg_of_ours_with_a_thumbnail():
    photo = prepare(upload(picture((3000, 1500))))
    assert (opened(photo.jpeg).format, opened(photo.jpeg).size) == ("JPEG", (2000, 1000))
    assert opened(photo.thumbnail).size == (480, 240)
    assert (photo.width, photo.height) == (2000, 1000)


def test_a_small_photo_is_not_blown_up():
    assert opened(prepare(upload(picture((64, 48)))).jpeg).size == (64, 48)


@pytest.mark.parametrize("format", ["PNG", "WEBP", "JPEG"])
def test_usual_kinds_are_taken(format):
    assert opened(prepare(upload(picture(format=format), "photo")).jpeg).format == "JPEG"


def test_transparency_becomes_white():
    out = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    assert opened(prepare(upload(out.getvalue())).jpeg).getpixel((5, 5)) == (255, 255, 255)


def test_what_the_camera_wrote_is_gone():
    photo = prepare(upload(with_exif()))
    for jpeg in (photo.jpeg, photo.thumbnail):
        assert not opened(jpeg).getexif()
        assert "comment" not in opened(jpeg).info
        assert b"Anna" not in jpeg
        assert b"secret" not in jpeg


def test_a_photo_that_lies_on_its_side_stands_up():
    """Orientation 6: the camera was turned, the left half is to be on top."""
    photo = opened(prepare(upload(with_exif(orientation=6))).jpeg)
    assert photo.size == (48, 64)
    red, blue = photo.getpixel((24, 5)), photo.getpixel((24, 58))
    assert red[0] > 200 > red[2]
    assert blue[2] > 200 > blue[0]


def moving() -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


def bomb() -> bytes:
    """A PNG header that claims 60,000 × 60,000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    header = (60_000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "пуст"),
        (b"\0" * 500, "JPEG, PNG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "JPEG, PNG"),
        (picture()[:200], "поврежд"),
        (picture((600, 600))[:-400], "поврежд"),
        (picture(format="GIF"), "JPEG, PNG"),
        (moving(), "движ"),
        (bomb(), "слишком больш"),
        (b"\0\0\0\x18ftypheic\0\0\0\0" + b"\0" * 100, "HEIC"),
    ],
    ids=["empty", "noughts", "svg", "cut head", "cut tail", "gif", "moving", "bomb", "heic"],
)
def test_a_bad_photo_is_refused_by_name(content, why):
    with pytest.raises(ValidationError, match="двор.jpg") as refusal:
        prepare(upload(content, "двор.jpg"))
    assert why in refusal.value.messages[0]


def test_a_40_mb_file_is_refused_before_it_is_read():
    with pytest.raises(ValidationError, match="15 МБ"):
        prepare(upload(b"\xff\xd8" + b"\0" * 40 * 1024 * 1024, "large.jpg"))


def test_too_many_photos_are_refused():
    with pytest.raises(ValidationError, match="5"):
        prepare_all([upload() for _ in range(6)])


def test_one_bad_photo_stores_nothing(small_city, agency, anonymous):
    before = files_kept()
    answer = anonymous.post(
        "/api/v1/appeals/",
        {
            "category": "pothole",
            "lon": 65.5416,
            "lat": 57.1518,
            "consent": "true",
            "photos": [upload(), upload(b"not a photo", "bad.jpg")],
        },
    )
    assert answer.status_code == 400
    assert "bad.jpg" in str(answer.json()["photos"])
    assert not Appeal.objects.exists()
    assert files_kept() == before


def test_a_failed_row_leaves_no_file(small_city, agency, monkeypatch, at):
    before = files_kept()
    monkeypatch.setattr(actions, "_record", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        appeal(small_city, photos=[prepare(upload())])
    assert not AppealPhoto.objects.exists()
    assert files_kept() == before


def test_photos_are_kept_under_random_names(small_city, agency):
    photo = appeal(small_city, photos=[prepare(upload(name="anna-home.jpg"))]).photos.get()
    assert "anna" not in photo.file.name
    assert photo.file.name != photo.thumbnail.name
    assert len(photo.name) == 64
    assert category().code == "pothole"


def shared(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (PHOTOS / folder).glob("*"))


def read(path: Path) -> bytes:
    return path.read_bytes()


@pytest.mark.shared_data
@pytest.mark.parametrize("path", shared("gps", "orientation", "no-gps"), ids=lambda path: path.name)
def test_real_photos_lose_their_place_and_device(path):
    photo = prepare(upload(read(path), path.name))
    assert not opened(photo.jpeg).getexif()
    assert b"Exif" not in photo.jpeg
    assert max(opened(photo.jpeg).size) <= 2000


@pytest.mark.shared_data
@pytest.mark.parametrize("number", [3, 6, 8])
def test_real_photos_come_out_as_landscapes(number):
    path = PHOTOS / "orientation" / f"landscape_{number}.jpg"
    width, height = opened(prepare(upload(read(path), path.name)).jpeg).size
    assert width > height


@pytest.mark.shared_data
@pytest.mark.parametrize("path", shared("bad"), ids=lambda path: path.name)
def test_a_damaged_photo_is_read_or_refused_by_name(path):
    try:
        photo = prepare(upload(read(path), path.name))
    except ValidationError as refusal:
        assert path.name in refusal.messages[0]
    else:
        assert path.suffix == ".jpg"
        assert not opened(photo.jpeg).getexif()


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "name", ["pillow_decompression_bomb.gif", "pillow_decompression_bomb.ico", "pillow_broken.png"]
)
def test_bombs_and_broken_files_are_refused(name):
    with pytest.raises(ValidationError, match=name):
        prepare(upload(read(PHOTOS / "bad" / name), name))
