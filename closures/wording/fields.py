"""Facts → the words that templates may use. FIELDS is the whole list: the lint refuses any other name."""

from collections.abc import Callable, Mapping, Sequence

from closures.kinds.manners import ALTERNATING, OPEN
from roadmap.language.grammar import dates, openings, phrases
from roadmap.language.grammar.phrases import NO_BREAK, join

from . import places as where
from .facts import Facts, PhaseFacts
from .free_text import clean, lower_start, quoted
from .groups import NAMES_OCCASION, Language
from .telling import COUNTS, IN_BRIEF, ON_THE_MAP, STREETS_ONLY, Telling, flag

FIELDS = {
    "city": "«Тюмень»",
    "in_city": "«в Тюмени»; пусто в коротком тексте",
    "when": "«с 22:00 17 июня до 06:00 20 июня»; пусто, если часы повторяются или этапов несколько",
    "hours": "повторяющиеся часы целиком: «каждую ночь с 22:00 до 06:00, с 1 по 5 июня…»; иначе пусто",
    "period": "when или hours, что есть",
    "rhythm": "«по ночам», если часы только ночные; «в два этапа», если этапов несколько",
    "since": "«с 22:00 17 июня»; пусто, если часы повторяются",
    "begun": "то же, если начало подтверждено; иначе пусто",
    "ends": "то же, что until; пусто, если часы повторяются или этапов несколько",
    "until": "«до 06:00 20 июня», «по 11 июля включительно», «до окончания работ»",
    "was_until": "прежний срок в той же форме",
    "was_period": "прежнее время целиком, если изменилось",
    "was_place": "прежнее место, если изменилось",
    "updated": "что ещё изменилось: «объезд и движение автобусов»",
    "changed": "«изменился срок», «изменились срок и место»; пусто, если изменилось и другое",
    "news": "«изменился объезд», «изменились срок и объезд»; пусто, если изменились только срок или место",
    "place": "место для заголовка: «улица Гагарина, от Кедровой до Строителей»",
    "along": "«по улице Гагарина на участке от … до …»",
    "at": "«на улице Гагарина на участке от … до …»",
    "several": "«1», если мест несколько",
    "one_way": "«1», если закрыто только одно направление",
    "underway": "«1», если событие уже началось",
    "earlier": "«1», если срок сократился или движение открыли раньше",
    "ended": "«18:30 17 июня», если окончание подтверждено",
    "since_end": "«с 06:00 20 июня»: с какого времени по плану всё как обычно",
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
    "limits": "«скорость не более 40 км/ч, ширина не более 3 м»",
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
    "opened": "что уже открыто: «Движение открыто: улица Мира — 18:30 17 июня. Подтверждено с места.»",
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
    "is_list": "«1», если места стоят списком под главным предложением",
    "then": "предложения за ним",
}
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
    "holiday": "праздник",
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
    "holiday": "из-за праздника",
    "sport": "из-за спортивных соревнований",
    "filming": "из-за киносъёмки",
    "procession": "из-за шествия",
}
_STAGES = ("", "", "два этапа", "три этапа", "четыре этапа", "пять этапов", "несколько этапов")
_CHANGED = {
    "time": ("срок", "изменился"),
    "place": ("место", "изменилось"),
    "traffic": ("порядок движения", "изменился"),
    "direction": ("направление", "изменилось"),
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
_LANES_CLOSED = ("", "одну полосу", "две полосы", "три полосы", "четыре полосы", "пять полос", "шесть полос")
_LANES_SHUT = ("", "Закрыта одна полоса", "Закрыты две полосы", "Закрыты три полосы", "Закрыты четыре полосы")
_SIDE_LANES = {  # one that is shut, one that will be, several
    "merge-left": ("правая полоса", "правую полосу", "правые полосы"),
    "merge-right": ("левая полоса", "левую полосу", "левые полосы"),
}
_OUT_OF = ("", "", "двух", "трёх", "четырёх", "пяти", "шести", "семи", "восьми")
_SIDES = {"merge-left": "справа", "merge-right": "слева", "split": "посередине"}


class Russian(Language):
    terms = dates.TERMS
    join = staticmethod(join)
    is_english = False
    by_plan = "по плану"
    by_whom = ("по плану", "по данным диспетчера")
    confirmed = {
        "foreman": "Подтверждено с места.",
        "office": "Подтвердил диспетчер.",
        "camera": "Подтверждено по камере.",
        "resident": "Подтвердил житель.",
    }
    began = {
        "foreman": "Начало подтверждено с места.",
        "office": "Начало подтвердил диспетчер.",
        "camera": "Начало подтверждено по камере.",
        "resident": "Начало подтвердил житель.",
    }
    began_by_plan = "Начало — по плану, подтверждения нет."
    beside = {
        "overdue": "Срок вышел и здесь",
        "finished": "Ограничения сняты и здесь",
        "cancelled": "Отменено и здесь",
    }
    at_the_same_time = "В это же время"
    beside_by_plan = "По плану ограничения сняты и здесь"
    called_off = ("Отменён этап", "Отменены этапы")
    opened = ("Этап завершён", "Движение открыто", "Ограничения сняты", " — ")
    stages = "Этапы"
    next_stage = "Следующий этап — {when}: {said}."
    formerly = "прежде {}"
    lapsed = "срок вышел, окончание не подтверждено"
    one_direction = "в одном направлении"
    classes = {
        "lorry": "грузовых автомобилей",
        "bus": "автобусов",
        "bicycle": "велосипедистов",
        "pedestrian": "пешеходов",
    }
    exemptions = {
        "emergency": "экстренных служб",
        "public-transport": "общественного транспорта",
        "residents": "жителей прилегающих домов",
        "works": "техники дорожных служб",
    }
    appeal = "Просим водителей заранее выбирать маршрут и следить за дорожными знаками."

    def changed(self, parts: Sequence[str], *, is_in_one_phrase: bool) -> dict[str, str]:
        verb = _CHANGED[parts[0]][1] if len(parts) == 1 else "изменились"
        said = f"{verb} {self.listed(parts)}" if parts else "уточнены подробности"
        return {"changed": said if is_in_one_phrase else "", "news": "" if is_in_one_phrase else said}

    def listed(self, parts: Sequence[str]) -> str:
        return self.join([_CHANGED[part][0] for part in parts])

    def title_of(self, facts: Facts, place: Mapping) -> str:
        return where.title(place, facts.stored_forms)

    def toward(self, facts: Facts, toward: str) -> str:
        return where.toward({"toward": toward})

    def name_of_stage(self, number: int, phases: Sequence[PhaseFacts]) -> str:
        called = {lower_start(clean(phase.name)) for phase in phases}
        return (called.pop() if len(called) == 1 else "") or f"{number}-й{NO_BREAK}этап"

    def open_end(self, facts: Facts) -> str:
        return facts.declared.open_end_for(facts.cause).ru

    def rhythm(self, facts: Facts, *, recurs: bool) -> str:
        if facts.is_staged:
            return f"в {_STAGES[min(len(facts.stages), len(_STAGES) - 1)]}"
        return "по ночам" if recurs and openings.is_night_only(facts.whole) else ""

    def where(self, telling: Telling) -> dict[str, str]:
        facts = telling.facts
        inside = "" if telling.is_short else facts.city.inside
        along, at = self._phrase(telling, "along"), self._phrase(telling, "at")
        return {
            "city": facts.city.name,
            "in_city": inside,
            "place": self.title(facts, telling),
            "all_places": self.all_titles(telling),
            "along": along,
            "at": at,
            "several": flag(len(facts.places) > 1),
            "one_way": flag(facts.is_one_way),
        }

    def title(self, facts: Facts, telling: Telling) -> str:
        """For a headline: one place in full, several by their streets."""
        stored = facts.stored_forms
        if telling.shortness >= ON_THE_MAP or not facts.places:
            return "место показано на карте"
        if len(facts.places) == 1 and (telling.shortness < STREETS_ONLY or not facts.places[0].get("on")):
            return self.with_side(facts, where.title(facts.places[0], stored), ", ")
        return self.with_one_direction(facts, _streets(facts, 3 if telling.shortness < COUNTS else 1), ", ")

    def _phrase(self, telling: Telling, way: str) -> str:
        """Where, inside the main sentence; several places become a list after it, which `lead` ends with."""
        facts, stored = telling.facts, telling.facts.stored_forms
        found = facts.places
        if telling.shortness >= ON_THE_MAP or not found:
            return "на участке, показанном на карте"
        if telling.shortness >= STREETS_ONLY or (facts.is_staged and len(found) > 1):
            return self.with_one_direction(facts, _only_streets(telling))
        if where.are_whole_streets(found) and len(found) > 1 and way == "along":
            return self.with_one_direction(facts, phrases.along([place["on"] for place in found], stored))
        brief = telling.is_short or telling.shortness >= IN_BRIEF
        say: Callable = {
            ("along", False): where.along,
            ("at", False): where.at,
            ("along", True): where.short_along,
            ("at", True): where.short_at,
        }[way, brief]
        if len(found) == 1:
            return self.with_side(facts, say(found[0], stored))
        if not telling.is_short and all(place.get("toward") == "" for place in found):
            return _several(telling, [say(place, stored) for place in found], f" {self.one_direction}")
        return _several(telling, [self.with_own_side(place, say(place, stored)) for place in found])

    def state_of(self, phase: PhaseFacts, *, is_now: bool = True) -> str:
        if phase.is_for_some and phase.vehicle_impact not in OPEN:
            return lower_start(self._ban(phase, is_now=is_now))
        if phase.vehicle_impact == "all-lanes-closed":
            return "движение закрыто" if is_now else "движение закроют"
        if phase.vehicle_impact in ALTERNATING:
            return "движение реверсивное"
        if phase.vehicle_impact in OPEN:
            return "движение не закрывают"
        lanes = self.lanes(phase, is_now=is_now) if phase.lanes_closed else ""
        return lower_start(lanes).removesuffix(".") or ("движение ограничено" if is_now else "движение ограничат")

    def _ban(self, phase: PhaseFacts, *, is_now: bool) -> str:
        """«Для грузовых автомобилей проезд закрыт»."""
        way = "проход" if phase.is_for_those_on_foot else "проезд"
        way += " с одной стороны" if phase.is_on_one_side else ""
        shut = phase.vehicle_impact == "all-lanes-closed"
        done = (("закрыт", "закроют"), ("ограничен", "ограничат"))[not shut][not is_now]
        return f"Для {self.join(self.classes_of(phase))} {way} {done}"

    def measured(self, *, is_closed: bool) -> dict[str, str]:
        return {
            "measure": "закрытие движения" if is_closed else "ограничение движения",
            "measure_of": "закрытия движения" if is_closed else "ограничения движения",
            "measured": "закрыто" if is_closed else "ограничено",
        }

    def lanes(self, phase: PhaseFacts, *, is_now: bool) -> str:
        """What stays for traffic where only a part is shut; nothing is said that the record does not say."""
        impact, count, total = phase.vehicle_impact, phase.lanes_closed, phase.lanes_total
        if phase.is_for_some and impact not in OPEN:
            return f"{self._ban(phase, is_now=is_now)}, для остальных ограничений {'нет' if is_now else 'не будет'}."
        side = next((f" {side}" for suffix, side in _SIDES.items() if impact.endswith(suffix)), "")
        if impact.startswith("all-lanes-open-shift"):
            to = "влево" if impact.endswith("left") else "вправо"
            return f"Полосы смещены {to}." if is_now else f"Полосы сместят {to}."
        if impact == "all-lanes-closed" or not impact.startswith("some-lanes"):
            return ""
        if count and count < len(_LANES_SHUT):
            of = f" из{NO_BREAK}{_OUT_OF[total]}" if total and count < total < len(_OUT_OF) else ""
            lanes = next((lanes for suffix, lanes in _SIDE_LANES.items() if impact.endswith(suffix)), None)
            closed = _LANES_SHUT[count] if is_now else f"Закроют {_LANES_CLOSED[count]}"
            return f"{_on_side(closed, lanes)}{of}." if lanes else f"{closed}{of}{side}."
        if side:
            return f"Проезжая часть {'сужена' if is_now else 'будет сужена'}{side}."
        return "Проезд возможен по свободным полосам." if is_now else "Проезд по свободным полосам сохранится."

    def turns(self, impact: str, *, is_now: bool) -> str:
        who = {"flagging": "регулировщик", "temporary-traffic-signal": "временный светофор"}.get(impact)
        if who:
            return f"Машины поочерёдно пропускает {who}." if is_now else f"Пропускать машины поочерёдно будет {who}."
        return "Машины пропускают поочерёдно." if is_now else "Машины будут пропускать поочерёдно."

    def why(self, telling: Telling) -> dict[str, str]:
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
            "occasion_name": (reason or ("" if telling.phase in NAMES_OCCASION else plain)) if is_event else "",
            "reason": "" if is_event else lower_start(reason) or plain,
        }

    def around(self, telling: Telling) -> dict[str, str]:
        facts, streets = telling.facts, telling.facts.detour_streets
        if telling.is_short:
            detour = ", ".join(phrases.bare(name, stored=facts.stored_forms) for name in streets)
        else:
            detour = lower_start(clean(facts.detour))
        detour = detour or (phrases.along(streets, facts.stored_forms) if streets else "")
        routes, stops = [clean(route) for route in facts.bus_routes], [clean(stop) for stop in facts.stops_removed]
        return {
            "detour": detour,
            "buses": f"{'маршруты' if len(routes) > 1 else 'маршрут'} №{NO_BREAK}{self.join(routes)}" if routes else "",
            "several_buses": flag(len(routes) > 1),
            "stops": f"{'Остановки' if len(stops) > 1 else 'Остановка'} {self.join([quoted(stop) for stop in stops])}"
            if stops
            else "",
            "several_stops": flag(len(stops) > 1),
        }

    def spaces(self, count: int) -> str:
        """«21 парковочное место», «22 парковочных места», «25 парковочных мест»."""
        last, teens = count % 10, 11 <= count % 100 <= 14
        if last == 1 and not teens:
            return f"{count}{NO_BREAK}парковочное место"
        if last in (2, 3, 4) and not teens:
            return f"{count}{NO_BREAK}парковочных места"
        return f"{count}{NO_BREAK}парковочных мест"


