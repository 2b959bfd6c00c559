"""Residents' photos are read with suspicion; the real camera files lie beside the checkout."""

import zlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from appeals.photos import checked, checked_all
from roadmap import decoding
from roadmap.decoding import BadPicture, Fault, Prepared, decoded
from tests.appeals.factories import picture, upload
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


def prepare(file) -> Prepared:
    """As the form judges it by its header and the worker by its pixels."""
    return decoded(checked(file).file)


def test_a_photo_becomes_a_jpeg_of_ours_with_a_thumbnail():
    photo = prepare(upload(picture((3000, 1500))))
    assert (opened(photo.jpeg).format, opened(photo.jpeg).size) == ("JPEG", (2000, 1000))
    assert opened(photo.thumbnail).size == (480, 240)
    assert (photo.width, photo.height) == (2000, 1000)


def test_a_small_photo_is_not_blown_up():
    assert opened(prepare(upload(picture((64, 48)))).jpeg).size == (64, 48)


@pytest.mark.parametrize("format", ["PNG", "WEBP", "JPEG", "AVIF", "HEIF"])
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


def test_what_a_phone_wrote_into_heic_is_gone_and_it_stands_up():
    exif = Image.Exif()
    exif[MAKER], exif[ORIENTATION] = "Camera of Anna", 6
    photo = prepare(upload(picture(format="HEIF", exif=exif.tobytes()), "IMG_0001.HEIC"))
    assert not opened(photo.jpeg).getexif()
    assert b"Anna" not in photo.jpeg
    assert opened(photo.jpeg).size == (48, 64)


def moving() -> bytes:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    return out.getvalue()


RGB, BY_NUMBER, RGBA = 2, 3, 6  # kinds of colour in a PNG's header


