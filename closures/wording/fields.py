"""Facts → the words that templates may use. FIELDS is the whole list: the lint refuses any other name."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from closures.kinds.manners import ALTERNATING, OPEN
from roadmap.grammar import dates, openings, phrases
from roadmap.grammar.phrases import NO_BREAK, join

from . import places as where
from .facts import Facts, PhaseFacts, differs_in, is_before
from .free_text import clean, lower_start, quoted, sentence
from .telling import COUNTS, IN_BRIEF, ON_THE_MAP, STREETS_ONLY, Telling, flag

FIELDS = {
    "city": "«Тюмень»",
    "in_city": "«в Тюмени»; пусто в коротком тексте",
    "when": "«с 22:00 12 июня до 06:00 15 июня»; пусто, если часы повторяются или этапов несколько",
    "hours": "повторяющиеся часы целиком: «каждую ночь с 22:00 до 06:00, с 1 по 5 июня…»; иначе пусто",
    "period": "when или hours, что есть",
    "rhythm": "«по ночам», если часы только ночные; «в два этапа», если этапов несколько",
    "since": "«с 22:00 12 июня»; пусто, если часы повторяются",
    "ends": "то же, что until; пусто, если часы повторяются или этапов несколько",
    "until": "«до 06:00 15 июня», «по 11 июля включительно», «до окончания работ»",
    "was_until": "прежний срок в той же форме",
    "was_period": "прежнее время целиком, если изменилось",
    "was_place": "прежнее место, если изменилось",
    "updated": "что ещё изменилось: «объезд и движение автобусов»",
    "changed": "«изменился срок», «изменились срок и место»; пусто, если изменилось и другое",
    "news": "«изменился объезд», «изменились срок и объезд»; пусто, если изменились только срок или место",
    "place": "место для заголовка: «улица Республики, от Первомайской до Челюскинцев»",
    "along": "«по улице Республики на участке от … до …»",
    "at": "«на улице Республики на участке от … до …»",
    "several": "«1», если мест несколько",
    "is_list": "«1», если места стоят списком под главным предложением",
    "underway": "«1», если событие уже началось",
    "earlier": "«1», если срок сократился или движение открыли раньше",
    "ended": "«18:30 12 июня», если окончание подтверждено",
    "since_end": "«с 06:00 15 июня»: с какого времени по плану всё как обычно",
    "by_plan": "«по плану», если начало запланировано и его никто не подтвердил",
    "by_whom": "то же или «по данным диспетчера», если его никто и не планировал",
    "confirmed": "«Подтверждено с места.»: кто подтвердил начало или окончание, о котором текст",
    "lapsed": "«1», если срок вышел, а окончание не подтверждено",
    "measure": "«закрытие движения» или «ограничение движения»",
    "measure_of": "«закрытия движения» или «ограничения движения»",
    "measured": "«закрыто» или «ограничено»",
    "is_open": "«1», если движение не закрывают и не сужают",
    "is_known": "«1», если известно, что остаётся для движения",
    "lanes": "«Закроют одну полосу из трёх.»",
    "turns": "«Пропускать машины поочерёдно будет регулировщик.»",
    "works": "«дорожные работы»",
    "works_of": "«дорожных работ»",
    "works_about": "«дорожных работах»",
    "occasion": "«из-за спортивных соревнований»",
    "occasion_name": "название мероприятия",
    "flashing": "«1», если светофор переведён на жёлтый мигающий сигнал",
    "manual": "«1», если движением управляет регулировщик",
    "spaces": "«25 парковочных мест»",
    "only_for": "«грузовых автомобилей», если касается не всех",
    "exempt": "«экстренных служб и общественного транспорта»",
    "reason": "«ремонт тепловой сети»",
    "detour": "«по улицам Ленина и Герцена»",
    "buses": "«маршруты № 2, 57 и 57д»",
    "several_buses": "«1», если маршрутов несколько",
    "stops": "«Остановка «Дом печати»»",
    "several_stops": "«1», если остановок несколько",
    "performer": "исполнитель работ",
    "contact": "телефон для справок",
    "note": "примечание",
    "source": "кто сообщает",
    "url": "ссылка на страницу события",
    "beside": "что в это же время в других местах, если там иначе: «В это же время: улица Мира: движение ограничено.»",
    "opened": "что уже открыто: «Движение открыто: улица Мира — 18:30 12 июня. Подтверждено с места.»",
    "called_off": "этапы, которых не будет: «Отменён этап: улица Мира.»",
    "stages": "этапы, по одному в строке; пусто, если всё в одно время",
    "next": "после завершённого этапа: «Следующий этап — с 1 по 10 июля: улица Мира, движение закроют.»",
    "appeal": "просьба к водителям",
    "phase": "announced, reminder, started, changed, extended, overdue, finished или cancelled",
    # what the first template makes for the others
    "state": "начало заголовка: «Закрыто движение»",
    "state_inside": "оно же со строчной буквы, для середины предложения",
    "all_places": "все места через точку с запятой",
    "lead": "главное предложение с местом и временем",
    "then": "предложения за ним",
}

# nominative, genitive; always in the plural, so that templates agree with it
_WORKS = {
    "road-repair": ("дорожные работы", "дорожных работ"),
    "bridge-repair": ("работы по ремонту моста", "работ по ремонту моста"),
    "heat-network": ("работы на тепловых сетях", "работ на тепловых сетях"),
    "water-sewer": ("работы на сетях водопровода и канализации", "работ на сетях водопровода и канализации"),
    "gas": ("работы на газовых сетях", "работ на газовых сетях"),
    "utilities": ("работы на инженерных сетях", "работ на инженерных сетях"),
    "construction": ("строительные работы", "строительных работ"),
    "demolition": ("работы по сносу здания", "работ по сносу здания"),
    "snow-removal": ("работы по уборке снега", "работ по уборке снега"),
    "power-works": ("работы на электросетях", "работ на электросетях"),
    "lighting": ("работы на сетях освещения", "работ на сетях освещения"),
    "railway-crossing": ("работы на железнодорожном переезде", "работ на железнодорожном переезде"),
}
_DEFAULT_WORKS = ("ремонтные работы", "ремонтных работ")
_CAUSES = {
    "heat-network": "ремонт тепловой сети",
    "water-sewer": "работы на сетях водопровода и канализации",
    "gas": "работы на газопроводе",
    "utilities": "работы на инженерных сетях",
    "road-repair": "ремонт дороги",
    "bridge-repair": "ремонт моста",
    "construction": "строительные работы",
    "demolition": "снос здания",
    "event": "городское мероприятие",
    "sport": "спортивные соревнования",
    "snow-removal": "уборка снега",
    "power-works": "работы на электросетях",
    "collapse": "провал дорожного полотна",
    "flood": "подтопление",
    "accident": "дорожно-транспортное происшествие",
    "railway-crossing": "ремонт железнодорожного переезда",
    "lighting": "работы на сетях освещения",
    "filming": "киносъёмка",
    "procession": "шествие",
}
_OCCASIONS = {
    "sport": "из-за спортивных соревнований",
    "filming": "из-за киносъёмки",
    "procession": "из-за шествия",
}
_SAYS_OCCASION = ("announced", "reminder", "started")  # these name the occasion in their first sentence
_CLASSES = {
    "lorry": "грузовых автомобилей",
    "bus": "автобусов",
    "bicycle": "велосипедистов",
    "pedestrian": "пешеходов",
}
_EXEMPTIONS = {
    "emergency": "экстренных служб",
    "public-transport": "общественного транспорта",
    "residents": "жителей прилегающих домов",
    "works": "техники дорожных служб",
}


_STAGES = ("", "", "два этапа", "три этапа", "четыре этапа", "пять этапов", "несколько этапов")


def fields(telling: Telling) -> dict[str, str]:
    """All fields but those that the first template makes (state, lead, then)."""
    made: dict[str, str] = {}
    for group in _GROUPS:
        made |= group(telling)
    return {name: "" if name in telling.dropped else value for name, value in made.items()}


# --- when -------------------------------------------------------------------------------------------------------------


def open_end(facts: Facts) -> str:
    return facts.declared.open_end_for(facts.cause).ru


def _time_options(telling: Telling) -> dict:
    facts = telling.facts
    return {"open_end": open_end(facts), "published": facts.published, "is_short": telling.is_short}


def _when(telling: Telling) -> dict[str, str]:
    facts, options = telling.facts, _time_options(telling)
    period = _period(facts, options, in_outline=telling.shortness >= COUNTS)
    recurs = openings.has_recurring_hours(facts.whole)
    is_staged = facts.is_staged
    moments = {key: options[key] for key in ("published", "is_short")}
    until = dates.until(facts.whole, **options)
    return {
        "when": "" if recurs else period,
        "hours": period if recurs else "",
        "period": period,
        "rhythm": _rhythm(facts, recurs=recurs),
        "since": "" if recurs else period if is_staged else dates.since(facts.whole, **moments),
        "until": until,
        "ends": "" if recurs or is_staged else until,
        "ended": _ended(telling),
        "since_end": dates.after(facts.whole, **moments),
        "underway": flag(telling.is_underway),
        "phase": telling.phase,
    }


def _rhythm(facts: Facts, *, recurs: bool) -> str:
    if facts.is_staged:
        return f"в {_STAGES[min(len(facts.stages), len(_STAGES) - 1)]}"
    return "по ночам" if recurs and openings.is_night_only(facts.whole) else ""


def _period(facts: Facts, options: dict, *, in_outline: bool = False) -> str:
    whole = facts.whole
    if in_outline and (whole.hours or whole.exceptions):
        return dates.outline(whole, published=options["published"], is_short=options["is_short"])
    return dates.when(whole, **options)


def _ended(telling: Telling) -> str:
    facts = telling.facts
    if facts.ended_at is None:
        return ""
    return dates.moment(
        facts.ended_at, facts.whole.zone, published=facts.published or facts.whole.start, is_short=telling.is_short
    )


_CONFIRMED = {
    "foreman": "Подтверждено с места.",
    "office": "Подтвердил диспетчер.",
    "camera": "Подтверждено по камере.",
    "resident": "Подтвердил житель.",
}


def _certainty(telling: Telling) -> dict[str, str]:
    """How it is known: by the plan, or who confirmed it."""
    is_planned, is_unconfirmed = telling.facts.is_planned, not telling.facts.start_source
    by_whom = "по плану" if is_planned else "по данным диспетчера"
    return {
        "by_plan": "по плану" if is_unconfirmed and is_planned else "",
        "by_whom": by_whom if is_unconfirmed else "",
        "confirmed": _CONFIRMED.get(telling.source, "") or _how_it_began(telling),
        "lapsed": flag(telling.has_lapsed),
    }


def _how_it_began(telling: Telling) -> str:
    """A correction says so, too."""
    source = telling.facts.begun_by(telling.at)
    if not telling.is_corrected_underway or not (source or telling.facts.is_planned):
        return ""
    return _BEGAN.get(source, "Начало — по плану, подтверждения нет.")


_BEGAN = {
    "foreman": "Начало подтверждено с места.",
    "office": "Начало подтвердил диспетчер.",
    "camera": "Начало подтверждено по камере.",
    "resident": "Начало подтвердил житель.",
}


def _before(telling: Telling) -> dict[str, str]:
    """What was said before, where it differs."""
    facts, previous = telling.facts, telling.facts.previous
    names = ("was_until", "was_period", "was_place", "updated", "changed")
    if previous is None:
        early = is_before(facts.ended_at, facts.whole.end)
        return dict.fromkeys(names, "") | {"news": _NO_NEWS, "earlier": flag(early)}
    options = _time_options(telling) | {"open_end": open_end(previous)}
    was_period, was_place = _period(previous, options), _title(previous, telling)
    was_until = dates.until(previous.whole, **options)
    other_time, other_place = was_period != _period(facts, options), previous.all_places != facts.all_places
    return {
        "was_until": "" if was_until == dates.until(facts.whole, **_time_options(telling)) else was_until,
        "was_period": was_period if other_time else "",
        "was_place": was_place if other_place else "",
        "updated": "" if telling.phase == "changed" else _updated(facts, previous),
        **_changed(facts, previous),
        "earlier": flag(
            is_before(facts.ended_at, facts.whole.end)
            # Without a term there is no "sooner": an end that was open is only brought nearer, not kept early.
            or is_before(facts.whole.end, previous.whole.end, or_open=facts.ended_at is None)
        ),
    }


def _updated(facts: Facts, previous: Facts) -> str:
    """Beside time and place, which an extension tells by itself."""
    return join([_CHANGED[part][0] for part in differs_in(facts, previous) if part not in _IN_ONE_PHRASE])


_NO_NEWS = "уточнены подробности"
_CHANGED = {
    "time": ("срок", "изменился"),
    "place": ("место", "изменилось"),
    "traffic": ("порядок движения", "изменился"),
    "mode": ("режим светофора", "изменился"),
    "spaces": ("число мест", "изменилось"),
    "detour": ("объезд", "изменился"),
    "buses": ("движение автобусов", "изменилось"),
    "stops": ("остановки", "изменились"),
    "reason": ("причина", "изменилась"),
    "performer": ("исполнитель", "изменился"),
    "contact": ("телефон для справок", "изменился"),
    "note": ("примечание", "изменилось"),
}
_IN_ONE_PHRASE = frozenset(("time", "place"))  # «изменился срок закрытия движения»


def _changed(facts: Facts, previous: Facts) -> dict[str, str]:
    parts = differs_in(facts, previous)
    verb = _CHANGED[parts[0]][1] if len(parts) == 1 else "изменились"
    said = f"{verb} {join([_CHANGED[part][0] for part in parts])}" if parts else _NO_NEWS
    is_in_one_phrase = bool(parts) and _IN_ONE_PHRASE.issuperset(parts)
    return {"changed": said if is_in_one_phrase else "", "news": "" if is_in_one_phrase else said}


# --- where ------------------------------------------------------------------------------------------------------------


def _where(telling: Telling) -> dict[str, str]:
    facts = telling.facts
    inside = "" if telling.is_short else facts.city.inside
    along, at = _phrase(telling, "along"), _phrase(telling, "at")
    return {
        "city": facts.city.name,
        "in_city": inside,
        "place": _title(facts, telling),
        "all_places": _all_titles(telling),
        "along": along,
        "at": at,
        "several": flag(len(facts.places) > 1),
        "is_list": flag("\n" in along),
    }


def _title(facts: Facts, telling: Telling) -> str:
    """For a headline: one place in full, several by their streets."""
    stored = facts.stored_forms
    if telling.shortness >= ON_THE_MAP or not facts.places:
        return "место показано на карте"
    if len(facts.places) == 1 and (telling.shortness < STREETS_ONLY or not facts.places[0].get("on")):
        return _with_side(facts, where.title(facts.places[0], stored), ", ")
    limit = 3 if telling.shortness < COUNTS else 1
    if where.are_whole_streets(facts.places):
        return _listing(facts, "nominative", limit)
    if where.are_crossings(facts.places):
        return f"перекрёст{'ки' if len(facts.places) > 1 else 'ок'} {_pairs(facts, limit)}"
    head = "участки" if len(facts.places) > 1 else "участок"
    return f"{head} {_listing(facts, 'genitive', limit)}"


def _pairs(facts: Facts, limit: int) -> str:
    """«Молодёжная – Депутатская, Тобольский тракт – Мира и ещё 2»."""
    pairs = [where.pair(place, facts.stored_forms) for place in facts.places]
    rest = len(pairs) - limit
    return ", ".join(pairs[:limit]) + (f" и ещё {rest}" if rest > 0 else "")


def _listing(facts: Facts, case: str, limit: int) -> str:
    """«улиц Ленина, Герцена и Мира», «улиц Ленина, Герцена и ещё 4»."""
    streets = where.streets(facts.places)
    listed = phrases.listing(streets[:limit], case, facts.stored_forms)
    rest = len(streets) - limit
    return f"{listed.replace(' и ', ', ')} и ещё {rest}" if rest > 0 else listed


def _all_titles(telling: Telling) -> str:
    facts = telling.facts
    if telling.shortness >= STREETS_ONLY:
        return _title(facts, telling)
    named = [_title(facts, telling)] if len(facts.places) <= 1 else [_titles(facts, facts.places)]
    if telling.phase in _BESIDE:
        return "; ".join([*named, *(_titles(facts, phase.places) for phase in facts.beside)])
    return "; ".join([*named, *(f"{_titles(facts, phase.places)} ({_state_of(phase)})" for phase in facts.beside)])


def _titles(facts: Facts, places: Iterable[Mapping]) -> str:
    return "; ".join(where.title(place, facts.stored_forms) for place in places)


def _phrase(telling: Telling, way: str) -> str:
    """Where, inside the main sentence; several places become a list after it, which `lead` ends with."""
    facts, stored = telling.facts, telling.facts.stored_forms
    found = facts.places
    if telling.shortness >= ON_THE_MAP or not found:
        return "на участке, показанном на карте"
    if telling.shortness >= STREETS_ONLY or (facts.is_staged and len(found) > 1):
        return _only_streets(telling)
    if where.are_whole_streets(found) and len(found) > 1 and way == "along":
        return phrases.along([place["on"] for place in found], stored)
    brief = telling.is_short or telling.shortness >= IN_BRIEF
    say: Callable = {
        ("along", False): where.along,
        ("at", False): where.at,
        ("along", True): where.short_along,
        ("at", True): where.short_at,
    }[way, brief]
    if len(found) == 1:
        return _with_side(facts, say(found[0], stored))
    return _several(telling, [say(place, stored) for place in found])


def _only_streets(telling: Telling) -> str:
    facts = telling.facts
    limit = 2 if telling.shortness >= COUNTS else len(where.streets(facts.places))
    if where.are_whole_streets(facts.places):
        return f"по {_listing(facts, 'dative', limit)}"
    if where.are_crossings(facts.places):
        pairs = _pairs(facts, 2 if telling.shortness >= COUNTS else len(facts.places))
        return f"на перекрёст{'ках' if len(facts.places) > 1 else 'ке'} {pairs}"
    return f"на {'участках' if len(facts.places) > 1 else 'участке'} {_listing(facts, 'genitive', limit)}"


def _several(telling: Telling, said: list[str]) -> str:
    if telling.is_short:
        return "; ".join(said)
    return f"{where.number_of(telling.facts.places)}:\n" + ";\n".join(
        f"— {one.replace(' на участке от ', ' от ')}" for one in said
    )


def _with_side(facts: Facts, text: str, separator: str = " ") -> str:
    """One direction: the phase's own «toward» where the place names none."""
    direction, toward = facts.common_side
    if any(place.get("toward") for place in facts.places):
        return text
    side = where.toward({"toward": toward})
    if not side and direction != "both" and not facts.declared.is_at_signal:
        side = "в одном направлении"
    return f"{text}{separator}{side}" if side else text


