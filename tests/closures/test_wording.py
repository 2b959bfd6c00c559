"""Texts about road events: golden ones read by eye, and what must hold of any."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from closures.kinds.declared import DECLARED
from closures.kinds.lanes import ShutPath
from closures.kinds.restrictions import Given
from closures.wording import (
    CAPTION_LIMIT,
    FIELDS,
    LONG_LIMIT,
    PHASES,
    SHORT_LIMIT,
    SUBJECT_LIMIT,
    CityName,
    Facts,
    PhaseFacts,
    lint,
    write,
    writing,
)
from closures.wording.templates import FOLDER
from roadmap.language.grammar import forms
from roadmap.lengths import utf16_length, weighted_length
from tests.node import ran

from .wording_events import AT_ONCE, EVENTS, GAGARINA, LORRIES, TYUMEN, between, event, local, moment_of, schedule

GOLDEN = Path(__file__).parent / "golden"
NO_BREAK = "\u00a0"
MONTHS = (
    *("января", "февраля", "марта", "апреля", "мая", "июня"),
    *("июля", "августа", "сентября", "октября", "ноября", "декабря"),
)
RELATIVE = re.compile(r"\b(сегодня|завтра|вчера|послезавтра|на этой неделе|в эти выходные)\b", re.IGNORECASE)


def as_page(name: str, language: str = "ru") -> str:
    facts, phase, at = EVENTS[name]
    texts = write(facts, phase, at=moment_of(at), language=language)
    parts = {
        "headline": texts.headline,
        "place": texts.place_text,
        "when": texts.when_text,
        "subject": texts.subject,
        "short": texts.short,
        "alt": texts.alt_text,
        "long": texts.long,
        "caption": texts.caption if texts.caption != texts.long else "(as long)",
    }
    page = "\n\n".join(f"[{part}]\n{text}" for part, text in parts.items())
    return page.replace(NO_BREAK, "~") + "\n"  # a no-break space must be seen by who reads the file


@pytest.mark.parametrize("name", EVENTS)
def test_golden_text(name, request):
    """To accept a change of wording: write the page into golden/, read it aloud, commit it."""
    assert as_page(name) == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", EVENTS)
def test_golden_text_in_english(name):
    assert as_page(name, "en") == (GOLDEN / "en" / f"{name}.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", ["posts", "posts/en"])
def test_every_manner_meets_every_phase(folder):
    manners = {manner for kind in DECLARED for manner in vars(kind.manners).values() if manner}
    assert len({manner.name for manner in manners}) == 7
    for manner in manners:
        for phase in PHASES:
            assert any((FOLDER / name).exists() for name in manner.templates(phase, folder))


def test_every_golden_page_belongs_to_an_event():
    assert {page.stem for page in GOLDEN.glob("*.txt")} == set(EVENTS)
    assert {page.stem for page in (GOLDEN / "en").glob("*.txt")} == set(EVENTS)


@pytest.mark.parametrize("name", EVENTS)
def test_no_word_counts_from_the_day_of_writing(name):
    assert not RELATIVE.search(as_page(name))


@pytest.mark.parametrize(
    ("name", "inside"),
    [
        ("Тюмень", "в Тюмени"),
        ("Нижний Новгород", "в Нижнем Новгороде"),
        ("Владивосток", "во Владивостоке"),
        ("Ростов-на-Дону", "в Ростове-на-Дону"),
        ("Орёл", "в Орле"),
        ("Helsinki", "в Helsinki"),
    ],
)
def test_in_the_city(name, inside):
    assert CityName.of(name).inside == inside


def test_a_city_s_stored_form_wins():
    assert CityName.of("Урай", {"prepositional": "Урае"}).inside == "в Урае"


def test_an_event_without_a_place_in_words_points_to_the_map():
    texts = write(event("closure", [], schedule("2026-06-12", "2026-06-20")), "announced")
    assert "на участке, показанном на карте" in texts.long
    assert texts.headline == "Закрытие движения: место показано на карте"


def test_a_shut_footway_is_told_to_no_driver_and_by_its_side():
    facts = event(
        "closure", between("улица Мира", "улица Ленина", "улица Чехова"), schedule("2026-06-12", "2026-06-20")
    )
    on_foot = replace(facts.phases[0], vehicle_classes=("pedestrian",), limits=(ShutPath("sidewalk", "north"),))
    for language, driver, side in (("ru", "водител", "с одной стороны"), ("en", "Please choose", "on one side")):
        long, of_all = (
            write(replace(facts, phases=(phase,)), "announced", language=language).long.replace(NO_BREAK, " ")
            for phase in (on_foot, facts.phases[0])
        )
        assert (driver in long, driver in of_all, side in long) == (False, True, True)


@pytest.mark.parametrize("given", [{"note": "Закрыт поворот"}, {"limits": (Given("intermittent-short-term-stops"),)}])
def test_a_turn_or_short_stops_are_told_as_a_restriction_not_as_works(given):
    place, times = between("улица Мира", "улица Ленина", "улица Чехова"), schedule("2026-06-12", "2026-06-20")
    cause = "road-repair" if "limits" in given else "unknown"
    long = write(event("closure", place, times, "all-lanes-open", cause=cause, **given), "announced").long
    assert ("будет ограничено движение" in long, "Движение не закрывают" in long) == (True, False)


CLOSED_FOR_ALL = re.compile(
    r"закрыт\w* движени|движени\w* (?:будет )?закр|закрытие движения|открыто движение|движение открыто|проезда не будет"
    r"|road closed|road closure|closed to traffic|open to traffic|road is open",
    re.IGNORECASE,
)


@pytest.mark.parametrize("kind", ["closure", "repair-zone", "public-event"])
@pytest.mark.parametrize("phase", PHASES)
def test_a_ban_for_lorries_never_closes_the_street_for_all(kind, phase):
    facts = replace(LORRIES, kind=kind, ended_at=local("2026-04-28T09:00"), previous=LORRIES)
    for at in (None, local("2026-03-20T12:00"), local("2026-04-10T12:00")):
        for language, lorries in (("ru", "грузов"), ("en", "lorries")):
            texts = write(facts, phase, at=at, language=language)
            assert not CLOSED_FOR_ALL.search("\n".join(vars(texts).values()))
            assert all(lorries in text for text in (texts.headline, texts.long, texts.short, texts.alt_text))


def test_phases_of_the_same_plan_hold_at_once_though_one_was_confirmed_by_itself():
    plan = (AT_ONCE.phases[0].schedule.start, AT_ONCE.phases[0].schedule.end)
    planned = tuple(replace(phase, planned=plan) for phase in AT_ONCE.phases)
    late = replace(planned[1].schedule, start=planned[1].schedule.start + timedelta(minutes=10))
    confirmed = replace(AT_ONCE, phases=(planned[0], replace(planned[1], schedule=late)))
    assert "этап" not in write(confirmed, "announced").long
    assert "В это же время" in write(confirmed, "announced").long


# --- lengths ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("Тюмень", 6),
        ("№ 5", 4),  # the sign weighs 2
        ("…", 2),
        ("«ёлки» — да", 11),
        ("а\u00a0б", 3),
        ("\U0001f6a7", 2),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", 2),
        ("\U0001f1f7\U0001f1fa", 2),
        ("см. https://example.org/a/very/long/address/that/goes/on", 4 + 23),
        ("e\u0301", 1),  # NFC
    ],
)
def test_length_as_x_counts_it(text, length):
    assert weighted_length(text) == length


def test_many_places_are_said_more_briefly_rather_than_cut():
    places = [between(f"{number}-й Заречный проезд", "Полевая улица", "улица Мира") for number in range(1, 60)]
    texts = write(event("closure", places, schedule("2026-06-12", "2026-06-20")), "announced")
    assert len(texts.caption) <= CAPTION_LIMIT
    assert weighted_length(texts.short) <= SHORT_LIMIT
    assert "и ещё" in texts.short
    assert "12.06" in texts.short
    assert not texts.short.rstrip(".").endswith("Зареч")


def test_a_caption_full_of_emoji_fits_as_telegram_counts():
    """An emoji is two UTF-16 units: what fits as characters may be refused for good."""
    facts = event("closure", GAGARINA.places, schedule("2026-06-17T22:00", "2026-06-20T06:00"))
    texts = write(
        replace(facts, detour="🚧 " * 250, reason="🚗" * 300, performer="🏗" * 200, note="⛔️" * 250), "announced"
    )
    assert len(texts.caption) > 100
    assert utf16_length(texts.caption) <= CAPTION_LIMIT
    assert utf16_length(texts.long) <= LONG_LIMIT


def test_fields_are_made_once_for_all_texts_of_an_event_however_many_are_left_out(monkeypatch):
    asked, fields_of = [], writing.fields_of
    monkeypatch.setattr(writing, "fields_of", lambda telling: asked.append(telling) or fields_of(telling))
    facts = event("closure", GAGARINA.places, schedule("2026-06-17T22:00", "2026-06-20T06:00"), reason="слово " * 300)
    assert "слово" not in write(facts, "announced", at=local("2026-06-10T12:00")).short
    assert not [telling for number, telling in enumerate(asked) if telling in asked[:number]]


def test_long_reason_goes_before_where_and_when():
    facts = event("closure", GAGARINA.places, schedule("2026-06-17T22:00", "2026-06-20T06:00"), reason="слово " * 300)
    short = write(facts, "announced").short
    assert "слово" not in short
    assert "Кедровая" in short
    assert "06:00 20.06" in short


# --- templates --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    sorted((FOLDER / "posts").rglob("*.txt")),
    ids=lambda path: "-".join(path.relative_to(FOLDER / "posts").parts),
)
def test_own_templates_pass_the_lint(path):
    assert lint(path.read_text(encoding="utf-8"), "en" if "en" in path.parts else "ru") == []


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("{{ gde }}", "gde"),
        ("{{ place.on }}", "place.on"),
        ("{% if kogda %}x{% endif %}", "kogda"),
        ("{% if when == kogda %}x{% endif %}", "kogda"),
        ("{{ when|default:kogda }}", "kogda"),
        ("{% include 'x' %}", "include"),
        ("{% load static %}", "load"),
        ("{% if when %}", "if"),
        ("{{ when|nofilter }}", "nofilter"),
    ],
)
def test_lint_refuses(source, says):
    problems = lint(source)
    assert problems
    assert says in problems[0]


def test_lint_accepts_every_field():
    assert lint(" ".join(f"{{{{ {name} }}}}" for name in FIELDS) + "{% if measured == 'закрыто' %}да{% endif %}") == []


def test_a_city_changes_one_template():
    own = {
        "posts/closure/announced.txt": "{% block state %}Перекрытие{% endblock %}"
        "{% block lead %}{{ when }} перекроют {{ place }}{% endblock %}{% block then %}{% endblock %}"
    }
    texts = write(GAGARINA, "announced", overrides=own)
    assert texts.headline.startswith("Перекрытие: улица Гагарина")
    assert texts.long.startswith("С 22:00 17~июня".replace("~", NO_BREAK))
    assert write(GAGARINA, "started", overrides=own).headline.startswith("По плану закрыто движение")


def test_an_unknown_phase_is_refused():
    with pytest.raises(ValueError, match="phase"):
        write(GAGARINA, "soon")


# --- what must hold of any text ---------------------------------------------------------------------------------------

STREETS = (
    "улица Малыгина",
    "Холодильная улица",
    "Червишевский тракт",
    "8-й Степной переулок",
    "2-я Луговая улица",
    "улица 50 лет Октября",
    "проспект Ленина",
    "Заречный проезд",
    "улица 9 Января",
    "Рабочая улица",
    "Верхний бульвар",
    "Центральная площадь",
    "Велижанское шоссе",
    "улица Казачьи Луга",
    "Обход Тюмени",
    "Гусев переулок",
)
names = st.sampled_from(STREETS)
numbers = st.integers(1, 199).map(str)
pairs = st.lists(names, min_size=2, max_size=3, unique=True)


@st.composite
def some_place(draw):
    on, start, *rest = draw(pairs)
    end = rest[0] if rest else f"дом {draw(numbers)}"
    one, other = draw(numbers), draw(numbers)
    return draw(
        st.sampled_from(
            [
                {"type": "street", "on": on},
                {"type": "between", "on": on, "from": start, "to": end},
                {"type": "crossing", "on": on, "with": start},
                {"type": "address", "on": on, "house": one},
                {"type": "range_of_houses", "on": on, "from": one, "to": other},
                {"type": "landmark", "on": on, "name": "автовокзал"},
                {"type": "bridge", "on": None, "name": "Садовый мост"},
            ]
        )
    )


@st.composite
def some_schedule(draw):
    start = datetime(2026, 1, 1) + timedelta(minutes=draw(st.integers(0, 500 * 24 * 12)) * 5)
    if draw(st.booleans()):
        start = start.replace(hour=0, minute=0)
    kind = draw(st.sampled_from(["open", "hours", "days", "nights", "daily", "weekdays"]))
    if kind == "open":
        return schedule(start.isoformat(), None)
    if kind == "hours":
        return schedule(start.isoformat(), (start + timedelta(minutes=5 * draw(st.integers(1, 5000)))).isoformat())
    day = start.replace(hour=0, minute=0)
    days = draw(st.integers(1, 40))
    if kind == "days":
        return schedule(day.isoformat(), (day + timedelta(days=days)).isoformat())
    if kind == "nights":
        last = day + timedelta(days=days, hours=6)
        return schedule((day + timedelta(hours=22)).isoformat(), last.isoformat(), ("22:00", "06:00"))
    weekdays = (
        draw(st.lists(st.sampled_from(["mon", "wed", "sat"]), min_size=1, unique=True)) if kind == "weekdays" else None
    )
    return schedule(day.isoformat(), (day + timedelta(days=days + 7)).isoformat(), ("09:30", "17:00", weekdays))


impacts = st.sampled_from(
    ["all-lanes-closed", "some-lanes-closed", "alternating-one-way", "all-lanes-open", "flagging", "unknown"]
)
kinds = st.sampled_from(["closure", "repair-zone", "signal-outage", "parking-change", "public-event"])


@st.composite
def some_facts(draw):
    phase = PhaseFacts(
        tuple(draw(st.lists(some_place(), min_size=1, max_size=4))),
        draw(some_schedule()),
        draw(impacts),
        lanes_closed=draw(st.none() | st.integers(1, 3)),
    )
    return Facts(
        draw(kinds),
        TYUMEN,
        (phase,),
        cause=draw(st.sampled_from(["heat-network", "event", "unknown", "gas"])),
        reason=draw(st.sampled_from(["", "Ремонт теплотрассы", "а" * 200, "x" * 290])),
        detour_streets=tuple(draw(st.lists(names, max_size=3, unique=True))),
        bus_routes=tuple(draw(st.lists(numbers, max_size=4, unique=True))),
        agency_name="МКУ «Тюменьгортранс»",
    )


def written(facts: Facts, phase: str):
    return write(facts, phase, at=local("2026-05-01T12:00"))


def stems(name: str) -> list[str]:
    """Parts of a street's name that stand in every case form."""
    return [word[: max(3, len(word) - 3)] for word in re.findall(r"[\w-]{4,}", name.lower().replace("ё", "е"))]


