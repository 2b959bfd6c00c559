"""Words bound by a hyphen: one word («Рабоче-Крестьянская», «Вице-Адмирала»), or two streets («Ленина-Кирова»)?

Told by whether the first part could stand alone as a street's name: as a genitive or as a full adjective.
"""

from functools import lru_cache

from roadmap.language.grammar.lemmas import is_known, may_be
from roadmap.language.tables import stems, word_set

PREFIXES = word_set(
    """
    право лево ново старо мало больше верхне нижне средне северо южно западно восточно красно московско
    верх тер санкт усть ханты алма улан нарьян йошкар соль гусь вице контр обер лейб нур сан сант нью рио лос буэнос
    тянь хо ким чан ван дер сен ла ле эль аль бонч миклухо жолио
    """
)
ONE_PERSON = word_set(
    """
    мамина-сибиряка салтыкова-щедрина римского-корсакова новикова-прибоя немировича-данченко склодовской-кюри
    сухэ-батора сергеева-ценского мусина-пушкина голенищева-кутузова муравьева-апостола антонова-овсеенко
    лебедева-кумача петрова-водкина скворцова-степанова бестужева-рюмина бестужева-марлинского
    соловьева-седого мельникова-печерского степняка-кравчинского воронцова-дашкова чкалова-громова
    соловьева-седова героев-панфиловцев кабалевского-старшего
    иванова-крамского данилевича-щербины гарина-михайловского толстого-американца
    """
)
SMALL = word_set("на де да ла дель тян ши над под эль аль")
ADJECTIVE = stems("ская ской скую скою ский ского скому ским ском ское цкая цкой цкую цкий цкого цкому цким цком")
ENDINGS = stems("ая яя ой ей ую юю ый ий ого его ому ему ым им ом ем ое ее")


@lru_cache(maxsize=20_000)
def is_one_word(word: str) -> bool:
    """Of a folded word with hyphens, its parts of two letters and more."""
    if word in ONE_PERSON:
        return True
    first, *rest = word.split("-")
    last = rest[-1]
    if len(rest) > 1:
        return rest[0] in SMALL or (len(rest) == 2 and (first in SMALL or first in PREFIXES))
    if len(last) < 4 or _is_function_word(first) and not (len(first) > 4 and _is_bound(first, last)):
        return first in PREFIXES and len(last) >= 3
    if first in PREFIXES or _is_bound(first, last):
        return True
    if could_stand_alone(first):
        return _is_epithet(first, last)
    return last.endswith(ADJECTIVE) or _is_rank(first, last) or _is_place(first, last) or _is_family(first, last)


@lru_cache(maxsize=20_000)
def could_stand_alone(word: str) -> bool:
    """Is it a street's name by itself: «Ленина», «Токарей», «Садовая»?"""
    if word.endswith(ENDINGS) and may_be(word, "ADJF"):
        return True
    if may_be(word, "NOUN", "gent") and not may_be(word, "Fixd"):
        return True
    return not is_known(word) and word.endswith(("а", "я", "ой", "ого", "их", "ых", "ко"))


def _is_epithet(first: str, last: str) -> bool:
    """«Муравьёва-Амурского»: a general and where he won. And people of one name: «Сибиряков-Гвардейцев»."""
    if last.endswith(("ского", "цкого")) and not may_be(last, "Surn"):
        return may_be(first, "Surn", "gent") or not is_known(first)
    both_many = all(may_be(one, "NOUN", "anim", "plur", "gent") for one in (first, last))
    return both_many and not any(may_be(one, "Surn", "sing") for one in (first, last))


def _is_bound(first: str, last: str) -> bool:
    """«Рабоче-Крестьянская», «Волго-Донской»: by the vowel that binds two stems."""
    if not first.endswith(("о", "е")) or first.endswith("ко") and not first.endswith("ско"):
        return False
    if is_known(first) and may_be(first, "NOUN", "nomn"):
        return False
    return _is_adjective(last)


def _is_adjective(word: str) -> bool:
    if may_be(word, "Apro"):
        return False
    return word.endswith(ADJECTIVE) or (word.endswith(ENDINGS) and may_be(word, "ADJF"))


def _is_rank(first: str, last: str) -> bool:
    """«Генерал-лейтенанта»"""
    is_title = may_be(first, "NOUN", "anim", "nomn") and may_be(last, "NOUN", "anim", "gent")
    return is_title and not may_be(first, "Surn") and not may_be(last, "Surn")


def _is_place(first: str, last: str) -> bool:
    """«Стара-Загора»: a name from abroad, whose first part is a short adjective to the Russian dictionary."""
    return may_be(first, "ADJS") and not may_be(first, "NOUN") and not is_known(last)


def _is_family(first: str, last: str) -> bool:
    """«Мелик-Карамова», «Шолом-Алейхема», «Фарн-Корвайло»: the first part of a surname does not decline."""
    if first[-1] in "аеиоуыэюя" or not last.endswith(("а", "я", "ло", "ко", "их", "ых")):
        return False
    is_first = may_be(first, "Name") or not is_known(first) or may_be(first, "NOUN", "anim", "nomn")
    return is_first and (may_be(last, "Surn", "gent") or not is_known(last))


def _is_function_word(word: str) -> bool:
    if len(word) < 3:
        return True
    return is_known(word) and any(may_be(word, one) for one in ("PREP", "CONJ", "ADVB", "PRCL", "NPRO"))
