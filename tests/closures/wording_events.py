"""Invented events for the golden texts, modelled on what cities announce: every kind, phase and shape."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from closures.wording import CityName, Facts, PhaseFacts
from roadmap.schedule import Schedule

ZONE = "Asia/Yekaterinburg"
TYUMEN = CityName.of("Тюмень")
WORKDAYS = ["mon", "tue", "wed", "thu", "fri"]


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))


def schedule(start: str, end: str | None, *hours: tuple, days_off: tuple[str, ...] = ()) -> Schedule:
    """`hours` are ("22:00", "06:00") or ("09:00", "17:00", [weekdays])."""
    entries = [
        {"start": entry[0], "end": entry[1], "weekdays": entry[2] if len(entry) > 2 else None} for entry in hours
    ]
    spec = {"hours": entries, "except": list(days_off)}
    return Schedule.from_json(local(start), local(end) if end else None, ZONE, spec)


def street(on: str, **more) -> dict:
    return {"type": "street", "on": on} | more


def between(on: str, start: str, end: str, **more) -> dict:
    return {"type": "between", "on": on, "from": start, "to": end} | more


def crossing(on: str, other: str) -> dict:
    return {"type": "crossing", "on": on, "with": other}


def address(on: str, house: str) -> dict:
    return {"type": "address", "on": on, "house": house}


def houses(on: str, first: str, last: str) -> dict:
    return {"type": "range_of_houses", "on": on, "from": first, "to": last}


def bridge(name: str, on: str | None = None) -> dict:
    return {"type": "bridge", "on": on, "name": name}


def landmark(name: str, on: str | None = None) -> dict:
    return {"type": "landmark", "on": on, "name": name}


def event(kind: str, places, when: Schedule, impact: str = "all-lanes-closed", **more) -> Facts:
    """One phase; keywords of PhaseFacts go to it, the rest to Facts."""
    of_phase = {key: more.pop(key) for key in list(more) if key in PhaseFacts.__dataclass_fields__}
    listed = tuple(places) if isinstance(places, (list, tuple)) else (places,)
    more.setdefault("agency_name", "МКУ «Тюменьгортранс»")
    return Facts(kind, TYUMEN, (PhaseFacts(listed, when, impact, **of_phase),), **more)


def staged(kind: str, *phases: PhaseFacts, **more) -> Facts:
    more.setdefault("agency_name", "МКУ «Тюменьгортранс»")
    return Facts(kind, TYUMEN, phases, **more)


def later(facts: Facts, when: Schedule, **more) -> Facts:
    """The same event with another time, remembering what it was."""
    return replace(facts, phases=(replace(facts.phases[0], schedule=when),), previous=facts, **more)


GAGARINA = event(
    "closure",
    between("улица Гагарина", "Кедровая улица", "улица Строителей"),
    schedule("2026-06-17T22:00", "2026-06-20T06:00"),
    cause="heat-network",
    detour_streets=("улица Чехова", "улица Островского"),
    bus_routes=("4", "31", "31к"),
    stops_removed=("Дом быта",),
    performer='АО "Теплотрасса"',
    url="https://roads.example.ru/events/17/",
)
IRBITSKAYA = event(
    "closure",
    landmark("строительная площадка", "Ирбитская улица"),
    schedule("2026-08-30", "2026-09-16"),
    cause="utilities",
    reason="Подключение строящегося дома к сетям",
    detour_streets=("Нагорная улица", "улица Луначарского", "Казанская улица"),
)
LANE = event(
    "closure",
    address("улица Пархоменко", "50"),
    schedule("2026-09-17", "2026-10-01"),
    "some-lanes-closed",
    cause="water-sewer",
    reason="Аварийные работы.",
    lanes_closed=1,
    lanes_total=3,
    toward="центра",
)
NIGHTS = event(
    "closure",
    bridge("мост Влюблённых"),
    schedule("2026-06-01T23:30", "2026-06-05T05:30", ("23:30", "05:30")),
    cause="bridge-repair",
)
ALTERNATING = event(
    "repair-zone",
    between("Червишевский тракт", "Обход Тюмени", "улица Фёдора Достоевского"),
    schedule("2026-07-04", "2026-07-12", ("09:00", "17:00")),
    "flagging",
    cause="road-repair",
    performer="ООО «Дорстрой»",
)
ZONE_OPEN = event(
    "repair-zone",
    between("8-й Степной переулок", "2-я Луговая улица", "дом 16"),
    schedule("2026-05-28", "2026-06-07"),
    "all-lanes-open",
    cause="gas",
)
SIGNAL = event(
    "signal-outage",
    crossing("улица Малыгина", "Холодильная улица"),
    schedule("2026-06-23T10:00", "2026-06-23T18:00"),
    "unknown",
    cause="power-works",
    signal_mode="off",
)
SIGNALS = event(
    "signal-outage",
    [
        crossing("Молодёжная улица", "Депутатская улица"),
        crossing("улица Пархоменко", "улица Калинина"),
        crossing("Тобольский тракт", "улица Мира"),
    ],
    schedule("2026-07-01T08:00", "2026-07-01T19:00"),
    "unknown",
    cause="power-works",
)
PARKING = event(
    "parking-change",
    houses("улица Герцена", "88", "96"),
    schedule("2026-11-18", None),
    "all-lanes-open",
    reason="Обеспечение проезда экстренных служб",
    parking_places=22,
)
PARKING_FOR_A_DAY = replace(
    PARKING, phases=(replace(PARKING.phases[0], schedule=schedule("2026-11-18T08:00", "2026-11-18T20:00")),)
)
HALF_MARATHON = event(
    "public-event",
    [
        between("улица Республики", "Перекопская улица", "Коммунистическая улица"),
        between("улица Орджоникидзе", "улица Ленина", "улица Герцена"),
        between("Механическая улица", "улица Максима Горького", "Холодильная улица"),
    ],
    schedule("2026-07-31T07:00", "2026-07-31T16:00"),
    cause="sport",
    reason="Тюменский полумарафон",
    detour_streets=("Профсоюзная улица", "улица Пермякова", "Московский тракт"),
    bus_routes=("14", "30"),
    contact="8-800-250-07-22",
)
COLLECTOR = staged(
    "closure",
    PhaseFacts(
        (between("улица Калинина", "Волгоградская улица", "улица Мира"),),
        schedule("2026-12-12", "2026-12-31"),
        name="Первый этап",
    ),
    PhaseFacts(
        (between("улица Мира", "улица Калинина", "улица 9 Января"),),
        schedule("2026-12-31", "2027-01-21"),
        "some-lanes-closed",
    ),
    cause="water-sewer",
    reason="Реконструкция канализационного коллектора",
    detour_streets=("улица 9 Января",),
)

FIVE_STREETS = event(
    "public-event",
    [
        between("улица Республики", "Перекопская улица", "Коммунистическая улица"),
        street("Садовая улица"),
        between("улица Орджоникидзе", "улица Ленина", "улица Герцена", toward="улица Герцена"),
        between("Механическая улица", "улица Максима Горького", "Холодильная улица", toward="центр"),
        crossing("улица Малыгина", "Холодильная улица"),
    ],
    schedule("2026-07-31T07:00", "2026-07-31T16:00"),
    cause="event",
    reason="День города",
)
LORRIES = event(
    "closure",
    street("Велижанское шоссе"),
    schedule("2026-04-01", "2026-05-01"),
    cause="other",
    reason="Весенняя распутица",
    vehicle_classes=("lorry",),
    exemptions=("emergency", "public-transport"),
)
AT_ONCE = staged(
    "closure",
    PhaseFacts(
        (between("улица Мира", "улица Калинина", "улица 9 Января"),),
        schedule("2026-06-09", "2026-06-16", ("22:00", "06:00")),
        "some-lanes-closed",
        lanes_closed=1,
        lanes_total=2,
    ),
    PhaseFacts(
        (between("улица Калинина", "Волгоградская улица", "улица Мира"),),
        schedule("2026-06-09", "2026-06-16", ("22:00", "06:00")),
    ),
    cause="heat-network",
)
ALIKE_AT_ONCE = replace(
    AT_ONCE, phases=tuple(replace(phase, vehicle_impact="all-lanes-closed") for phase in AT_ONCE.phases)
)
LORRIES_BESIDE = replace(
    AT_ONCE,
    phases=(
        AT_ONCE.phases[1],
        replace(AT_ONCE.phases[0], vehicle_impact="all-lanes-closed", vehicle_classes=("lorry", "bus")),
    ),
)
OUT_OF_ORDER = staged(
    "closure",
    PhaseFacts((street("улица Мира"),), schedule("2026-08-01", "2026-09-01")),
    PhaseFacts((street("улица Калинина"),), schedule("2026-06-01", "2026-07-01")),
    PhaseFacts((street("Садовая улица"),), schedule("2026-07-01", "2026-08-01"), "some-lanes-closed"),
    PhaseFacts((street("Полевая улица"),), schedule("2026-07-01", "2026-08-01")),
    cause="road-repair",
)

# name → (facts, phase, moment the text goes out or None)
FAIR = event(
    "public-event",
    landmark("Цветной бульвар"),
    schedule("2026-09-05T10:00", "2026-09-05T20:00"),
    "all-lanes-open",
    cause="event",
    reason="Ярмарка",
)
EVENTS: dict[str, tuple[Facts, str, str | None]] = {
    "01-closure-announced": (GAGARINA, "announced", None),
    "02-closure-reminder": (GAGARINA, "reminder", None),
    "03-closure-started": (GAGARINA, "started", None),
    "04-closure-changed-time": (
        later(GAGARINA, schedule("2026-06-18T22:00", "2026-06-21T06:00")),
        "changed",
        "2026-06-16T12:00",
    ),
    "05-closure-changed-place": (
        replace(
            GAGARINA,
            phases=(
                replace(
                    GAGARINA.phases[0],
                    places=(between("улица Гагарина", "улица Папанина", "улица Строителей"),),
                ),
            ),
            previous=GAGARINA,
        ),
        "changed",
        "2026-06-18T12:00",
    ),
    "06-closure-changed-detour": (
        replace(GAGARINA, detour_streets=("улица Чехова",), bus_routes=("4",), previous=GAGARINA),
        "changed",
        "2026-06-18T12:00",
    ),
    "07-closure-extended": (
        later(GAGARINA, schedule("2026-06-17T22:00", "2026-06-23T06:00")),
        "extended",
        None,
    ),
    "08-closure-shortened": (later(GAGARINA, schedule("2026-06-17T22:00", "2026-06-19T06:00")), "extended", None),
    "09-closure-extended-without-end": (later(GAGARINA, schedule("2026-06-17T22:00", None)), "extended", None),
    "10-closure-finished-by-plan": (GAGARINA, "finished", None),
    "11-closure-finished-early": (
        replace(GAGARINA, ended_at=local("2026-06-19T18:30"), end_source="foreman"),
        "finished",
        None,
    ),
    "12-closure-cancelled": (GAGARINA, "cancelled", "2026-06-15T10:00"),
    "13-closure-cancelled-underway": (GAGARINA, "cancelled", "2026-06-18T10:00"),
    "14-landmark-announced": (IRBITSKAYA, "announced", None),
    "15-landmark-extended": (later(IRBITSKAYA, schedule("2026-08-30", "2026-09-27")), "extended", None),
    "16-crossing-closed": (
        event(
            "closure",
            crossing("улица Малыгина", "Холодильная улица"),
            schedule("2026-09-16T20:00", "2026-09-17T06:00"),
            cause="heat-network",
            detour_streets=("улица Островского", "улица Чехова", "улица Строителей", "улица 40 лет Победы"),
            agency_name="Госавтоинспекция",
        ),
        "announced",
        None,
    ),
    "17-lane-announced": (LANE, "announced", None),
    "18-lane-started": (LANE, "started", None),
    "19-lane-finished": (LANE, "finished", None),
    "20-lane-cancelled": (LANE, "cancelled", "2026-09-16T10:00"),
    "21-lane-extended": (later(LANE, schedule("2026-09-17", "2026-10-11")), "extended", None),
    "22-narrowed-on-the-right": (
        event(
            "closure",
            between("улица Пермякова", "автовокзал", "улица Республики", toward="улица Геологоразведчиков"),
            schedule("2026-08-14", "2026-08-25"),
            "some-lanes-closed-merge-left",
            cause="bridge-repair",
            reason="Замена деформационных швов",
        ),
        "announced",
        None,
    ),
    "23-two-lanes-of-four": (
        event(
            "repair-zone",
            street("проспект Геологоразведчиков"),
            schedule("2026-06-02T08:00", "2026-06-02T20:00"),
            "some-lanes-closed",
            cause="road-repair",
            lanes_closed=2,
            lanes_total=4,
        ),
        "announced",
        None,
    ),
    "24-restriction-unknown-extent": (
        event(
            "closure",
            street("Заречный проезд"),
            schedule("2026-04-10", None),
            "unknown",
            cause="flood",
        ),
        "started",
        "2026-04-10T08:00",
    ),
    "25-nights-announced": (NIGHTS, "announced", None),
    "26-nights-reminder": (NIGHTS, "reminder", None),
    "27-nights-started": (NIGHTS, "started", None),
    "28-nights-extended": (
        later(NIGHTS, schedule("2026-06-01T23:30", "2026-06-09T05:30", ("23:30", "05:30"))),
        "extended",
        None,
    ),
    "29-nights-cancelled": (NIGHTS, "cancelled", "2026-05-30T10:00"),
    "30-nights-finished": (NIGHTS, "finished", None),
    "31-weekday-nights-with-day-off": (
        event(
            "closure",
            between("Московский тракт", "Кремлёвская улица", "Полевая улица"),
            schedule("2026-06-08", "2026-06-27T06:00", ("22:00", "06:00", WORKDAYS), days_off=("2026-06-12",)),
            cause="road-repair",
        ),
        "announced",
        None,
    ),
    "32-alternating-announced": (ALTERNATING, "announced", None),
    "33-alternating-started": (ALTERNATING, "started", None),
    "34-alternating-finished": (ALTERNATING, "finished", None),
    "35-alternating-cancelled": (ALTERNATING, "cancelled", "2026-07-01T10:00"),
    "36-alternating-extended": (
        later(ALTERNATING, schedule("2026-07-04", "2026-07-19", ("09:00", "17:00"))),
        "extended",
        None,
    ),
    "37-alternating-by-signal": (
        event(
            "closure",
            bridge("низовой мост через Туру", "улица Челюскинцев"),
            schedule("2026-06-15", "2026-11-11"),
            "temporary-traffic-signal",
            cause="bridge-repair",
        ),
        "announced",
        None,
    ),
    "38-repair-announced": (ZONE_OPEN, "announced", None),
    "39-repair-started": (ZONE_OPEN, "started", None),
    "40-repair-changed": (later(ZONE_OPEN, schedule("2026-06-01", "2026-06-11")), "changed", "2026-05-27T10:00"),
    "41-repair-extended": (later(ZONE_OPEN, schedule("2026-05-28", "2026-06-15")), "extended", None),
    "42-repair-finished": (
        replace(ZONE_OPEN, ended_at=local("2026-06-05T12:00"), end_source="office"),
        "finished",
        None,
    ),
    "43-repair-cancelled": (ZONE_OPEN, "cancelled", "2026-05-20T10:00"),
    "44-repair-with-shifted-lanes": (
        event(
            "repair-zone",
            landmark("развязка обхода Тюмени и Червишевского тракта"),
            schedule("2026-05-14T22:00", "2026-05-16T06:00", ("22:00", "06:00")),
            "all-lanes-open-shift-left",
            cause="road-repair",
        ),
        "started",
        "2026-05-14T22:00",
    ),
    "45-signal-announced": (SIGNAL, "announced", None),
    "46-signal-reminder": (SIGNAL, "reminder", None),
    "47-signal-started": (SIGNAL, "started", None),
    "48-signal-extended": (later(SIGNAL, schedule("2026-06-23T10:00", "2026-06-23T20:00")), "extended", None),
    "49-signal-finished": (replace(SIGNAL, ended_at=local("2026-06-23T16:20"), end_source="office"), "finished", None),
    "50-signal-cancelled": (SIGNAL, "cancelled", "2026-06-22T10:00"),
    "51-signal-flashing": (replace(SIGNAL, signal_mode="flashing", cause="unknown"), "announced", None),
    "52-signal-with-officer": (replace(SIGNAL, signal_mode="manual"), "started", None),
    "53-signal-fault-without-end": (
        event(
            "signal-outage",
            crossing("проспект Ленина", "Российская улица"),
            schedule("2026-06-18T07:15", None),
            "unknown",
            cause="unknown",
            reason="Обрыв кабеля",
        ),
        "started",
        None,
    ),
    "54-signals-announced": (SIGNALS, "announced", None),
    "55-signals-finished": (SIGNALS, "finished", None),
    "56-parking-announced": (PARKING, "announced", None),
    "57-parking-started": (PARKING, "started", None),
    "58-parking-finished": (
        event(
            "parking-change",
            street("площадь 400-летия Тюмени"),
            schedule("2026-05-08T00:00", "2026-05-09T18:00"),
            "all-lanes-open",
            cause="event",
            reason="Подготовка к параду",
        ),
        "finished",
        None,
    ),
    "59-parking-changed": (
        later(PARKING, schedule("2026-11-20", "2026-12-01")),
        "changed",
        "2026-11-17T10:00",
    ),
    "60-parking-cancelled": (PARKING, "cancelled", "2026-11-17T10:00"),
    "61-half-marathon-announced": (HALF_MARATHON, "announced", None),
    "62-half-marathon-started": (HALF_MARATHON, "started", None),
    "63-half-marathon-finished": (HALF_MARATHON, "finished", None),
    "64-half-marathon-cancelled": (HALF_MARATHON, "cancelled", "2026-07-30T10:00"),
    "65-festival-partial": (
        event(
            "public-event",
            street("бульвар Бориса Щербины"),
            schedule("2026-06-12T06:00", None),
            "some-lanes-closed",
            cause="event",
            reason="Фестиваль национальных культур",
        ),
        "announced",
        None,
    ),
    "66-filming": (
        event(
            "public-event",
            street("Садовая улица"),
            schedule("2026-10-03", "2026-10-05", ("10:00", "16:00")),
            cause="filming",
            exemptions=("emergency", "residents"),
        ),
        "announced",
        None,
    ),
    "67-stages-announced": (COLLECTOR, "announced", "2026-12-01T10:00"),
    "68-stages-started": (COLLECTOR, "started", "2026-12-12T00:00"),
    "69-across-the-year": (
        event(
            "closure",
            street("Набережная улица"),
            schedule("2026-12-26", "2027-01-13"),
            cause="snow-removal",
        ),
        "announced",
        None,
    ),
    "70-next-year": (
        event(
            "closure",
            houses("Холодильная улица", "114", "118"),
            schedule("2027-02-03T22:00", "2027-02-05T06:00"),
            cause="construction",
            published=local("2026-12-20T10:00"),
        ),
        "announced",
        "2026-12-20T10:00",
    ),
    "71-one-direction": (
        event(
            "closure",
            between("Заречный проспект", "улица Газовиков", "улица Муравленко"),
            schedule("2026-10-09T09:00", "2026-10-09T13:00"),
            cause="construction",
            direction="forward",
        ),
        "announced",
        None,
    ),
    "72-lorries-only": (LORRIES, "announced", None),
    "73-accident-without-end": (
        event(
            "closure", landmark("318-й километр", "Обход Тюмени"), schedule("2026-11-19T23:45", None), cause="accident"
        ),
        "started",
        None,
    ),
    "74-whole-streets": (
        event(
            "closure",
            [street("улица Ленина"), street("улица Герцена"), street("Червишевский тракт")],
            schedule("2026-07-28T18:00", "2026-07-30T22:00"),
            cause="event",
        ),
        "announced",
        None,
    ),
    "75-end-at-a-house-of-another-street": (
        event(
            "closure",
            between("улица Котовского", "улица Мельникайте", "улица Герцена, 52"),
            schedule("2026-07-24T21:00", "2026-07-27T06:00"),
            cause="other",
            reason="производственные работы",
            bus_routes=("29",),
        ),
        "announced",
        None,
    ),
    "76-saturdays": (
        event(
            "closure",
            street("Цветной бульвар"),
            schedule("2026-06-06", "2026-06-28", ("10:00", "18:00", ["sat"])),
            cause="event",
        ),
        "announced",
        None,
    ),
    "77-two-windows-a-day": (
        event(
            "closure",
            landmark("железнодорожный переезд", "Камчатская улица"),
            schedule("2026-09-21", "2026-09-26", ("09:00", "12:00"), ("14:00", "17:00")),
            cause="railway-crossing",
            detour="Через путепровод на улице Пермякова",
        ),
        "announced",
        None,
    ),
    "78-stored-forms": (
        event(
            "closure",
            between("улица Сакко", "улица Заря", "Арбат"),
            schedule("2026-06-12T10:00", "2026-06-13T00:00"),
            cause="collapse",
            stored_forms={"улица Заря": {"genitive": "улицы Зари"}},
        ),
        "announced",
        None,
    ),
    "79-many-places": (
        event(
            "closure",
            [between(f"{number}-й Степной переулок", "Полевая улица", "улица Мира") for number in range(2, 14)],
            schedule("2026-06-12", "2026-06-20"),
            cause="road-repair",
        ),
        "announced",
        None,
    ),
    "80-signal-flashing-reminder": (replace(SIGNAL, signal_mode="flashing"), "reminder", None),
    "81-signal-flashing-finished": (replace(SIGNALS, signal_mode="flashing"), "finished", None),
    "82-event-changed": (
        later(HALF_MARATHON, schedule("2026-07-31T06:00", "2026-07-31T17:00")),
        "changed",
        "2026-07-29T10:00",
    ),
    "83-event-extended": (
        later(HALF_MARATHON, schedule("2026-07-31T07:00", "2026-07-31T18:00")),
        "extended",
        None,
    ),
    "84-event-without-closure": (
        FAIR,
        "announced",
        None,
    ),
    "85-works-of-unknown-extent-reminder": (
        event(
            "repair-zone",
            street("Полевая улица"),
            schedule("2026-09-05", "2026-09-20"),
            "unknown",
            cause="heat-network",
        ),
        "reminder",
        None,
    ),
    "86-one-closed-crossing-of-a-lane-phase": (
        staged(
            "repair-zone",
            PhaseFacts(
                (crossing("улица Крисанова", "Пермская улица"),),
                schedule("2026-09-26T14:00", "2026-09-26T20:00"),
                "some-lanes-closed",
                lanes_closed=1,
                lanes_total=4,
            ),
            PhaseFacts(
                (crossing("улица Крисанова", "Пермская улица"),),
                schedule("2026-09-26T20:00", "2026-09-28T06:00"),
                "some-lanes-closed",
                lanes_closed=3,
                lanes_total=4,
            ),
            cause="heat-network",
        ),
        "announced",
        None,
    ),
    "87-closure-started-as-the-foreman-says": (replace(GAGARINA, start_source="foreman"), "started", None),
    "88-closure-overdue": (GAGARINA, "overdue", "2026-06-20T06:00"),
    "89-closure-changed-while-overdue": (
        replace(GAGARINA, contact="112", previous=GAGARINA),
        "changed",
        "2026-06-20T08:00",
    ),
    "90-closure-open-as-a-camera-shows": (
        replace(GAGARINA, ended_at=local("2026-06-20T07:10"), end_source="camera"),
        "finished",
        None,
    ),
    "91-whole-days-ended-by-the-plan": (
        event("closure", street("Полевая улица"), schedule("2026-06-01", "2026-06-11")),
        "finished",
        None,
    ),
    "92-lane-overdue": (LANE, "overdue", None),
    "93-nights-overdue": (NIGHTS, "overdue", None),
    "94-alternating-overdue": (ALTERNATING, "overdue", None),
    "95-repair-overdue": (ZONE_OPEN, "overdue", None),
    "96-repair-ended-by-the-plan": (ZONE_OPEN, "finished", None),
    "97-signal-overdue": (SIGNAL, "overdue", None),
    "98-signal-ended-by-the-plan": (SIGNAL, "finished", None),
    "99-signals-flashing-overdue": (replace(SIGNALS, signal_mode="flashing"), "overdue", None),
    "100-parking-overdue": (PARKING_FOR_A_DAY, "overdue", None),
    "101-parking-ended-by-the-plan": (PARKING_FOR_A_DAY, "finished", None),
    "102-half-marathon-overdue": (HALF_MARATHON, "overdue", None),
    "103-fair-overdue": (FAIR, "overdue", None),
    "104-fair-ended-by-the-plan": (FAIR, "finished", None),
    "105-accident-as-the-dispatcher-says": (
        event(
            "closure",
            street("улица Мельникайте"),
            schedule("2026-06-12T14:05", "2026-06-12T18:00"),
            cause="accident",
        ),
        "started",
        None,
    ),
    "106-signal-fault-as-the-dispatcher-says": (
        replace(
            SIGNAL, phases=(replace(SIGNAL.phases[0], schedule=schedule("2026-06-12T14:05", None)),), cause="other"
        ),
        "started",
        None,
    ),
    "107-lane-cancelled-underway": (LANE, "cancelled", "2026-09-21T10:00"),
    "108-signal-open-as-a-resident-says": (
        replace(SIGNAL, ended_at=local("2026-06-23T16:20"), end_source="resident"),
        "finished",
        None,
    ),
    "109-lorries-started": (LORRIES, "started", "2026-04-01T00:00"),
    "110-lorries-open-again": (
        replace(LORRIES, ended_at=local("2026-04-28T09:00"), end_source="office"),
        "finished",
        None,
    ),
    "111-lorries-cancelled": (LORRIES, "cancelled", "2026-04-10T10:00"),
    "112-lorries-overdue": (LORRIES, "overdue", None),
    "113-event-for-which-lorries-are-kept-out": (
        replace(FIVE_STREETS, phases=(replace(FIVE_STREETS.phases[0], vehicle_classes=("lorry",)),)),
        "announced",
        None,
    ),
    "114-five-streets-at-once": (FIVE_STREETS, "announced", None),
    "115-five-streets-open-again": (
        replace(FIVE_STREETS, ended_at=local("2026-07-31T15:30"), end_source="foreman"),
        "finished",
        None,
    ),
    "116-two-streets-at-once": (AT_ONCE, "announced", None),
    "117-two-streets-at-once-started": (AT_ONCE, "started", "2026-06-09T22:00"),
    "118-two-streets-at-once-open-again": (
        replace(AT_ONCE, ended_at=local("2026-06-14T06:00"), end_source="foreman"),
        "finished",
        None,
    ),
    "119-two-streets-at-once-alike": (ALIKE_AT_ONCE, "announced", None),
    "120-one-closed-the-other-for-some": (LORRIES_BESIDE, "announced", None),
    "121-stages-given-out-of-order": (OUT_OF_ORDER, "announced", None),
    "122-closure-shortened-before-it-begins": (
        later(GAGARINA, schedule("2026-06-17T22:00", "2026-06-19T06:00")),
        "extended",
        "2026-06-16T12:00",
    ),
    "123-works-on-two-streets-finished": (
        replace(
            event("repair-zone", [street("Садовая улица"), street("Полевая улица")], ZONE_OPEN.whole, "all-lanes-open"),
            ended_at=local("2026-06-05T12:00"),
            end_source="office",
        ),
        "finished",
        None,
    ),
    "124-one-way-in-two-places": (
        event(
            "closure",
            [
                street("Садовая улица", toward=""),
                between("улица Гагарина", "Кедровая улица", "улица Чехова", toward="центр"),
            ],
            schedule("2026-06-09", "2026-06-16"),
            cause="gas",
            direction="forward",
        ),
        "announced",
        None,
    ),
}


def moment_of(text: str | None) -> datetime | None:
    return local(text) if text else None