def mentions(text: str, name: str) -> bool:
    plain = text.lower().replace("ё", "е").replace(NO_BREAK, " ")
    generic = {"улиц", "проспект", "переулок", "проезд", "тракт", "бульвар", "площадь", "шоссе", "мост"}
    own = [stem for stem in stems(name) if not any(word.startswith(stem) or stem.startswith(word) for word in generic)]
    return all(stem in plain for stem in own)


CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
any_event = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)


@any_event
@given(some_facts(), st.sampled_from(PHASES))
def test_no_text_is_over_its_limit(facts, phase):
    texts = written(facts, phase)
    assert utf16_length(texts.long) <= LONG_LIMIT
    assert utf16_length(texts.caption) <= CAPTION_LIMIT
    assert weighted_length(texts.short) <= SHORT_LIMIT
    assert len(texts.subject) <= SUBJECT_LIMIT
    assert "\n" not in texts.alt_text + texts.short + texts.headline + texts.subject


@any_event
@given(some_facts(), st.sampled_from(PHASES))
def test_an_english_text_has_no_russian_but_what_people_wrote(facts, phase):
    texts = write(replace(facts, reason="", agency_name=""), phase, at=local("2026-05-01T12:00"), language="en")
    assert not CYRILLIC.search("".join(vars(texts).values()))
    assert utf16_length(texts.long) <= LONG_LIMIT
    assert utf16_length(texts.caption) <= CAPTION_LIMIT
    assert weighted_length(texts.short) <= SHORT_LIMIT
    assert len(texts.subject) <= SUBJECT_LIMIT


