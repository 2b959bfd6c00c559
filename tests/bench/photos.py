"""Eight callers with five photos of 25 megapixels each, and every picture that once broke a reader, all at once.

The map answers meanwhile, memory stays, and each file becomes a clean picture or is refused in clear words.

The broken pictures lie beside the checkout (`shared/data/photos/bad`); without them only the load is measured. It takes
two minutes of two idle cores and gives up after three.
"""

import http.client
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from PIL import Image

from appeals.clock import look_at_photos
from appeals.models import AppealPhoto, PhotoUpload
from deploy.up.serve import POLITE
from roadmap.models import Agency

from .bench import Bench
from .figures import Figure
from .server import HOST, environment
from .tiles import tile_at
from .watch import Watch

BAD = settings.BASE_DIR.parent / "shared" / "data" / "photos" / "bad"
CALLERS, PHOTOS, SIDE = 8, 5, 5000
SMALL_SIDE = 800
SLOWEST_MS, MEMORY_MB = 1_000.0, 600.0
CLOCK_S = 10  # as often as beat hands over what waits
PATIENCE_S, START_S = 150, 60
TRIES, AGAIN_S = 20, 2
BOUNDARY = "between-the-parts"


def measure(bench: Bench) -> Iterator[Figure]:
    if not Agency.objects.filter(city=bench.city, is_default=True).exists():
        Agency.objects.create(city=bench.city, slug="photos", name="Photos", is_default=True)
    with _worker(bench):
        _warm_up(bench)
        watch = Watch(bench.client, _of_the_map(bench))
        callers = [
            Caller(bench, {f"{number}.jpg": photo for number in range(PHOTOS)}) for photo in [_photo(SIDE)] * CALLERS
        ]
        bad = [Caller(bench, {path.name: path.read_bytes()}) for path in sorted(BAD.glob("*"))]
        crowd = [threading.Thread(target=caller.send, daemon=True) for caller in callers]
        crowd.append(threading.Thread(target=lambda: [caller.send() for caller in bad], daemon=True))
        for thread in crowd:
            thread.start()
        watch.until(lambda: not any(thread.is_alive() for thread in crowd), PATIENCE_S, clock := Clock())
        watch.until(lambda: not PhotoUpload.objects.waiting().exists(), PATIENCE_S, clock)
    yield Figure("photos, the map's slowest answer", watch.slowest_ms, SLOWEST_MS, note=watch.told)
    yield Figure("photos, memory above idle", watch.above_idle_mb, MEMORY_MB, "MB", note="web and photos' worker")
    lost = sum(not caller.is_clean for caller in callers)
    yield Figure("photos, callers without their five", lost, 0, "", note=f"{PHOTOS} of {SIDE} x {SIDE} each")
    unclear = [caller.said for caller in bad if not (caller.is_clean or caller.is_refused)]
    note = "; ".join(unclear) or f"of {len(bad)}: {sum(caller.is_clean for caller in bad)} are clean pictures now"
    yield Figure("photos, broken ones without a clear end", len(unclear), 0, "", note=note)


def _of_the_map(bench: Bench) -> list[str]:
    """Its page, and a tile of what is shut."""
    x, y = tile_at(*bench.middle, 13)
    return ["/", f"/tiles/road-events/13/{x}/{y}.mvt"]


def _photo(side: int) -> bytes:
    """With contents: a flat colour would cost nothing to read."""
    out = BytesIO()
    Image.effect_noise((side // 4, side // 4), 60).resize((side, side)).convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


class Clock:
    """What beat does in an installation: hands over again what waits too long."""

    def __init__(self):
        self.next = time.monotonic() + CLOCK_S

    def __call__(self) -> None:
        if time.monotonic() >= self.next:
            look_at_photos()
            self.next = time.monotonic() + CLOCK_S


@dataclass
class Caller:
    """Sends one message with these files, by name; `status` and `answer` as the last try was answered."""

    bench: Bench
    files: dict[str, bytes]
    status: int = 0
    answer: str = ""

    def __post_init__(self):
        self.text = f"bench {uuid.uuid4()}"

    def send(self) -> None:
        """Again where it is told to come again."""
        form = self._form()
        for _try in range(TRIES):
            self._post(form)
            if self.status != 503:
                return
            time.sleep(AGAIN_S)

    def _post(self, form: bytes) -> None:
        connection = http.client.HTTPConnection(HOST, self.bench.client.connection.port, timeout=PATIENCE_S)
        try:
            headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Accept-Language": "en"}
            connection.request("POST", "/api/v1/appeals/", form, headers)
            answer = connection.getresponse()
            self.status, self.answer = answer.status, answer.read().decode()
        finally:
            connection.close()

    def _form(self) -> bytes:
        lon, lat = self.bench.middle
        words = {"category": "pothole", "lon": str(lon), "lat": str(lat), "consent": "true", "text": self.text}
        parts = [_part(f'name="{name}"', value.encode()) for name, value in words.items()]
        parts += [_part(f'name="photos"; filename="{name}"', content) for name, content in self.files.items()]
        return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()

    @property
    def is_refused(self) -> bool:
        """At once with the name of the file, or later with what is wrong with it."""
        uploads = PhotoUpload.objects.filter(appeal__text=self.text)
        later = [upload.state == PhotoUpload.State.REFUSED and bool(upload.fault) for upload in uploads]
        return self.status == 400 and all(name in self.answer for name in self.files) or any(later) and all(later)

    @property
    def is_clean(self) -> bool:
        """Each file is a picture of ours, with nothing beside its pixels."""
        photos = AppealPhoto.objects.filter(appeal__text=self.text)
        return self.status == 201 and len(photos) == len(self.files) and all(map(_is_bare, photos))

    @property
    def said(self) -> str:
        return f"{', '.join(self.files)}: {self.status} {self.answer[:100]}"


def _is_bare(photo: AppealPhoto) -> bool:
    with Image.open(photo.file) as picture:
        picture.load()
        return not picture.getexif() and not {"exif", "comment", "icc_profile", "xmp"} & picture.info.keys()


def _part(head: str, content: bytes) -> bytes:
    kind = "\r\nContent-Type: image/jpeg" if "filename" in head else ""
    return f"--{BOUNDARY}\r\nContent-Disposition: form-data; {head}{kind}\r\n\r\n".encode() + content + b"\r\n"


def _warm_up(bench: Bench) -> None:
    """One small photo all the way, so that what web and worker load once is not counted."""
    first = Caller(bench, {"first.jpg": _photo(SMALL_SIDE)})
    first.send()
    until = time.monotonic() + START_S
    while PhotoUpload.objects.waiting().exists() and time.monotonic() < until:
        time.sleep(0.5)
    if not first.is_clean:
        raise RuntimeError(f"The photos' worker does not work: {first.said}")


@contextmanager
def _worker(bench: Bench) -> Iterator[None]:
    words = [
        *POLITE,
        sys.executable,
        "-m",
        "celery",
        "--quiet",
        "-A",
        "roadmap.celery",
        "worker",
        "-Q",
        "photos",
        "-c",
        "1",
    ]
    log = bench.scratch.folder / "photos.log"
    with log.open("wb") as output:
        env = environment(bench.scratch, bench.city.slug)
        process = subprocess.Popen(words, cwd=settings.BASE_DIR, env=env, stdout=output, stderr=output)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)