_BESIDE = {
    "overdue": "Срок вышел и здесь",
    "finished": "Ограничения сняты и здесь",
    "cancelled": "Отменено и здесь",
}


def _beside(telling: Telling) -> dict[str, str]:
    """What holds at the same time elsewhere and is another matter than the main sentence tells."""
    facts = telling.facts
    if not facts.beside:
        return {"beside": ""}
    head = _BESIDE.get(telling.phase, "В это же время")
    if telling.phase == "finished" and not facts.ended_at:
        head = f"По плану {lower_start(head)}"
    lines = [_line_beside(telling, phase) for phase in facts.beside]
    listed = f" {'; '.join(lines)}" if telling.is_short else "\n" + ";\n".join(f"— {line}" for line in lines)
    return {"beside": f"{head}:{listed}."}


def _line_beside(telling: Telling, phase: PhaseFacts) -> str:
    place = _titles(telling.facts, phase.places)
    if telling.phase in _BESIDE:
        return place
    return f"{place}{' — ' if telling.is_short else ': '}{_state_of(phase, is_now=telling.is_underway)}"


def _over(telling: Telling) -> dict[str, str]:
    """What holds no more, or never will, while the rest is told."""
    facts = telling.facts
    off = "; ".join(_titles(facts, phase.places) for phase in facts.called_off)
    return {
        "opened": " ".join(_opened(telling, phase) for phase in facts.opened),
        "called_off": f"{'Отменён этап' if len(facts.called_off) == 1 else 'Отменены этапы'}: {off}." if off else "",
    }


