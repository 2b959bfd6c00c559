"""How a picture or a video is called outside, by its first bytes: a file that is saved opens by its ending."""

from typing import IO

from roadmap.video_files import BRANDS, WEBM

STARTS = {b"\xff\xd8": ".jpg", b"\x89PNG": ".png", WEBM: ".webm"}
OF_BRAND = {b"qt  ": ".mov", b"avif": ".avif", b"avis": ".avif"}


def ending_of(file: IO[bytes]) -> str:
    """Empty for what is none of those we take. The file is left at its beginning."""
    file.seek(0)
    start = file.read(12)
    file.seek(0)
    if start[4:8] == b"ftyp":
        brand = start[8:12]
        return OF_BRAND.get(brand) or (".mp4" if brand in BRANDS else ".heic")
    if start[:4] == b"RIFF" and start[8:] == b"WEBP":
        return ".webp"
    return next((ending for begins, ending in STARTS.items() if start.startswith(begins)), "")
