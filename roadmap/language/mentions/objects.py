"""What is named beside streets: bridges, landmarks, stops, kilometres, things in quotes."""

from roadmap.language.gazetteer import Gazetteer
from roadmap.language.grammar.kinds import kind_word
from roadmap.language.grammar.lemmas import agree, is_known, lemmas, may_be, nominative, parses
from roadmap.language.mentions.found import Found, get, key_at
from roadmap.language.mentions.houses import houses_at
from roadmap.language.names.forms import YEARS
from roadmap.language.names.kinds import SHORT, kind_at
from roadmap.language.names.words import is_adjectival
from roadmap.language.tables import stems, word_set
from roadmap.language.tokens import Token

BRIDGE_FORMS = word_set(
    "мост моста мосту мостом мосте мосты мостов метромост метромоста метромосту метромосте дамба дамбы дамбе дамбу"
)

OVER = word_set("переход перехода переходу переходом переходе")
NAMED = ("ский", "ского", "скому", "ским", "ском")

NUMBERED = ("школ", "лице", "гимнази", "садик", "детсад", "больниц", "поликлин", "роддом")

STOPS = word_set("ост остановка остановки остановке остановку остановкой остановок оп ооп")

# Nouns that head a landmark: «ТЦ «Вояж»», «школа № 30», «больница водников»
HEADS = word_set(
    """
    тц трц тк трк тд бц жк сок мфк дк снт днт азс аптека аптеки аптеку магазин магазина магазину
    магазином школа школы школе школой школу детсад детсада детский детского сад садик садика больница
    больницы больнице больницу поликлиника поликлиники поликлинике гостиница гостиницы рынок рынка рынку
    рынке вокзал вокзала автовокзал автовокзала автовокзалу церковь церкви храм храма храму цирк цирка
    цирку стадион стадиона университет университета колледж колледжа лицей лицея гимназия гимназии завод
    завода заводу заправка заправки заправке гараж гаражи гаражей почта почты технопарк технопарка
    аэропорт аэропорта парк парка парку парке сквер сквера памятник памятника памятнику кладбище
    кладбища театр театра театру музей музея библиотека библиотеки банк банка кафе ресторан ресторана
    супермаркет гипермаркет переезд
    переезда переезде переезду переездом депо фабрика фабрики фабрику тэц пост поста общежитие общежития
    кинотеатр кинотеатра манеж манежа фонтан фонтана бассейн бассейна спорткомплекс спорткомплекса
    администрация администрации суд суда морг станция станции метро подстанция мфц загс дворец дворца
    площадка площадки шлагбаум шлагбаума котельная котельной водокачка роддом роддома
    телецентр телецентра супермаркета гипермаркета ресторана библиотеке технопарку стадиону
    госпиталь госпиталя травмпункт травмпункта диспансер морга автомойка автомойки шиномонтаж шиномонтажа
    автосервис автосервиса автосалон автосалона пожарная бани баня бане училище училища училищу
    собор собора собору собором соборе церковью храмом храме мечеть мечети мечетью монастырь монастыря монастырю
    монастырем лавра лавры лавре лаврой кремль кремля кремлю часовня часовни часовне часовней колокольня
    колокольни колокольней костел костела синагога синагоги башня башни башне башней ворота ворот воротам
    воротами усадьба усадьбы усадьбе особняк особняка особняку галерея галереи галерее филармония филармонии
    арка арки арке аркой стела стелы стеле стелой обелиск обелиска обелиску мемориал мемориала мемориалу
    монумент монумента монументу причал причала пристань пристани театру музею
    """
)

# What a town has one of, or few: «у автовокзала» tells where
UNIQUE = stems(
    """
    автовокзал автостанц аэровокзал драмтеатр фуникул кремль кремля кремлю кремлем зоопарк планетар филармон мэрии мэрию
    мэрия ипподром монастыр курган телевыш диспансер онкодиспансер цирк роддом
    """
)
LEVEL = ("переезд",)  # a street crosses one railway: «переезд на Полевой»
# What every street has: «у детской площадки», «возле круглосуточной аптеки» tell nothing without a name
COMMON = stems(
    """
    площадк магазин гараж шлагбаум кафе банк аптек заправк общежит школ сад детск пост ларек шиномонтаж автомойк
    автосервис автосалон остановк ресторан
    """
)
# Before these a place is told by a thing that bears a name: «от Лесного пруда до …», «возле Никольской рощи»
BEFORE_THINGS = word_set("от до между у возле около напротив перед близ")
NO_THINGS = word_set(  # and what drives or is done: «до Лесной машины пропускают»
    """
    время год месяц день неделя сезон праздник период век война область край район республика канал река
    машина автомобиль автобус троллейбус трамвай транспорт движение проезд поток пробка затор работа ремонт авария
    """
)