def _opened(telling: Telling, phase: PhaseFacts) -> str:
    """«Движение открыто: улица Мира — 18:30 12 июня. Подтверждено с места.»"""
    facts, place = telling.facts, _titles(telling.facts, phase.places)
    is_held_on = any(words in facts.all_places for words in phase.places)
    said = "Этап завершён" if is_held_on else "Движение открыто" if phase.is_closed else "Ограничения сняты"
    when = dates.moment(
        phase.schedule.end, facts.whole.zone, published=facts.published or facts.whole.start, is_short=telling.is_short
    )
    return f"{said}: {place} — {when}. {_CONFIRMED.get(phase.opened_by, '')}".rstrip()


def _stages(telling: Telling) -> dict[str, str]:
    if not telling.facts.is_staged and not telling.facts.others:
        return {"stages": "", "next": ""}
    lines = [_stage(telling, number, phases) for number, phases in telling.facts.numbered_stages]
    return {"stages": "Этапы:\n" + ";\n".join(lines) + ".", "next": _next(telling)}


def _next(telling: Telling) -> str:
    phases = telling.facts.next_stage(telling.at) if telling.at else ()
    if not phases:
        return ""
    when = dates.when(phases[0].schedule, **_time_options(telling))
    return f"Следующий этап — {when}: {_in_a_stage(telling, phases, is_now=False)}."


