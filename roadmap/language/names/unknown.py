"""A street that the gazetteer does not have: its name by grammar alone.

«на Холодильной» → «Холодильная улица», «по ул. 30 лет Победы» → «улица 30 лет Победы», «пер. Гаевского» →
«переулок Гаевского», «Заречным проездом» → «Заречный проезд».
"""

from dataclasses import dataclass

from roadmap.language.grammar.lemmas import agree, agree_in, is_known, may_be, nominative_plural, parses
from roadmap.language.names.forms import YEARS
from roadmap.language.names.kinds import GENDERS, SHORT, SPELLINGS, VAGUE, kind_at
from roadmap.language.names.people import COMMON_NAMES, HEROINES, SHORT_NAMES, SHORT_TITLES, TITLES, in_full
from roadmap.language.tables import stems, word_set
from roadmap.language.text import plain
from roadmap.language.tokens import Token

SIZES = (
    "больш",
    "мал",
    "стар",
    "нов",
    "верхн",
    "нижн",
    "средн",
    "перв",
    "втор",
    "трет",
    "дальн",
    "задн",
    "красн",
)  # «Большая Красная»
MONTHS = word_set("января февраля марта апреля мая июня июля августа сентября октября ноября декабря")
VELAR, HUSHING = "гкх", "жшщч"
# Nouns that, with an adjective before them, are a street's whole name: «Красный Путь», «Гилёвская Роща»
JOINED = {
    ("сакко", "и", "ванцетти"),
    ("минина", "и", "пожарского"),
    ("кирилла", "и", "мефодия"),
    ("маркса", "и", "энгельса"),
}
PLACE_NOUNS = word_set("путь вал роща горки луга берег ряд ряды угор горка слобода взвоз")
# Capitalised words that are no street though they look like one
NOT_STREETS = word_set(
    """
    отрезок участок участки перекресток пересечение развязка поворот угол съезд выезд въезд россии
    тюмени города госавтоинспекции гибдд дпс области края республика федерации администрации
    департамента тюменьгортранса правительства управления мвд думы президента губернатора нового нового
    года рождества пасхи дня интернета телеграма вконтакте госуслуги госуслуг дептранса горгаза
    водоканала росводоканала горводоканала
    """
)


@dataclass(frozen=True, slots=True)
class Shape:
    """A name recognised by its form: where it ends, how it is called, how telling the form is (0 to 1)."""

    end: int
    name: str  # with its kind word
    form: str  # number, initials, title, person, adjective, genitive, phrase
    trust: float


def marked_name(tokens: list[Token], at: int, kind: str, is_short: bool) -> Shape | None:
    """The name after a kind word, which may be in lower case: «ул. малыгина»."""
    if at < len(tokens) and tokens[at].key in ("«", '"', "имени", "им"):
        at += 1 + (tokens[at].key == "им" and _key(tokens, at + 1) == ".")
    shape = bare_name(tokens, at, kind)
    if shape is not None:
        return shape
    token = tokens[at] if at < len(tokens) else None
    if token is None or token.kind != "word" or len(token.key) < 3:
        return None
    if token.is_capital and not token.is_upper:
        return Shape(at + 1, with_kind(token.text, kind, is_adjective=False), "genitive", 0.7)
    if _is_genitive(token.text) and (is_short or _is_surname(token.text)):
        return Shape(at + 1, with_kind(_capital(token.text), kind, is_adjective=False), "genitive", 0.6)
    if is_short and _ends(token.key, ADJECTIVE_ENDINGS[GENDERS[kind]]):
        return Shape(
            at + 1, with_kind(nominative_of(token.text, GENDERS[kind]), kind, is_adjective=True), "adjective", 0.7
        )
    return None


def trailing_kind(tokens: list[Token], at: int) -> Shape | None:
    """Adjective(s) and then the kind word: «8-й Степной переулок», «Бахчисарайский проезд», «Рощинским шоссе»."""
    number = tokens[at].text if tokens[at].kind == "ordinal" else ""
    start = at + bool(number)
    if number and start < len(tokens) and SPELLINGS.get(tokens[start].key) == "линия":
        return Shape(start + 1, f"{tokens[at].key}-я Линия", "number", 0.8)
    for count in (1, 2):
        after = start + count
        found = kind_at(tokens, after)
        if found is None or not all(_is_adjectival(tokens, start + step) for step in range(count)):
            continue
        kind, end = found
        words = [token.text for token in tokens[start:after]]
        if not tokens[start].is_capital or (
            tokens[after].key not in SHORT and not agree(words[-1], tokens[after].text)
        ):
            return None
        names = [nominative_of(word, GENDERS[kind]) for word in words]
        ordinal = [f"{tokens[at].key}-{'я' if GENDERS[kind] == 'femn' else 'й'}"] if number else []
        return Shape(end, with_kind(" ".join(ordinal + names), kind, is_adjective=True), "adjective", 0.9)
    return None