def _streets(facts: Facts, limit: int) -> str:
    """«участки улиц Ленина, Герцена и ещё 4», «перекрёсток Молодёжная – Депутатская»."""
    several = len(facts.places) > 1
    if where.are_whole_streets(facts.places):
        return _listing(facts, "nominative", limit)
    if where.are_crossings(facts.places):
        return f"перекрёст{'ки' if several else 'ок'} {_pairs(facts, limit)}"
    return f"{'участки' if several else 'участок'} {_listing(facts, 'genitive', limit)}"


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


def _only_streets(telling: Telling) -> str:
    facts = telling.facts
    limit = 2 if telling.shortness >= COUNTS else len(where.streets(facts.places))
    if where.are_whole_streets(facts.places):
        return f"по {_listing(facts, 'dative', limit)}"
    if where.are_crossings(facts.places):
        pairs = _pairs(facts, 2 if telling.shortness >= COUNTS else len(facts.places))
        return f"на перекрёст{'ках' if len(facts.places) > 1 else 'ке'} {pairs}"
    return f"на {'участках' if len(facts.places) > 1 else 'участке'} {_listing(facts, 'genitive', limit)}"


def _on_side(closed: str, lanes: tuple[str, str, str]) -> str:
    """«Закрыта правая полоса», «Закроют две правые полосы»."""
    one, one_ahead, several = lanes
    one_told = closed.replace("одна полоса", one).replace("одну полосу", one_ahead)
    return one_told.replace("полосы", several) if one_told == closed else one_told


def _several(telling: Telling, said: list[str], of_all: str = "") -> str:
    if telling.is_short:
        return "; ".join(said)
    return f"{where.number_of(telling.facts.places)}{of_all}:\n" + ";\n".join(
        f"— {one.replace(' на участке от ', ' от ')}" for one in said
    )


fields = Russian().fields