def _stage(telling: Telling, number: int, phases: Sequence[PhaseFacts]) -> str:
    """«— 1-й этап, с 1 по 10 июня включительно: улица Ленина, от Красина до Челюскинцев, движение закрыто»."""
    called = {lower_start(clean(phase.name)) for phase in phases}
    name = (called.pop() if len(called) == 1 else "") or f"{number}-й{NO_BREAK}этап"
    when = dates.when(phases[0].schedule, **_time_options(telling))
    said = _in_a_stage(telling, phases, are_compared=True)
    late = " (срок вышел, окончание не подтверждено)" if _has_lapsed(telling, phases) else ""
    return f"— {name}, {when}{': ' if said else ''}{said}{late}"


def _in_a_stage(
    telling: Telling, phases: Sequence[PhaseFacts], *, is_now: bool = True, are_compared: bool = False
) -> str:
    """Where and what; `are_compared`: without what is the same in all stages and so was said."""
    facts = telling.facts
    same_places = are_compared and len({(str(one.places), one.side) for one in facts.listed}) == 1
    alike = are_compared and _are_alike(facts)
    told = (
        ["" if same_places else _place_of(facts, phase), "" if alike else _state_of(phase, is_now=is_now)]
        for phase in phases
    )
    return "; ".join(filter(None, (", ".join(filter(None, parts)) for parts in told)))


