"""What a video is to whoever only takes it in or shows it, without the libraries that read it."""

from dataclasses import dataclass
from typing import IO

LONGEST_S = 60
BRANDS = {  # of MP4, MOV and 3GP files
    *(b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42"),
    *(b"avc1", b"M4V ", b"qt  ", b"3gp4", b"3gp5"),
}
WEBM = b"\x1a\x45\xdf\xa3"


@dataclass(frozen=True)
class Still:
    """What a video shows as long as nobody plays it: two JPEGs of ours; and how large and long the video is."""

    jpeg: bytes
    thumbnail: bytes
    width: int
    height: int
    seconds: float


def format_of(file: IO[bytes]) -> str | None:
    """`mov` (MP4, MOV, 3GP) or `webm` by its first bytes; None for what is no video of a phone."""
    file.seek(0)
    start = file.read(12)
    file.seek(0)
    if start[4:8] == b"ftyp" and start[8:12] in BRANDS:
        return "mov"
    return "webm" if start[:4] == WEBM else None
