"""Files in the shapes that sources have; everything in them is invented."""

import json
from collections.abc import Sequence

from tests.plan import lonlat


def notice(number: str, place=(100, 200), *, status="В работе", days=("2026-07-01", "2026-07-10"), **values) -> dict:
    """One of Tyumen's: latitude first, paragraphs that are never closed."""
    lon, lat = lonlat(*place)
    start, end = days
    mended = values.get("mended", ("2026-07-11", "2026-07-15"))
    body = (
        f"<p>№ {number}-<p>\n<p>Статус: {status}</p>\n"
        f"<p>{values.get('performer', 'АКЦИОНЕРНОЕ ОБЩЕСТВО &quot;ТЕПЛО&quot;')}<p>\n"
        f"<p>Сроки осуществления земляных работ c {start} по {end}<p>\n"
        f"<p>Сроки осуществления восстановительных работ c {mended[0]} по {mended[1]}<p>\n"
        f"<p>Цель осуществления земляных работ: {values.get('purpose', 'Прокладка кабеля')}</p>"
        f'<p><a href="/Notification/11111111-2222-3333-4444-{number.replace("/", "")}"></a><p>'
    )
    address = values.get("address", "625000, Тюменская обл, г Тюмень, ул Пушкина, д 13")
    info = {"balloonContentHeader": address, "balloonContentBody": body}
    options = {"address": address} if values.get("has_address", True) else {}
    point = {"type": "Point", "coordinates": [lat, lon]}
    return {"type": "Feature", "id": 1, "geometry": point, "info": info, "options": options}


def notices(*features: dict) -> bytes:
    return encoded({"type": "FeatureCollection", "features": list(features)})


def sites(*titled: tuple[str, Sequence]) -> bytes:
    """Construction sites: (title, corners on the plan)."""
    rows = [
        {"id": number, "fields": {"title": title, "poligon": json.dumps([[_swapped(corner) for corner in corners]])}}
        for number, (title, corners) in enumerate(titled, start=1)
    ]
    return encoded({"row": {"object": rows, "line": []}})


def _swapped(corner) -> list[float]:
    return list(reversed(lonlat(*corner)))


def encoded(told: object) -> bytes:
    return json.dumps(told, ensure_ascii=False).encode()