def _place_of(facts: Facts, phase: PhaseFacts) -> str:
    """With its direction where stages differ in that."""
    titles = _titles(facts, phase.places)
    if phase.side == facts.common_side or any(place.get("toward") for place in phase.places):
        return titles
    side = where.toward({"toward": phase.toward}) or ("в одном направлении" if phase.direction != "both" else "")
    return f"{titles} {side}".rstrip()


def _has_lapsed(telling: Telling, phases: Sequence[PhaseFacts]) -> bool:
    """A stage that nobody confirmed over, beside others that are told."""
    end = phases[0].schedule.end
    return telling.at is not None and end is not None and end <= telling.at and telling.phase not in _BESIDE


def _state_of(phase: PhaseFacts, *, is_now: bool = True) -> str:
    if phase.is_for_some and phase.vehicle_impact not in OPEN:
        return lower_start(_ban(phase, is_now=is_now))
    if phase.vehicle_impact == "all-lanes-closed":
        return "движение закрыто" if is_now else "движение закроют"
    if phase.vehicle_impact in ALTERNATING:
        return "движение реверсивное"
    if phase.vehicle_impact in OPEN:
        return "движение не закрывают"
    lanes = _lanes(phase, is_now=is_now) if phase.lanes_closed else ""
    return lower_start(lanes).removesuffix(".") or ("движение ограничено" if is_now else "движение ограничат")


