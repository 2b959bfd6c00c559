"""Notices and messages read; and what the reader costs a process before its first text."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from time import process_time

from django.conf import settings

from appeals.reading import message_label, read_message
from closures.reading import notice_label, read_notice
from roadmap.language.gazetteer import Gazetteer
from roadmap.language.mentions import find_places
from roadmap.models import Road
from roadmap.places.rows import gazetteer_for
from tests import hostile

from .bench import Bench
from .figures import Figure
from .server import environment
from .timing import medians

NOTICE_MS, PLACES_MS, MESSAGE_MS, HOSTILE_MS, START_S, MEMORY_MB = 10.0, 6.0, 5.0, 50.0, 0.5, 80.0
PUBLISHED = datetime(2026, 6, 10, 12, 0)

NOTICES = (
    "С 22:00 12 июня до 6:00 15 июня будет закрыто движение транспорта по адресу: {0}, на участке {1} – {2}. "
    "Причина: ремонт теплотрассы. Объезд: {3}.",
    "Внимание, водители! {0}: с 9 по 25 июля ежедневно с 23:00 до 05:00 сужение проезжей части на пересечении с {1} "
    "в связи с ремонтом асфальта. Работы ведёт подрядчик по муниципальному контракту.",
    "14.06.2026 с 10:00 до 18:00 в связи с проведением праздника перекрывается {0} от дома 12 до дома 36; "
    "автобусы № 14, 25 и 30 пойдут в обход: {1}, {2}.",
    "Не работает светофор на перекрёстке: {0} – {1}. Будьте внимательны, движение регулирует инспектор.",
    "Запрещена остановка и стоянка: {0}, чётная сторона, с 8:00 1 августа до окончания работ. Причина: уборка снега.",
    "Продлены до 30 сентября включительно сроки ремонта: {0} (между {1} и {2}). Движение реверсивное, по одной полосе.",
)
MESSAGES = (
    "на {0} возле дома 14 огромная яма, пробил колесо, когда сделают???",
    "{0} / {1} светофор не работает второй день",
    "Добрый день! Подскажите, до какого числа перекрыта {0}?",
    "люк открыт напротив школы, {0} 25, там дети ходят!!!",
    "разметки нет вообще, {0}, от {1} до моста",
    "снег не чистят уже неделю, {0}, тротуар весь во льду",
)

START = """
import json, time
import django
django.setup()
from django.db import connection
connection.ensure_connection()
def memory():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024
before, started = memory(), time.perf_counter()
from datetime import datetime
from appeals.reading import read_message
from closures.reading import read_notice
from roadmap.language.gazetteer import Gazetteer
from roadmap.places.rows import gazetteer_of
gazetteer = gazetteer_of({city!r})
read_notice({notice!r}, datetime(2026, 6, 10, 12), gazetteer)
read_message({message!r}, gazetteer)
print(json.dumps([time.perf_counter() - started, memory() - before]))
"""


def measure(bench: Bench) -> Iterator[Figure]:
    notices, messages = _texts(bench, NOTICES), _texts(bench, MESSAGES)
    gazetteer = gazetteer_for(bench.city)
    yield _each("read a notice", notices, lambda text: _read_notice(text, gazetteer), NOTICE_MS, bench)
    yield _each("find a notice's places", notices, lambda text: find_places(text, gazetteer), PLACES_MS, bench)
    yield _each("read a message", messages, lambda text: _read_message(text, gazetteer), MESSAGE_MS, bench)
    yield _hostile("notice", lambda text: _read_notice(text, gazetteer), bench)
    yield _hostile("message", lambda text: _read_message(text, gazetteer), bench)
    yield from _start(bench, notices[0], messages[0])


def _read_notice(text: str, gazetteer: Gazetteer) -> dict:
    return notice_label(read_notice(text, PUBLISHED, gazetteer))


def _read_message(text: str, gazetteer: Gazetteer) -> dict:
    return message_label(read_message(text, gazetteer))


def _texts(bench: Bench, patterns: tuple[str, ...]) -> list[str]:
    """On the streets of the city at hand."""
    names = list(Road.objects.filter(city=bench.city).order_by("-name").values_list("name", flat=True)) or ["улица"]
    chosen = [names[number * 7 % len(names)] for number in range(len(patterns) * 4)]
    return [pattern.format(*chosen[4 * at : 4 * at + 4]) for at, pattern in enumerate(patterns)]


def _each(name: str, texts: list[str], read: Callable[[str], object], limit: float, bench: Bench) -> Figure:
    def all_texts() -> None:
        for text in texts:
            read(text)

    (total,) = medians(all_texts, repeats=bench.repeats)
    return Figure(name, total / len(texts), limit, note=f"{len(texts)} texts, streets of {bench.city.name}")


def _hostile(of: str, read: Callable[[str], object], bench: Bench) -> Figure:
    """The kind that takes longest, each at its best with words that were not read before."""
    took: dict[str, list[float]] = {}
    for seed in range(bench.repeats):
        for name, text in hostile.texts(seed).items():
            took.setdefault(name, []).append(_cpu_ms(lambda text=text: read(text)))
    best = {name: min(times) for name, times in took.items()}
    worst = max(best, key=best.get)
    note = f"{len(best)} kinds of 100 KB, the worst: {worst}; processor's time"
    return Figure(f"read a hostile {of}", best[worst], HOSTILE_MS, note=note)


def _cpu_ms(work: Callable[[], object]) -> float:
    started = process_time()
    work()
    return (process_time() - started) * 1000


def _start(bench: Bench, notice: str, message: str) -> Iterator[Figure]:
    """In a process of its own, above Django with an open connection."""
    program = START.format(city=bench.city.slug, notice=notice, message=message)
    env = environment(bench.scratch, bench.city.slug) | {"DJANGO_SETTINGS_MODULE": "roadmap.settings"}
    words = [sys.executable, "-c", program]
    runs = []
    for _ in range(min(3, bench.repeats)):
        done = subprocess.run(words, cwd=settings.BASE_DIR, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"The reader does not start: {done.stderr[-500:]}")
        runs.append(json.loads(done.stdout.splitlines()[-1]))
    seconds, megabytes = (sorted(values)[len(runs) // 2] for values in zip(*runs, strict=True))
    yield Figure("reading, start-up", seconds, START_S, unit="s", note="imports, gazetteer, first notice and message")
    yield Figure("reading, memory", megabytes, MEMORY_MB, unit="MB", note="above Django with an open connection")