def bare_name(tokens: list[Token], at: int, kind: str = "") -> Shape | None:
    """A name by its form, without looking at what stands around it. With a kind word, lower case will do."""
    for read in (_numbered, _joined, _initials, _titled, _person, _phrase, _phrase_in_genitive, _adjective, _genitive):
        shape = read(tokens, at, kind)
        if shape is not None:
            return shape
    return None


def with_kind(name: str, kind: str, *, is_adjective: bool) -> str:
    """The full name in OpenStreetMap's order: an adjective before its kind word, everything else after it."""
    kind = kind or "улица"
    return f"{name} {kind}" if is_adjective else f"{kind} {name}"


# ---------------------------------------------------------------- the forms


def _numbered(tokens: list[Token], at: int, kind: str) -> Shape | None:
    first = _get(tokens, at)
    if first is None or first.kind not in ("number", "ordinal"):
        return None
    after = at + 1 + (_key(tokens, at + 1) == "-" and _key(tokens, at + 2) in YEARS)
    word = _get(tokens, after)
    if kind and len(first.key) == 4 and word is not None and word.key == "года":
        return Shape(after + 1, with_kind(f"{first.key} года", kind, is_adjective=False), "number", 0.9)
    if word is None or word.kind != "word" or len(first.key) > 3:
        return None
    if word.key in YEARS:
        whole = _get(tokens, after + 1)
        if (
            whole is None
            or whole.kind != "word"
            or not (whole.is_capital or kind)
            or (word.key != "лет" and _key(tokens, at + 1) != "-")
        ):
            return None
        years = "лет" if word.key == "лет" else "летия"
        number = f"{first.text} лет" if years == "лет" else f"{first.text}-летия"
        return Shape(after + 2, with_kind(f"{number} {_capital(whole.text)}", kind, is_adjective=False), "number", 0.9)
    if word.key in MONTHS:
        if (
            not (word.is_capital and not word.is_upper)
            and kind in ("", *VAGUE)
            and not (first.opens and _is_house(tokens, after + 1))
        ):
            return None
        return Shape(
            after + 1, with_kind(f"{first.key} {_capital(word.text)}", kind, is_adjective=False), "number", 0.9
        )
    if first.kind == "ordinal" and _is_adjectival(tokens, after) and (word.is_capital or kind):
        gender = GENDERS.get(kind, "femn")
        if not _ends(word.key, ADJECTIVE_ENDINGS[gender]):
            return None
        ordinal = f"{first.key}-{'я' if gender == 'femn' else 'й'}"
        return Shape(
            after + 1,
            with_kind(f"{ordinal} {nominative_of(word.text, gender)}", kind, is_adjective=True),
            "number",
            0.9,
        )
    if (
        word.is_capital
        and not word.is_upper
        and may_be(word.text, "gent", "plur")
        and (kind or _is_capital(tokens, after + 1))
    ):
        end = after + 1 + (_is_capital(tokens, after + 1) and may_be(tokens[after + 1].text, "gent", "plur"))
        words = " ".join(token.text for token in tokens[after:end])
        return Shape(end, with_kind(f"{first.text} {words}", kind, is_adjective=False), "number", 0.8)
    return None


def _is_house(tokens: list[Token], at: int) -> bool:
    """«9 мая 55»: the number after a day cannot be a year."""
    number = _get(tokens, at)
    return (
        number is not None
        and number.kind == "number"
        and len(number.key) <= 3
        and not _key(tokens, at + 1).startswith(("час", ":", "."))
    )