def _ban(phase: PhaseFacts, *, is_now: bool) -> str:
    """«Для грузовых автомобилей проезд закрыт»."""
    way = "проход" if set(phase.vehicle_classes) == {"pedestrian"} else "проезд"
    shut = phase.vehicle_impact == "all-lanes-closed"
    done = (("закрыт", "закроют"), ("ограничен", "ограничат"))[not shut][not is_now]
    return f"Для {join(_classes_of(phase))} {way} {done}"


def _classes_of(phase: PhaseFacts) -> list[str]:
    return [_CLASSES[name] for name in phase.vehicle_classes if name in _CLASSES] if phase.is_for_some else []


def _are_alike(facts: Facts) -> bool:
    """Whether all phases leave the same for traffic, so that it is said once."""
    return len({_state_of(phase) for phase in facts.listed}) == 1


# --- how much ---------------------------------------------------------------------------------------------------------

_LANES_CLOSED = ("", "одну полосу", "две полосы", "три полосы", "четыре полосы", "пять полос", "шесть полос")
_LANES_SHUT = ("", "Закрыта одна полоса", "Закрыты две полосы", "Закрыты три полосы", "Закрыты четыре полосы")
_OUT_OF = ("", "", "двух", "трёх", "четырёх", "пяти", "шести", "семи", "восьми")
_SIDES = {"merge-left": "справа", "merge-right": "слева", "split": "посередине"}