def bomb(side: int = 60_000, colour: int = RGB) -> bytes:
    """A PNG header that claims so many pixels each way."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    header = side.to_bytes(4, "big") * 2 + bytes([8, colour, 0, 0, 0])
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
        (picture(format="GIF"), "JPEG, PNG"),
        (moving(), "движ"),
        (bomb(), "слишком больш"),
        (b"\0\0\0\x18ftypheic\0\0\0\0" + b"\0" * 100, "HEIC"),
        (picture((6000, 5000), "AVIF", quality=5, speed=10), "слишком больш"),
    ],
    ids=["empty", "noughts", "svg", "cut head", "gif", "moving", "bomb", "heic", "large avif"],
)
def test_a_bad_photo_is_refused_by_name(content, why):
    with pytest.raises(ValidationError, match="двор.jpg") as refusal:
        checked(upload(content, "двор.jpg"))
    assert why in refusal.value.messages[0]


@pytest.mark.parametrize(("side", "colour"), [(8300, RGBA), (7100, RGBA), (8300, BY_NUMBER), (8400, RGB)])
def test_a_picture_too_large_for_the_memory_is_refused_by_its_header(side, colour):
    with pytest.raises(ValidationError, match="слишком больш"):
        checked(upload(bomb(side, colour), "scan.png"))


@pytest.mark.parametrize(("side", "colour"), [(7000, RGBA), (6300, BY_NUMBER), (8300, RGB)])
def test_what_fits_passes_the_header(side, colour):
    assert checked(upload(bomb(side, colour), "scan.png"))


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "RGB", "L", "I;16"])
def test_what_passes_the_header_fits_the_memory(monkeypatch, mode):
    """At a quarter of each side, so that everything takes a sixteenth."""
    most = min(70_000_000, decoding.MOST_UNPACKED // decoding.UNPACKED.get(mode, 4))
    side = int((most / 16) ** 0.5)
    monkeypatch.setattr(decoding, "LARGEST_SIDE", decoding.LARGEST_SIDE // 4)
    monkeypatch.setattr(decoding, "MOST_MEMORY", decoding.MOST_MEMORY // 16)
    assert prepare(upload(picture_of(mode, side))).width == 500


def picture_of(mode: str, side: int) -> bytes:
    out = BytesIO()
    Image.new(mode, (side, side)).save(out, "PNG")
    return out.getvalue()


def test_a_40_mb_file_is_refused_before_it_is_read():
    with pytest.raises(ValidationError, match="15 МБ"):
        checked(upload(b"\xff\xd8" + b"\0" * 40 * 1024 * 1024, "large.jpg"))


@pytest.mark.parametrize("size", [(2000, 2), (1000, 1), (1, 4000), (4000, 1), (1, 60_000)], ids=str)
@pytest.mark.parametrize("format", ["JPEG", "PNG"])
def test_a_thin_picture_keeps_a_side(size, format):
    photo = prepare(upload(picture(size, format)))
    assert min(opened(photo.jpeg).size + opened(photo.thumbnail).size) >= 1


@pytest.mark.parametrize("size", [(400, 300), (2500, 2100)], ids=str)
def test_16_bits_of_grey_keep_their_contents(size):
    out = BytesIO()
    Image.new("I;16", size, 30_000).save(out, "PNG")
    assert opened(prepare(upload(out.getvalue())).jpeg).getpixel((5, 5)) == (117, 117, 117)


@pytest.mark.parametrize(("mode", "colour"), [("CMYK", (0, 255, 255, 0)), ("P", 0), ("LA", (0, 255)), ("1", 0)])
def test_other_kinds_of_colour_become_rgb(mode, colour):
    image, out = Image.new(mode, (2100, 40), colour), BytesIO()
    if mode == "P":
        image.putpalette([255, 0, 0])
    image.save(out, "JPEG" if mode == "CMYK" else "PNG")
    red, green, blue = opened(prepare(upload(out.getvalue())).jpeg).getpixel((9, 9))
    assert (red > 230) == (mode in ("CMYK", "P"))
    assert max(green, blue) < 30


def test_a_picture_with_a_second_view_is_taken():
    frames, out = [Image.new("RGB", (40, 20), colour) for colour in ("red", "blue")], BytesIO()
    frames[0].save(out, "MPO", save_all=True, append_images=frames[1:])
    assert opened(prepare(upload(out.getvalue())).jpeg).getpixel((9, 9))[0] > 230


@pytest.mark.filterwarnings("ignore:Corrupt EXIF")
def test_damaged_notes_of_the_camera_are_no_reason_to_refuse():
    assert prepare(upload(picture(exif=b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x09"))).width == 64


@pytest.mark.parametrize(
    "content", [picture((600, 600))[:-400], picture((600, 600), "PNG")[:-900]], ids=["jpeg", "png"]
)
def test_a_picture_that_breaks_off_is_damaged(content):
    with pytest.raises(BadPicture) as refusal:
        prepare(upload(content))
    assert refusal.value.fault == Fault.DAMAGED


def test_a_picture_that_takes_too_much_memory_is_refused(monkeypatch):
    """The header claims little enough, the system says no: 120 MB where 10 are allowed."""
    monkeypatch.setattr(decoding, "MOST_MEMORY", 10 * 2**20)
    with pytest.raises(BadPicture) as refusal:
        prepare(upload(picture((8000, 5000), "PNG")))
    assert refusal.value.fault == Fault.LARGE
    monkeypatch.undo()
    assert prepare(upload(picture((4000, 2500), "PNG"))).width == 2000, "the limit is lifted again"


def test_a_webp_may_claim_less_than_a_jpeg():
    with pytest.raises(ValidationError, match="слишком больш"):
        checked(upload(picture((5000, 5000), "WEBP")))


def test_too_many_photos_are_refused():
    with pytest.raises(ValidationError, match="5"):
        checked_all([upload() for _ in range(6)])


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
    except BadPicture as refusal:
        assert refusal.fault in (Fault.DAMAGED, Fault.LARGE)
    else:
        assert path.suffix == ".jpg"
        assert not opened(photo.jpeg).getexif()


@pytest.mark.shared_data
@pytest.mark.parametrize(
    "name", ["pillow_decompression_bomb.gif", "pillow_decompression_bomb.ico", "pillow_broken.png"]
)
def test_bombs_and_broken_files_are_refused(name):
    with pytest.raises((ValidationError, BadPicture)):
        prepare(upload(read(PHOTOS / "bad" / name), name))