@any_event
@given(some_facts(), st.sampled_from([phase for phase in PHASES if phase not in ("finished", "cancelled")]))
def test_the_end_is_in_every_english_text(facts, phase):
    """As “until …”, “to …”, “through …” or the words of an open end."""
    texts = write(facts, phase, at=local("2026-05-01T12:00"), language="en")
    assert all(re.search(r"\b(until|to|through|on) ", text) for text in (texts.long, texts.short))
    if facts.whole.end is not None:
        last = facts.whole.all_windows()[-1][1].astimezone(facts.whole.zone)
        days = {last, last - timedelta(days=1)}
        assert any(f"{day.day}{NO_BREAK}{day:%B}" in texts.long for day in days)
        assert any(f"{day.day}{NO_BREAK}{day:%b}" in texts.short for day in days)


@any_event
@given(some_facts(), st.sampled_from(PHASES))
def test_the_long_text_names_every_place_and_no_other(facts, phase):
    text = written(facts, phase).long
    said = [name for place in facts.places for key in ("on", "with", "from", "to") if (name := place.get(key))]
    for name in said:
        assert mentions(text, name), name
    others = set(STREETS) - set(said) - set(facts.detour_streets)
    for name in others:
        form = forms(name)
        assert not any(re.search(rf"\b{re.escape(case)}\b", text) for case in (form.dative, form.genitive)), name
    for place in facts.places:
        if place["type"] == "address":
            assert f"№{NO_BREAK}{place['house']}" in text