def _how_much(telling: Telling) -> dict[str, str]:
    facts, told = telling.facts, telling.facts.told
    impact = told.vehicle_impact
    is_closed = told.is_closed
    exempt = [_EXEMPTIONS[name] for name in told.exemptions if name in _EXEMPTIONS]
    return {
        "measure": "закрытие движения" if is_closed else "ограничение движения",
        "measure_of": "закрытия движения" if is_closed else "ограничения движения",
        "measured": "закрыто" if is_closed else "ограничено",
        "is_open": flag(impact in OPEN),
        "is_known": flag(impact != "unknown"),
        "lanes": _lanes(told, is_now=telling.is_underway) if _are_alike(facts) or not facts.is_staged else "",
        "turns": _turns(impact, is_now=telling.is_underway),
        "only_for": join(_classes_of(told)),
        "exempt": join(exempt) if exempt else "",
    }


def _lanes(phase: PhaseFacts, *, is_now: bool) -> str:
    """What stays for traffic where only a part is shut; nothing is said that the record does not say."""
    impact, count, total = phase.vehicle_impact, phase.lanes_closed, phase.lanes_total
    if phase.is_for_some and impact not in OPEN:
        return f"{_ban(phase, is_now=is_now)}, для остальных ограничений {'нет' if is_now else 'не будет'}."
    side = next((f" {side}" for suffix, side in _SIDES.items() if impact.endswith(suffix)), "")
    if impact.startswith("all-lanes-open-shift"):
        to = "влево" if impact.endswith("left") else "вправо"
        return f"Полосы смещены {to}." if is_now else f"Полосы сместят {to}."
    if impact == "all-lanes-closed" or not impact.startswith("some-lanes"):
        return ""
    if count and count < len(_LANES_SHUT):
        of = f" из{NO_BREAK}{_OUT_OF[total]}" if total and count < total < len(_OUT_OF) else ""
        closed = _LANES_SHUT[count] if is_now else f"Закроют {_LANES_CLOSED[count]}"
        return f"{closed}{of}{side}."
    if side:
        return f"Проезжая часть {'сужена' if is_now else 'будет сужена'}{side}."
    return "Проезд возможен по свободным полосам." if is_now else "Проезд по свободным полосам сохранится."