def _joined(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«Сакко и Ванцетти» are one street."""
    keys = tuple(token.key for token in tokens[at : at + 3])
    if keys not in JOINED:
        return None
    name = f"{_capital(tokens[at].text)} и {_capital(tokens[at + 2].text)}"
    return Shape(at + 3, with_kind(name, kind, is_adjective=False), "title", 0.9)


def _initials(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«М. Тореза», «Н.И. Кузнецова»; a well-known namesake is given in full."""
    end = at
    while _is_initial(tokens, end) or _is_short_name(tokens, end):
        end += 2
    surname = _get(tokens, end)
    if end == at or surname is None or not surname.is_capital or surname.is_upper or len(surname.key) < 4:
        return None
    first = SHORT_NAMES.get(tokens[at].key)
    if first:
        return Shape(end + 1, with_kind(f"{first} {surname.text}", kind, is_adjective=False), "initials", 0.8)
    full = in_full(tokens[at].text, surname.text) or f"{'. '.join(t.text for t in tokens[at:end:2])}. {surname.text}"
    return Shape(end + 1, with_kind(full, kind, is_adjective=False), "initials", 0.85)


def _is_short_name(tokens: list[Token], at: int) -> bool:
    """«Дм. Ульянова»"""
    first = _get(tokens, at)
    return bool(first and first.is_capital and first.key in SHORT_NAMES and _key(tokens, at + 1) == ".")


def _is_initial(tokens: list[Token], at: int) -> bool:
    first = _get(tokens, at)
    return bool(
        first and first.is_capital and len(first.text) == 1 and not first.text.isascii() and _key(tokens, at + 1) == "."
    )


def _titled(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«Академика Шварца», «маршала Захарова», «академика королёва»."""
    first = _get(tokens, at)
    title = SHORT_TITLES.get(first.key, first.key) if first else ""
    after = at + 1 + (first is not None and first.key in SHORT_TITLES and _key(tokens, at + 1) == ".")
    surname = _get(tokens, after)
    if title not in TITLES or surname is None or surname.kind != "word" or not _is_genitive(surname.text):
        return None
    if len(surname.key) < 4:
        return None
    if not first.is_capital and not surname.is_capital and not (kind or _is_surname(surname.text)):
        return None
    end = after + 1
    if _is_capital(tokens, end) and may_be(surname.text, "Name") and _is_genitive(tokens[end].text):
        end += 1
    words = " ".join(_capital(token.text) for token in tokens[after:end])
    return Shape(end, with_kind(f"{_capital(title)} {words}", kind, is_adjective=False), "title", 0.85)


def _person(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«Николая Никонова»: a first name and a surname, both in the genitive."""
    first, second = _get(tokens, at), _get(tokens, at + 1)
    if first is None or second is None or first.kind != "word" or second.kind != "word":
        return None
    if not (first.is_capital and second.is_capital) and not kind:
        return None
    if not may_be(first.text, "Name", "gent") or may_be(second.text, "Name", "gent") or not _is_genitive(second.text):
        return None
    if not first.is_capital and not _is_surname(second.text):
        return None
    name = f"{_capital(first.text)} {_capital(second.text)}"
    return Shape(at + 2, with_kind(name, kind, is_adjective=False), "person", 0.85)


def _phrase(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«Красный Путь», «Воронинские горки»: an adjective and a noun that are a name together."""
    first, second = _get(tokens, at), _get(tokens, at + 1)
    if first is None or second is None or not first.is_capital or second.kind != "word" or first.is_upper:
        return None
    if not agree(first.text, second.text):
        return None
    noun = next((one.lemma for one in parses(second.text) if "NOUN" in one.grammemes), "")
    forms = {noun, second.key}
    if not (forms & PLACE_NOUNS or any(form in PLACE_NOUNS for form in (f"{noun}а", f"{noun}и", _plural(noun)))):
        return None
    if kind_at(tokens, at + 1) is not None and noun != "вал":
        return None
    name = _phrase_nominative(first.text, second.text)
    return Shape(at + 2, with_kind(name, kind, is_adjective=False), "phrase", 0.7)


def _phrase_in_genitive(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«Советской Армии», «Парижской коммуны»: both words stay in the genitive."""
    first, second = _get(tokens, at), _get(tokens, at + 1)
    if first is None or second is None or not first.is_capital or second.kind != "word" or second.is_upper:
        return None
    if not (second.is_capital or second.key in ("коммуны", "армии", "дивизии", "пятилетки", "революции")):
        return None
    is_many = first.key.endswith(("ых", "их"))
    if kind_at(tokens, at + 1) is not None or may_be(second.text, "Surn"):
        return None
    if may_be(second.text, "ADJF") and not (is_many and may_be(second.text, "NOUN")):
        return None
    if not first.key.endswith(("ой", "ей", "ых", "их")) or not agree_in(first.text, second.text, "gent"):
        return None
    if is_many and not may_be(second.text, "NOUN", "gent", "plur"):
        return None  # «Уральских Рабочих», «Красных Зорь»
    name = f"{first.text} {_capital(second.text)}"
    return Shape(at + 2, with_kind(name, kind, is_adjective=False), "person", 0.75)


def _adjective(tokens: list[Token], at: int, kind: str) -> Shape | None:
    token = _get(tokens, at)
    gender = GENDERS.get(kind, "femn")
    if token is None or token.kind != "word" or token.is_upper or len(token.key) < 5:
        return None
    if not token.is_capital and not kind:
        return None
    if token.key in HEROINES:
        return Shape(at + 1, with_kind(_capital(token.text), kind, is_adjective=False), "genitive", 0.8)
    if not _ends(token.key, ADJECTIVE_ENDINGS[gender]) or not _is_adjectival(tokens, at):
        return None
    if (
        gender == "femn"
        and may_be(token.text, "Surn", "femn", "gent")
        and not may_be(token.text, "ADJF", "femn")
        and not token.key.endswith("ской")
    ):
        return Shape(at + 1, with_kind(_capital(token.text), kind, is_adjective=False), "genitive", 0.75)
    if gender != "femn" and token.key.endswith(("ого", "его")) and kind:  # «проспекта Маяковского»
        return Shape(at + 1, with_kind(_capital(token.text), kind, is_adjective=False), "genitive", 0.8)
    name, end = nominative_of(_capital(token.text), gender), at + 1
    if (
        token.key.startswith(SIZES)
        and _is_capital(tokens, end)
        and _ends(tokens[end].key, ADJECTIVE_ENDINGS[gender])
        and _is_adjectival(tokens, end)
    ):
        name, end = f"{name} {nominative_of(tokens[end].text, gender)}", end + 1
    elif _get(tokens, end) is not None and tokens[end].kind == "ordinal" and tokens[end].text.endswith(("я", "й")):
        name, end = f"{tokens[end].key}-{'я' if gender == 'femn' else 'й'} {name}", end + 1  # «Ипподромская 2-я»
    return Shape(end, with_kind(name, kind, is_adjective=True), "adjective", 0.75)


def _genitive(tokens: list[Token], at: int, kind: str) -> Shape | None:
    """«Малыгина», «Энергетиков», «Защитников Отечества», «Карла Либкнехта»."""
    token = _get(tokens, at)
    if token is None or not token.is_capital or token.is_upper or len(token.key) < 4 or token.key in NOT_STREETS:
        return None
    if not _is_genitive(token.text) or (not kind and token.key not in COMMON_NAMES and _is_plain_adjective(token.text)):
        return None
    end = at + 1
    following = _get(tokens, end)
    if _is_double(tokens, at, kind):
        return Shape(
            at + 3, with_kind(f"{token.text}-{tokens[at + 2].text}", kind, is_adjective=False), "genitive", 0.7
        )
    if following is not None and following.kind == "word" and not following.glued and _continues(token, following):
        end += 1
    words = [token.text, *(_capital(one.text) for one in tokens[at + 1 : end])]
    return Shape(end, with_kind(" ".join(words), kind, is_adjective=False), "genitive", 0.7)


def _is_double(tokens: list[Token], at: int, kind: str) -> bool:
    """«Бурова-Петрова, 97»: two surnames of one name. Without kind word or house it is a crossing of two streets."""
    hyphen, second, after = _get(tokens, at + 1), _get(tokens, at + 2), _get(tokens, at + 3)
    if (
        hyphen is None
        or second is None
        or hyphen.key != "-"
        or not (hyphen.glued and second.glued and second.is_capital)
    ):
        return False
    if all(
        may_be(word, "NOUN", "plur", "gent") and not may_be(word, "Surn", "sing")
        for word in (tokens[at].text, second.text)
    ):
        return True  # «Сибиряков-Гвардейцев»
    return _is_genitive(second.text) and (bool(kind) or (after is not None and after.kind == "number"))


def _continues(first: Token, second: Token) -> bool:
    """«Защитников Отечества», «Ветеранов труда», «Бакинских комиссаров»: people in the plural, and of what."""
    is_both = second.is_capital and not second.is_upper and _is_genitive(second.text) and not second.key.endswith("ой")
    if is_both and not second.opens and not first.key.endswith(SURNAME_ENDINGS) and not _is_surname(first.text):
        return True  # «Муссы Джалиля», «Хамита Ярми»: a first name that the dictionary lacks
    if not (may_be(first.text, "gent", "plur") and not may_be(first.text, "Surn", "sing", "gent")):
        return False
    is_name = (
        second.is_capital and not second.is_upper and _is_genitive(second.text) and not may_be(second.text, "Surn")
    )
    return is_name or second.key in ("труда", "революции", "отечества", "победы", "комиссаров", "спасателей", "войны")


# ---------------------------------------------------------------- words

ADJECTIVE_ENDINGS = {
    "femn": ("ая", "яя", "ой", "ей", "ую", "юю", "ья"),
    "masc": ("ый", "ий", "ой", "ого", "его", "ому", "ему", "ым", "им", "ом", "ем"),
    "neut": ("ое", "ее", "ого", "его", "ому", "ему", "ым", "им", "ом", "ем"),
}


def _get(tokens: list[Token], at: int) -> Token | None:
    return tokens[at] if 0 <= at < len(tokens) else None


def _key(tokens: list[Token], at: int) -> str:
    return tokens[at].key if 0 <= at < len(tokens) else ""


def _is_capital(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].is_capital and not tokens[at].is_upper


def _is_adjectival(tokens: list[Token], at: int) -> bool:
    token = _get(tokens, at)
    if token is None or token.kind != "word":
        return False
    return (
        may_be(token.text, "ADJF")
        or token.key.endswith(("ская", "ской", "скую"))
        or (not is_known(token.text) and _ends(token.key, ADJECTIVE_ENDINGS["femn"]))
    )


def _ends(word: str, endings: tuple[str, ...]) -> bool:
    return word.endswith(endings)


def _is_genitive(word: str) -> bool:
    """Could the word be a noun's genitive, a surname's («Маяковского») or a name that does not decline («Осипенко»)?"""
    if may_be(word, "NOUN", "gent") or may_be(word, "ADJF", "masc", "gent") or may_be(word, "NOUN", "Fixd"):
        return True
    lower = word.lower()
    return not is_known(word) and lower.endswith(("а", "я", "ы", "и", "о", "е", "их", "ых", "ого", "ов", "ев"))


def _is_plain_adjective(word: str) -> bool:
    """«возле Солнечного» is a mall; «возле Маяковского» a street."""
    return (
        is_known(word)
        and may_be(word, "ADJF", "masc", "gent")
        and not may_be(word, "Surn")
        and not may_be(word, "NOUN")
    )


SURNAME_ENDINGS = stems(
    """
    ова ева ина ына ского цкого ко ых их
    """
)


def _is_surname(word: str) -> bool:
    return may_be(word, "Surn") or (not is_known(word) and word.lower().endswith(SURNAME_ENDINGS))


def nominative_of(word: str, gender: str) -> str:
    """The nominative of an adjective, its «ё» kept: «Заозёрной» → «Заозёрная»."""
    lower = word.lower()
    if gender == "femn":
        return _feminine(word, lower)
    for ending in ("ого", "его", "ому", "ему", "ым", "им", "ом", "ем", "ый", "ий", "ой", "ое", "ее"):
        if lower.endswith(ending):
            stem = word[: -len(ending)]
            break
    else:
        return word
    if gender == "neut":
        return stem + ("ее" if ending in ("его", "ему", "им", "ем", "ее") and stem[-1] not in VELAR else "ое")
    known = next((one.lemma for one in parses(word) if "ADJF" in one.grammemes), "")
    if known.startswith(plain(stem)):
        return stem + known[len(stem) :]
    return stem + ("ий" if stem[-1] in VELAR + HUSHING else "ый")


def _feminine(word: str, lower: str) -> str:
    if lower.endswith(("ьей", "ью", "ья")):
        return word[: -len("ей" if lower.endswith("ьей") else "ю")] + "я"
    if lower.endswith(("ой", "ую", "ою", "ая")):
        return word[:-2] + "ая"
    if lower.endswith(("ей", "юю", "ею", "яя")):
        return word[:-2] + ("ая" if word[-3].lower() in HUSHING else "яя")
    return word


def _phrase_nominative(adjective: str, noun: str) -> str:
    """Most are written in the nominative already; a masculine one in another case is put back."""
    if agree_in(adjective, noun, "nomn"):
        return f"{adjective} {_capital(noun)}"
    lemma = next((one.lemma for one in parses(noun) if "NOUN" in one.grammemes), noun)
    if (
        adjective.lower().endswith(("ых", "их", "ым", "им", "ыми", "ими"))
        and may_be(noun, "plur")
        and not agree_in(adjective, noun, "sing")
    ):
        return f"{_plural_adjective(adjective)} {_capital(nominative_plural(noun))}"
    gender = "femn" if may_be(noun, "femn") else "masc"
    return f"{nominative_of(adjective, gender)} {_capital(lemma)}"


def _plural_adjective(word: str) -> str:
    for ending, nominative in (
        ("ьими", "ьи"),
        ("ьих", "ьи"),
        ("ьим", "ьи"),
        ("ыми", "ые"),
        ("ых", "ые"),
        ("ым", "ые"),
        ("ими", "ие"),
        ("их", "ие"),
        ("им", "ие"),
    ):
        if word.lower().endswith(ending):
            return word[: -len(ending)] + nominative
    return word


def _plural(noun: str) -> str:
    return noun[:-1] + "и" if noun.endswith("а") else noun + "и"


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
