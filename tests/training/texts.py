"""Labelled texts: the project's own (`tests/texts`) and, where it is there, the collection beside the checkout."""

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

OWN = Path(__file__).resolve().parent.parent / "texts"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "texts"
PARTS = 5


def read(path: Path) -> list[dict]:
    """Each with `of`: notice or message."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [{"of": "message" if _is_message(path.name, one) else "notice"} | one for one in lines]


def _is_message(file: str, one: dict) -> bool:
    return "messages" in file or file.startswith("complaints") or one["id"].startswith("gate-m")


def collected(name: str) -> list[dict]:
    """The development texts of a kind, «announcements» or «complaints»; none where they are absent."""
    return [one for path in sorted(SHARED.glob(f"{name}*.jsonl")) for one in read(path)]


def own(name: str) -> list[dict]:
    """The project's own texts to learn from, «notices» or «messages»; the gate is never among them."""
    return [one for path in sorted(OWN.glob(f"{name}*.jsonl")) for one in read(path)]


def parts(texts: Iterable[dict]) -> list[list[dict]]:
    """Five parts of about the same size; no city stands in two of them."""
    cities: dict[str, list[dict]] = defaultdict(list)
    for one in texts:
        cities[one["city"]].append(one)
    found: list[list[dict]] = [[] for _ in range(PARTS)]
    for city in sorted(cities, key=lambda name: (-len(cities[name]), name)):
        min(found, key=len).extend(cities[city])
    return found


def cities_in_parts(cities: Iterable[str]) -> list[set[str]]:
    """The cities of each part, one name given for each text."""
    return [{one["city"] for one in part} for part in parts({"city": city} for city in cities)]