def _turns(impact: str, *, is_now: bool) -> str:
    who = {"flagging": "регулировщик", "temporary-traffic-signal": "временный светофор"}.get(impact)
    if who:
        return f"Машины поочерёдно пропускает {who}." if is_now else f"Пропускать машины поочерёдно будет {who}."
    return "Машины пропускают поочерёдно." if is_now else "Машины будут пропускать поочерёдно."


# --- why, who, how to get round ---------------------------------------------------------------------------------------


def _why(telling: Telling) -> dict[str, str]:
    facts = telling.facts
    works, works_of = _WORKS.get(facts.cause, _DEFAULT_WORKS)
    reason = clean(facts.reason)
    is_event = facts.declared.reason_names_it
    plain = "" if facts.manner.works_tell_why else _CAUSES.get(facts.cause, "")
    return {
        "works": works,
        "works_of": works_of,
        "works_about": works_of.replace("работ", "работах", 1),
        "occasion": _OCCASIONS.get(facts.cause, "" if reason else "из-за городского мероприятия"),
        "occasion_name": (reason or ("" if telling.phase in _SAYS_OCCASION else plain)) if is_event else "",
        "reason": "" if is_event else lower_start(reason) or plain,
    }


def _around(telling: Telling) -> dict[str, str]:
    facts, streets = telling.facts, telling.facts.detour_streets
    if telling.is_short:
        detour = ", ".join(phrases.bare(name, stored=facts.stored_forms) for name in streets)
    else:
        detour = lower_start(clean(facts.detour))
    detour = detour or (phrases.along(streets, facts.stored_forms) if streets else "")
    routes, stops = [clean(route) for route in facts.bus_routes], [clean(stop) for stop in facts.stops_removed]
    return {
        "detour": detour,
        "buses": f"{'маршруты' if len(routes) > 1 else 'маршрут'} №{NO_BREAK}{join(routes)}" if routes else "",
        "several_buses": flag(len(routes) > 1),
        "stops": f"{'Остановки' if len(stops) > 1 else 'Остановка'} {join([quoted(stop) for stop in stops])}"
        if stops
        else "",
        "several_stops": flag(len(stops) > 1),
    }


def _who(telling: Telling) -> dict[str, str]:
    facts = telling.facts
    return {
        "performer": clean(facts.performer),
        "contact": clean(facts.contact),
        "note": sentence(clean(facts.note)),
        "source": clean(facts.agency_name),
        "url": facts.url.strip(),
        "appeal": _appeal(telling),
    }


def _appeal(telling: Telling) -> str:
    if telling.phase not in ("announced", "reminder", "started") or telling.is_short:
        return ""
    if telling.facts.manner.asks_drivers:
        return "Просим водителей заранее выбирать маршрут и следить за дорожными знаками."
    return ""


def _kind_of_its_own(telling: Telling) -> dict[str, str]:
    facts = telling.facts
    return {
        "flashing": flag(facts.signal_mode == "flashing"),
        "manual": flag(facts.signal_mode == "manual"),
        "spaces": _spaces(facts.parking_places) if facts.parking_places else "",
    }


def _spaces(count: int) -> str:
    """«21 парковочное место», «22 парковочных места», «25 парковочных мест»."""
    last, teens = count % 10, 11 <= count % 100 <= 14
    if last == 1 and not teens:
        return f"{count}{NO_BREAK}парковочное место"
    if last in (2, 3, 4) and not teens:
        return f"{count}{NO_BREAK}парковочных места"
    return f"{count}{NO_BREAK}парковочных мест"


_GROUPS = (
    _when,
    _certainty,
    _before,
    _where,
    _beside,
    _over,
    _stages,
    _how_much,
    _why,
    _around,
    _who,
    _kind_of_its_own,
)