@any_event
@given(some_facts(), st.sampled_from(PHASES))
def test_every_date_and_hour_of_a_text_is_in_the_record(facts, phase):
    text = written(facts, phase).long
    known_days, known_hours = moments(facts.whole)
    for day, month in re.findall(rf"(\d+){NO_BREAK}({'|'.join(MONTHS)})", text):
        assert (int(day), MONTHS.index(month) + 1) in known_days
    for hour in re.findall(r"\d\d:\d\d", text):
        assert hour in known_hours


@any_event
@given(some_facts(), st.sampled_from([phase for phase in PHASES if phase not in ("finished", "cancelled")]))
def test_the_end_is_in_every_text(facts, phase):
    texts = written(facts, phase)
    zone, end = facts.whole.zone, facts.whole.all_windows()[-1][1]
    if facts.whole.end is None:
        assert all(" до " in text for text in (texts.long, texts.short))
        return
    last = end.astimezone(zone)
    day = last - timedelta(days=1) if f"{last:%H:%M}" == "00:00" else last
    days = {f"{one:%d.%m}" for one in (day, day - timedelta(days=1))}  # a night may be named by its evening
    assert any(one in texts.short for one in days)
    assert any(f"{one.day}{NO_BREAK}" in texts.long for one in (day, day - timedelta(days=1)))