def object_at(tokens: list[Token], at: int, gazetteer: Gazetteer) -> Found | None:
    token = tokens[at]
    if token.kind in ("stop", "line"):
        return None
    for read in (_kilometre, _stop, _crossing_over, _bridge, _headed, _thing, _quoted, houses_at):
        found = read(tokens, at)
        if found is not None:
            return found
    return _listed(tokens, at, gazetteer)


def _kilometre(tokens: list[Token], at: int) -> Found | None:
    """«318 км автодороги», «на 5-м километре тракта»."""
    if tokens[at].kind not in ("number", "ordinal") or at + 1 >= len(tokens):
        return None
    end = at + 1 + (tokens[at + 1].key == "-")
    word = tokens[end].key if end < len(tokens) else ""
    if word not in ("км", "километр", "километре", "километра", "километру") or len(tokens[at].key) > 4:
        return None
    after = tokens[end + 1].key if end + 1 < len(tokens) else ""
    if tokens[at].kind == "number" and word != "км" or after in ("ч", "/", "от", "до", "в", "пробк", "пробка"):
        return None
    return Found("K", at, end + 1, tokens[at].key)


def _stop(tokens: list[Token], at: int) -> Found | None:
    """«ост. «Улица Дзержинского»», «остановка бульвар малахова», «остановки Аврора»."""
    if tokens[at].key not in STOPS:
        return _stop_named_before(tokens, at)
    name_at = at + 1 + (key_at(tokens, at + 1) == ".")
    if key_at(tokens, name_at) in ("общественного", "транспорта", "автобуса", "автобусов"):
        return None
    quoted = _quoted(tokens, name_at)
    if quoted is not None:
        return Found("L", at, quoted.end, f"остановка {quoted.name}")
    end = _name_end(tokens, name_at, longest=3)
    if end == name_at:
        return None
    words = "".join(token.text if token.glued else f" {token.text}" for token in tokens[name_at:end]).strip()
    return Found("L", at, end, f"остановка «{words[:1].upper()}{words[1:]}»")


def _stop_named_before(tokens: list[Token], at: int) -> Found | None:
    """«Речной порт (остановка)»"""
    for end in range(at + 1, min(at + 4, len(tokens) - 1)):
        if tokens[end].key == "(" and tokens[end + 1].key in STOPS and tokens[at].is_capital:
            words = " ".join(token.text for token in tokens[at:end])
            return Found("L", at, end + 2, f"остановка «{words}»")
        if tokens[end].kind != "word":
            return None
    return None


def _name_end(tokens: list[Token], at: int, longest: int) -> int:
    """Where a name without quotes ends: at a mark or a word that goes on with the sentence."""
    if key_at(tokens, at) in SHORT and (marked := kind_at(tokens, at)):
        return _kind_and_word(tokens, marked[1])
    end = at
    kind_first = key_at(tokens, at) in (
        "улица",
        "бульвар",
        "проспект",
        "площадь",
        "переулок",
        "парк",
        "школа",
        "магазин",
    )
    while end < len(tokens) and end - at < longest and tokens[end].kind in ("word", "number", "ordinal"):
        word = tokens[end]
        if not (word.is_capital or (kind_first and end - at < 2) or (end > at and _goes_on(tokens[at], word))):
            break
        end += 1
    return end


def _kind_and_word(tokens: list[Token], at: int) -> int:
    """«Пл. Возрождения», «ул. 9 Мая»"""
    at += bool(get(tokens, at) and tokens[at].kind in ("number", "ordinal"))
    return at + bool(get(tokens, at) and tokens[at].kind == "word")


def _goes_on(first: Token, word: Token) -> bool:
    return (
        first.is_capital
        and word.kind == "word"
        and may_be(word.text, "NOUN", "nomn")
        and may_be(first.text, "ADJF", "nomn")
    )


def _is_bridge(token: Token | None) -> bool:
    return (
        token is not None
        and token.kind == "word"
        and (token.key in BRIDGE_FORMS or token.key.startswith(("путепровод", "эстакад", "виадук", "тоннел", "туннел")))
    )


def _crossing_over(tokens: list[Token], at: int) -> Found | None:
    """«Московский переход»: in some cities a bridge; a subway or a zebra is called by what it is."""
    word, noun = tokens[at], get(tokens, at + 1)
    if noun is None or noun.key not in OVER or noun.is_capital or not word.is_capital:
        return None
    if not word.key.endswith(NAMED) or not agree(word.text, noun.text):
        return None
    return Found("B", at, at + 2, nominative([word.text, noun.text]))


