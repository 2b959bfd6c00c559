"""Pictures in place of residents' photos: drawn, and clearly so. The same kind and number give the same drawing."""

from io import BytesIO
from math import cos, radians, sin
from random import Random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFilter

SIZE = (1024, 768)
ASPHALT, DARK, FRESH = (112, 112, 116), (38, 36, 36), (70, 70, 74)


def drawing(kind: str, number: int) -> SimpleUploadedFile:
    random = Random(f"{kind} {number}")
    picture = DRAWINGS[kind](random)
    out = BytesIO()
    picture.save(out, "JPEG", quality=88)
    return SimpleUploadedFile(f"{kind}-{number}.jpg", out.getvalue())


def _grained(picture: Image.Image, random: Random, strength: float = 0.35) -> Image.Image:
    """A coarse grain over everything, as of a road's surface."""
    size = (SIZE[0] // 2, SIZE[1] // 2)
    grain = Image.frombytes("L", size, random.randbytes(size[0] * size[1])).resize(SIZE, Image.Resampling.BILINEAR)
    return Image.blend(picture, Image.merge("RGB", [grain] * 3), strength)


def _road(random: Random) -> Image.Image:
    """Asphalt with a pale line along its edge."""
    picture = Image.new("RGB", SIZE, ASPHALT)
    draw = ImageDraw.Draw(picture)
    edge = random.randint(120, 220)
    draw.polygon([(edge, SIZE[1]), (edge + 46, SIZE[1]), (edge + 150, 0), (edge + 124, 0)], fill=(205, 205, 200))
    return picture


def _blob(random: Random, middle: tuple[int, int], width: int, height: int) -> list[tuple[float, float]]:
    """A rough outline with twenty corners."""
    corners = []
    for turn in range(0, 360, 18):
        reach = random.uniform(0.78, 1.1)
        corners.append(
            (middle[0] + width * reach * cos(radians(turn)), middle[1] + height * reach * sin(radians(turn)))
        )
    return corners


def _pothole(random: Random) -> Image.Image:
    picture = _road(random)
    draw = ImageDraw.Draw(picture)
    middle = (random.randint(520, 640), random.randint(400, 480))
    width, height = random.randint(190, 260), random.randint(90, 130)
    draw.polygon(_blob(random, middle, width + 26, height + 18), fill=(88, 86, 86))
    draw.polygon(_blob(random, middle, width, height), fill=DARK)
    draw.polygon(_blob(random, (middle[0] - 30, middle[1] + 20), width // 2, height // 2), fill=(62, 70, 80))
    return _grained(picture.filter(ImageFilter.GaussianBlur(2)), random)


def _patch(random: Random) -> Image.Image:
    """The same place mended: a dark square of fresh asphalt."""
    picture = _road(random)
    ImageDraw.Draw(picture).polygon([(390, 300), (800, 290), (850, 560), (350, 575)], fill=FRESH)
    return _grained(picture, random, 0.28)


def _manhole(random: Random) -> Image.Image:
    picture = _road(random)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((400, 290, 800, 560), fill=DARK)
    draw.ellipse((420, 318, 800, 568), fill=(84, 80, 76))
    for offset in range(0, 300, 50):
        draw.line([(470 + offset, 360), (450 + offset, 530)], fill=(56, 52, 50), width=12)
    return _grained(picture, random)


def _lamp(random: Random) -> Image.Image:
    """Dusk, and a lamp that does not burn."""
    picture = Image.new("RGB", SIZE, (30, 34, 58))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 620, SIZE[0], SIZE[1]), fill=(40, 40, 44))
    for left in (240, 620, 860):
        draw.rectangle((left, 180, left + 12, 640), fill=(16, 16, 20))
        draw.rectangle((left - 80, 170, left + 12, 190), fill=(16, 16, 20))
    return _grained(picture, random, 0.12)


def _sign(random: Random) -> Image.Image:
    """A square road sign on its pole."""
    picture = Image.new("RGB", SIZE, (186, 204, 220))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 560, SIZE[0], SIZE[1]), fill=ASPHALT)
    draw.rectangle((500, 380, 520, 700), fill=(120, 124, 128))
    draw.rectangle((390, 130, 630, 390), fill=(24, 82, 168))
    draw.polygon([(510, 160), (410, 360), (610, 360)], fill="white")
    return _grained(picture, random, 0.1)


DRAWINGS = {"pothole": _pothole, "patch": _patch, "manhole": _manhole, "lamp": _lamp, "sign": _sign}
