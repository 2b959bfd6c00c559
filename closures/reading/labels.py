"""The result in the format of the labelled texts: what `read_notices` and `read_messages` write."""

from closures.reading.notice import Notice, published_end
from roadmap.language.times.windows import WEEKDAY_NAMES, Window

OFFSET = "+05:00"  # the labels' fixed spelling; read as local time


def impact_label(impact: str, kind: str) -> str:
    if kind == "parking":
        return "no_parking"
    if impact == "all-lanes-closed":
        return "all_lanes_closed"
    if impact in ("alternating-one-way", "flagging", "temporary-traffic-signal"):
        return "alternating"
    if impact.startswith("some-lanes-closed") or "-shift-" in impact:
        return "some_lanes_closed"
    return "none" if impact == "all-lanes-open" else "unknown"


def window_label(window: Window) -> dict:
    end = published_end(window)
    label = {
        "start": _moment(window.start),
        "end": _moment(end),
        "daily": [f"{clock:%H:%M}" for clock in window.daily] if window.daily else None,
        "weekdays": [WEEKDAY_NAMES[day] for day in window.weekdays] or None,
    }
    if window.place_no is not None:
        label["place_no"] = window.place_no
    return label


def _moment(moment) -> str | None:
    return f"{moment:%Y-%m-%dT%H:%M:%S}{OFFSET}" if moment else None


def notice_label(notice: Notice) -> dict:
    """One line of predictions, without the id."""
    places = notice.places
    transport = notice.transport
    return {
        "kind": notice.kind,
        "streets": notice.streets,
        "place": places[0] if places else None,
        "more_places": places[1:],
        "schedule": [window_label(window) for window in notice.windows],
        "impact": impact_label(notice.impact, notice.kind),
        "directions": notice.direction,
        "detour_streets": notice.detour_streets,
        "reason": notice.reason,
        "transport": {"routes": list(transport.routes), "stops_removed": list(transport.stops_removed)}
        if transport
        else None,
        "sender": notice.sender,
        "questions": list(notice.questions),
    }