def _bridge(tokens: list[Token], at: int) -> Found | None:
    """«мост через Туру», «Макаровском мосту», «мост им. 60-летия ВЛКСМ», «мосту Влюблённых»."""
    token = tokens[at]
    if (
        token.kind == "word"
        and _is_bridge(get(tokens, at + 1))
        and len(token.key) > 4
        and agree(token.text, tokens[at + 1].text)
    ):
        found = _bridge(tokens, at + 1)
        before = nominative([token.text, tokens[at + 1].text])
        return Found("B", at, found.end, f"{before}{found.name[len(found.name.split()[0]) :]}")
    if not _is_bridge(token):
        return None
    end, name = at + 1, nominative([token.text.lower()])
    after = get(tokens, end)
    if (
        after is not None
        and after.is_capital
        and may_be(after.text, "plur", "gent")
        and (may_be(after.text, "ADJF") or may_be(after.text, "PRTF") or may_be(after.text, "NOUN", "anim"))
        and not may_be(after.text, "Surn")
    ):
        return Found("B", at, end + 1, f"{name} {after.text}")
    if key_at(tokens, end) == "через" and end + 1 < len(tokens):
        more = end + 2
        if key_at(tokens, end + 1) in ("озеро", "реку", "р", "речку", "ручей", "лог", "овраг", "ж", "железную"):
            more += 1 + (key_at(tokens, end + 2) == ".")
        if (
            more <= len(tokens)
            and tokens[end + 1].is_capital
            and may_be(tokens[end + 1].text, "gent")
            and not may_be(tokens[end + 1].text, "accs", "inan")
        ):
            return Found("B", at, end, name)  # «мост через Республики»: the street is told apart
        words = " ".join(one.text for one in tokens[end:more])
        return Found("B", at, min(more, len(tokens)), f"{name} {words}")
    named = key_at(tokens, end) in ("им", "имени")
    if named:
        end += 1 + (key_at(tokens, end + 1) == ".")
    if get(tokens, end) and tokens[end].kind in ("number", "ordinal"):
        last = end + 1
        while (
            last < len(tokens)
            and (tokens[last].key in YEARS or tokens[last].key == "-" or tokens[last].is_capital)
            and last - end < 4
        ):
            last += 1
        if any(one.key in YEARS for one in tokens[end:last]):
            words = "".join(one.text if one.glued else f" {one.text}" for one in tokens[end:last]).strip()
            return Found("B", at, last, f"{name} {words}")
    if named:
        last = end
        while last < len(tokens) and (tokens[last].is_capital or tokens[last].key == ".") and last - end < 4:
            last += 1
        return Found("B", at, last, f"{name} имени {' '.join(one.text for one in tokens[end:last])}")
    return Found("B", at, at + 1, name)


def _headed(tokens: list[Token], at: int) -> Found | None:
    """A noun and its own name or number: «ТЦ «Вояж»», «школы № 30», «больницы водников», «ТЦ Остров»."""
    token = tokens[at]
    if token.key in ("ж", "железнодорожного", "железнодорожный", "железнодорожном"):
        end = at + (3 if token.key == "ж" and key_at(tokens, at + 1) == "/" else 1)
        if key_at(tokens, end).startswith("переезд"):
            return Found("L", at, end + 1, "железнодорожный переезд")
        return None
    after = get(tokens, at + 1)
    if (
        token.kind == "word"
        and after is not None
        and _is_head(after)
        and not _is_head(token)
        and len(token.key) > 4
        and agree(token.text, after.text)
    ):
        found = _headed(tokens, at + 1)
        return (
            Found(
                "L", at, found.end, f"{nominative([token.text, after.text])}{found.name[len(found.name.split()[0]) :]}"
            )
            if found
            else None
        )
    if token.kind in ("number", "ordinal") and after is not None and after.key.startswith(NUMBERED):
        return Found("L", at, at + 2, f"{nominative([after.text])} № {token.key}")  # «у 8 школы»
    if not _is_head(token):
        return _bound_head(token, at)
    station = _station(tokens, at)
    if station is not None:
        return station
    end = at + 1
    if token.key in ("детский", "детского"):
        end += key_at(tokens, end).startswith("сад")
    if key_at(tokens, end) == "№" or (
        get(tokens, end)
        and tokens[end].kind == "number"
        and token.key.startswith(("школ", "лице", "гимнази", "сад", "детс", "больниц", "поликлин"))
    ):
        end += 1 + (key_at(tokens, end) == "№")
    else:
        quoted = _quoted(tokens, end)
        if quoted is not None:
            end = quoted.end
        elif (
            get(tokens, end)
            and tokens[end].kind == "word"
            and (tokens[end].is_capital or token.key in ("тц", "трц", "тк", "жк", "дк", "магазина"))
            and not tokens[end].opens
            or token.key.startswith("училищ")
            and get(tokens, end)
            and may_be(tokens[end].text, "NOUN", "gent")
            or get(tokens, end)
            and tokens[end].kind == "word"
            and may_be(tokens[end].text, "NOUN", "plur", "gent")
            and token.key.startswith(("больниц", "двор", "площад", "дом"))
        ):
            end += 1 + _is_full_name(tokens, end)
    rest = "".join(one.text if one.glued else f" {one.text}" for one in tokens[at + 1 : end])
    return Found("L", at, end, f"{nominative([token.text])}{rest}")