def moments(whole) -> tuple[set, set]:
    """Days and hours that the record knows: openings, closings, and the day before a midnight."""
    days, hours = (
        set(),
        {f"{entry.start:%H:%M}" for entry in whole.hours} | {f"{entry.end:%H:%M}" for entry in whole.hours},
    )
    for window in [*whole.all_windows(), (whole.start, whole.end)]:
        for moment in filter(None, window):
            at = moment.astimezone(whole.zone)
            days |= {(one.day, one.month) for one in (at, at - timedelta(days=1))}
            hours |= {f"{at:%H:%M}", "24:00" if f"{at:%H:%M}" == "00:00" else f"{at:%H:%M}"}
    return days, hours


# --- an independent judge of X's count --------------------------------------------------------------------------------

TWITTER_TEXT = Path(__file__).parents[2] / "node_modules" / "twitter-text"
JUDGE = """
const twitter = require(process.argv[1]);
const texts = JSON.parse(require("fs").readFileSync(0));
console.log(JSON.stringify(texts.map((text) => (twitter.default || twitter).parseTweet(text).weightedLength)));
"""


@pytest.mark.skipif(not TWITTER_TEXT.exists(), reason="npm package twitter-text is not installed")
def test_twitter_text_agrees_with_our_count():
    texts = [write(facts, phase, at=moment_of(at)).short for facts, phase, at in EVENTS.values()]
    texts += [
        "№ 5 и…",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467 ёй",
        "см. https://example.org/a/b?c=d да",
        "e\u0301 «» — – \u00a0",
        "\U0001f1f7\U0001f1fa \U0001f44d\U0001f3fd",
    ]
    assert ran(JUDGE, str(TWITTER_TEXT), given=texts) == [weighted_length(text) for text in texts]


@pytest.mark.parametrize(
    ("cause", "headline", "headline_en"),
    [("unknown", "Ограничение движения", "Traffic restriction"), ("road-repair", "Дорожные работы", "Road works")],
)
def test_a_limit_of_which_no_works_are_told_is_no_works(cause, headline, headline_en):
    slow = {"limits": (Given("speed-limit", 35),), "cause": cause}
    when = schedule("2026-06-12", "2026-06-20")
    told = event(
        "closure", between("улица Малыгина", "улица Мельникайте", "улица Тульская"), when, "all-lanes-open", **slow
    )
    texts = write(told, "announced")
    assert texts.headline.startswith(headline)
    assert f"скорость не более 35{NO_BREAK}км/ч" in texts.long
    assert "выбирать маршрут" not in texts.long
    assert write(told, "announced", language="en").headline.startswith(headline_en)
