"""Eight callers with five photos of 25 megapixels each, at once: the map answers meanwhile, and memory stays."""

import http.client
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image

from appeals.models import Appeal, AppealPhoto, PhotoUpload
from roadmap.models import Agency

from .bench import Bench
from .figures import Figure
from .server import HOST, Client, environment

CALLERS, PHOTOS, SIDE = 8, 5, 5000
SLOWEST_MS, MEMORY_MB = 1_000.0, 600.0
MB = 2**20
LOOK_S = 0.2
PATIENCE_S = 600
BOUNDARY = "between-the-parts"


def measure(bench: Bench) -> Iterator[Figure]:
    photo = _photo()
    if not Agency.objects.filter(city=bench.city, is_default=True).exists():
        Agency.objects.create(city=bench.city, slug="photos", name="Photos", is_default=True)
    with _worker(bench):
        bench.client.fetch("/")
        watch = Watch(bench.client, _children())
        statuses = _all_send(bench, bench.client.connection.port, photo, watch)
        watch.until(lambda: not PhotoUpload.objects.waiting().exists())
    kept = AppealPhoto.objects.count()
    yield Figure("photos, the map's slowest answer", watch.slowest_ms, SLOWEST_MS, note=f"{watch.asked} answers")
    yield Figure("photos, memory above idle", watch.above_idle_mb, MEMORY_MB, "MB", note="web and photos' worker")
    lost = abs(statuses.count(201) * PHOTOS - kept) + CALLERS - Appeal.objects.filter(text__startswith="bench ").count()
    yield Figure("photos, lost or refused", lost, 0, "", note=f"{kept} of {SIDE} x {SIDE}")


def _photo() -> bytes:
    """With contents: a flat colour would cost nothing to read."""
    out = BytesIO()
    Image.effect_noise((SIDE // 4, SIDE // 4), 60).resize((SIDE, SIDE)).convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


class Watch:
    """Asks the map all the while, and looks at how much memory web and worker have."""

    def __init__(self, client: Client, roots: list[int]):
        self.client, self.roots = client, roots
        self.idle = self.most = self._memory()
        self.slowest_ms, self.asked = 0.0, 0

    @property
    def above_idle_mb(self) -> float:
        return (self.most - self.idle) / MB

    def until(self, is_over) -> None:
        end = time.monotonic() + PATIENCE_S
        while not is_over() and time.monotonic() < end:
            began = time.monotonic()
            self.client.fetch("/")
            self.slowest_ms = max(self.slowest_ms, (time.monotonic() - began) * 1000)
            self.asked += 1
            self.most = max(self.most, self._memory())
            time.sleep(LOOK_S)

    def _memory(self) -> int:
        return sum(_bytes_of(pid) for root in self.roots for pid in _family(root))


def _all_send(bench: Bench, port: int, photo: bytes, watch: Watch) -> list[int]:
    statuses: list[int] = []
    body = [photo] * PHOTOS
    lon, lat = bench.middle
    callers = [
        threading.Thread(target=lambda: statuses.append(_send(port, lon, lat, body)), daemon=True)
        for _caller in range(CALLERS)
    ]
    for caller in callers:
        caller.start()
    watch.until(lambda: not any(caller.is_alive() for caller in callers))
    return statuses


def _send(port: int, lon: float, lat: float, photos: list[bytes]) -> int:
    """Once more where it is told to come again."""
    form = _form(lon, lat, photos)
    for _try in range(20):
        connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE_S)
        kind = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        connection.request("POST", "/api/v1/appeals/", form, kind)
        answer = connection.getresponse()
        told = answer.read()
        connection.close()
        if answer.status != 503:
            break
        time.sleep(2)
    if answer.status != 201:
        print(answer.status, told[:300], file=sys.stderr)
    return answer.status


def _form(lon: float, lat: float, photos: list[bytes]) -> bytes:
    words = {
        "category": "pothole",
        "lon": str(lon),
        "lat": str(lat),
        "consent": "true",
        "text": f"bench {uuid.uuid4()}",
    }
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}'.encode() for name, value in words.items()]
    head = b'Content-Disposition: form-data; name="photos"; filename="p.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    parts += [head + photo for photo in photos]
    return b"".join(f"--{BOUNDARY}\r\n".encode() + part + b"\r\n" for part in parts) + f"--{BOUNDARY}--\r\n".encode()


@contextmanager
def _worker(bench: Bench) -> Iterator[None]:
    words = [sys.executable, "-m", "celery", "--quiet", "-A", "roadmap.celery", "worker", "-Q", "photos", "-c", "1"]
    log = bench.scratch.folder / "photos.log"
    with log.open("wb") as output:
        env = environment(bench.scratch, bench.city.slug)
        process = subprocess.Popen(words, cwd=settings.BASE_DIR, env=env, stdout=output, stderr=output)
    time.sleep(10)  # until it has loaded everything: what it needs idle is not counted
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def _children() -> list[int]:
    """Of the bench: the web server and the worker."""
    return [int(pid) for told in Path("/proc/self/task").glob("*/children") for pid in _text(told).split()]


def _family(pid: int) -> list[int]:
    found = [pid]
    for each in found:
        for children in Path(f"/proc/{each}/task").glob("*/children"):
            found += [int(child) for child in _text(children).split()]
    return found


def _bytes_of(pid: int) -> int:
    """Its share of memory (Pss): what several have in common counts once."""
    told = _text(Path(f"/proc/{pid}/smaps_rollup")).partition("\nPss:")[2].split()
    return int(told[0]) * 1024 if told else 0


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""  # it has ended
