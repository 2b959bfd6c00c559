"""What words before and after a name say about it, and what kind of word a name is."""

from roadmap.language.grammar.lemmas import is_known, may_be, parses
from roadmap.language.names.forms import MONTHS
from roadmap.language.names.words import ADJECTIVE_ENDINGS
from roadmap.language.tables import stems, word_set
from roadmap.language.tokens import Token

# Words before a name that say a street is coming. After «в» comes a town or a district, never a street.
LEADING = word_set(
    """
    на по от до с со через между у возле около районе обочине тротуаре тротуару конце начале середине
    створе сторону направлении близ вблизи вдоль к ко угол углу угла пересечении пересечение пересечения
    перекрестке перекресток перекрестка перекрестков напротив кольцо кольца кольце вдоль поворота
    повороте поперек посреди вокруг дублер дублера дублере съезд съезде обе обход участок участке
    отрезке отрезок самой
    """
)

STRONG_LEADING = word_set(
    """
    на по через вдоль поперек посреди угол углу угла пересечении пересечение перекрестке перекресток
    участке отрезке самой
    """
)


# Nouns that take the next name for themselves: «парк Победы», «День города», «завод имени Кирова»
HEADS = word_set(
    """
    парад парада салют знамя парк парка парке парку сквер сквера сквере день дня дню памятник памятника
    памятнику остановка остановки остановке остановку станция станции станцию метро завод завода заводе
    школа школы школе рынок рынка рынке театр театра театре кинотеатр кинотеатра дк дворец микрорайон
    микрорайона микрорайоне мкр мкрн жк поселок поселка поселке деревня деревни село села озеро озера
    реку река реки чемпионат кубок музей музея храм храма имени им фестиваль тц трц тк бц больница
    больницы роддом гостиница колледж лицей гимназия университет институт стадион ост снт днт марш
    партия орден ордена площадка лагерь санаторий округ округа округе дом жилмассив городок
    """
)

VERB_STEMS = stems(
    """
    закр перекр откр ремонт сделали огранич освобод снова частично полностью
    """
)

AFTER_OPENING = word_set("- , ( : / от у между возле около угол напротив до и в с")


def is_in_pair(tokens: list[Token], at: int) -> bool:
    """«от республики до володарского»"""
    near = [one.key for one in tokens[max(at - 5, 0) : at + 6]]
    return "от" in near and "до" in near or "между" in near


def opens_a_place(tokens: list[Token], end: int) -> bool:
    after = tokens[end]
    return (
        after.key in AFTER_OPENING
        or after.kind in ("number", "stop", "line")
        or after.key.startswith(VERB_STEMS)
        or (after.kind == "word" and not may_be(after.text, "NOUN"))
    )


def belongs_to_head(tokens: list[Token], at: int) -> bool:
    before = word_before(tokens, at)
    if before == "." and at > 1:
        before = tokens[at - 2].key
    return before in HEADS


def is_settlement(key: str) -> bool:
    """«Парфёново», «Плеханово», «Бодино» are villages and districts, however like a street they look."""
    return key.endswith(("ово", "ево", "ино", "ыно", "ска"))


NAMES = frozenset(("Surn", "Name", "Patr", "Geox"))


def word_before(tokens: list[Token], at: int) -> str:
    return tokens[at - 1].key if at else ""


ADJECTIVE_TAILS = tuple(ending for endings in ADJECTIVE_ENDINGS.values() for ending in endings)


def is_adjective(word: str) -> bool:
    return word.lower().endswith(ADJECTIVE_TAILS) and may_be(word, "ADJF")


def is_common(word: str) -> bool:
    """An everyday word that is nobody's surname: «мира», «победы», «энергетиков»."""
    return is_known(word) and not any({"Surn", "Name", "Patr"} & one.grammemes for one in parses(word))


def is_surname_like(word: str) -> bool:
    if not is_known(word):
        return True
    readings = parses(word)
    if is_namesake_of_village(word):
        return True
    is_thing = any("NOUN" in one.grammemes and not NAMES & one.grammemes and one.score >= 0.3 for one in readings)
    return not is_thing and any({"Surn", "Patr"} & one.grammemes for one in readings)


def is_namesake_of_village(word: str) -> bool:
    """«Татищева»: the dictionary knows only the village of Татищево, a street is named after the man."""
    readings = parses(word)
    return (
        word.lower().endswith(("ова", "ева", "ёва", "ина"))
        and bool(readings)
        and all("Geox" in one.grammemes and "gent" in one.grammemes for one in readings)
    )


def is_plain_surname(word: str) -> bool:
    return is_known(word) and may_be(word, "Surn", "gent", "sing") and is_surname_like(word)


def is_town(word: str) -> bool:
    readings = parses(word)
    if is_namesake_of_village(word):
        return False
    return bool(readings) and is_known(word) and all("Geox" in one.grammemes for one in readings)


def is_official(tokens: list[Token], at: int) -> bool:
    """«главы города Иванова», «директора Петрова»: a person in office."""
    before = word_before(tokens, at)
    return before in (
        "главы",
        "мэра",
        "директора",
        "губернатора",
        "словам",
        "замглавы",
        "министра",
        "депутата",
        "начальника",
    )


def house_follows(tokens: list[Token], at: int) -> bool:
    while at < len(tokens) and tokens[at].key in (",", "д", "дом", "дома", ".", "№"):
        at += 1
    if at >= len(tokens) or tokens[at].kind != "number":
        return False
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    return (
        after is None
        or after.key not in MONTHS
        and not after.key.startswith(
            ("лет", "час", "ч", "год", "мес", "дн", "день", "мин", "метр", "раз", "чел", "маш", "полос")
        )
    )