def _bound_head(token: Token, at: int) -> Found | None:
    """«Храма-на-Бору», «церкви-у-Моста»"""
    head, _, rest = token.text.partition("-")
    if token.kind != "word" or head.lower() not in HEADS or not rest.startswith(("на-", "у-", "в-", "под-")):
        return None
    return Found("L", at, at + 1, f"{nominative([head])}-{rest}")


def _is_head(token: Token) -> bool:
    """Also in a case that the table lacks: «к гипермаркету»."""
    if token.kind != "word":
        return False
    if token.key in HEADS or token.key.startswith(UNIQUE) and not is_adjectival(token.text):
        return True
    return len(token.key) >= LONG and not HEADS.isdisjoint(lemmas(token.text))


def _station(tokens: list[Token], at: int) -> Found | None:
    """«станции островской»: a name typed in lower case, which agrees with its noun."""
    after = get(tokens, at + 1)
    if not tokens[at].key.startswith("станци") or after is None or after.is_capital:
        return None
    if not agree(after.text, tokens[at].text):
        return None
    name, noun = nominative([after.text, tokens[at].text]).split()
    return Found("L", at, at + 2, f"{noun} {name.capitalize()}")


def _is_full_name(tokens: list[Token], at: int) -> bool:
    """«церковь Фомы Апостола», «памятник Ивану Франко»: a first name, and the next word in its case."""
    first, last = tokens[at], get(tokens, at + 1)
    if last is None or not last.is_capital or last.opens or not may_be(first.text, "Name"):
        return False
    return any(may_be(first.text, "Name", case) and may_be(last.text, case) for case in ("gent", "datv"))


def _thing(tokens: list[Token], at: int) -> Found | None:
    """«от Лесного пруда», «возле Никольской рощи»: a thing with a name of its own, where a place is told by it."""
    token, noun = tokens[at], get(tokens, at + 1)
    if noun is None or not at or tokens[at - 1].key not in BEFORE_THINGS or not token.is_capital:
        return None
    if noun.kind != "word" or noun.is_capital or kind_at(tokens, at + 1) or kind_word(noun.key):
        return None
    if not may_be(noun.text, "NOUN", "inan") or lemmas(noun.text) & NO_THINGS:
        return None
    if not agree(token.text, noun.text, tokens[at - 1].key):
        return None
    return Found("L", at, at + 2, nominative([token.text, noun.text]))


LONG = 7  # letters of a word whose case is looked through
QUOTES = {"«": "»", '"': '"', "“": "”", "„": "“", "'": "'"}


def _quoted(tokens: list[Token], at: int) -> Found | None:
    opening = get(tokens, at)
    if opening is None or opening.text not in QUOTES:
        return None
    if at and tokens[at - 1].key.startswith(("светоф", "перекрест", "участ", "отрез", "развил")):
        return None  # «светофор «Герцена – Челюскинцев»»: streets, not the name of something
    closing = QUOTES[opening.text]
    for end in range(at + 1, min(at + 12, len(tokens))):
        if tokens[end].kind == "line":
            return None
        if tokens[end].text == closing:
            words = "".join(
                one.text if one.glued and n else f" {one.text}" for n, one in enumerate(tokens[at + 1 : end])
            ).strip()
            return Found("L", at, end + 1, f"«{_as_called(tokens, at, words)}»")
    return None


def _as_called(tokens: list[Token], at: int, name: str) -> str:
    """«от «Ракеты»» is «Ракета»: one word alone declines as if there were no marks."""
    if not at or tokens[at - 1].key not in BEFORE_THINGS or not is_known(name) or may_be(name, "nomn", "sing"):
        return name
    oblique = next((one for one in parses(name) if {"NOUN", "gent", "sing"} <= one.grammemes), None)
    return oblique.lemma.capitalize() if oblique else name


def _listed(tokens: list[Token], at: int, gazetteer: Gazetteer) -> Found | None:
    """A landmark or a bridge that the gazetteer names."""
    if not gazetteer.landmarks or tokens[at].kind != "word":
        return None
    best = None
    for words, row in gazetteer.landmark_index.get(tokens[at].key, ()):
        end = at + len(words)
        if tuple(one.key for one in tokens[at:end]) == words and (best is None or end > best.end):
            best = Found("B" if row.kind == "bridge" else "L", at, end, row.name, row_id=row.id)
    return best if best and (tokens[at].is_capital or best.end - at > 1) else None
