"""Names of people in a text, told from streets that are called after people."""

from roadmap.language.gazetteer import Gazetteer
from roadmap.language.grammar.lemmas import is_known, may_be, parses
from roadmap.language.mentions.units import Unit, units_of
from roadmap.language.names.words import SURNAME_ENDINGS
from roadmap.language.tables import stems, word_set
from roadmap.language.tokenizing import tokenize
from roadmap.language.tokens import Token

NAME = "[имя]"
PERSON = frozenset(("Name", "Surn", "Patr"))
# What the sender or somebody else is called follows
INTRODUCING = word_set("зовут уважением ув подпись подписи гр гражданин гражданка гражданки фио пишет звать")
BEFORE_THE_NAME = word_set("меня нас вам вас тебе это я")  # «зовут меня», «пишет вам»
ASKING = word_set("от для ответить ответьте ответ прошу просит просьба жалоба заявление обращение перезвонить сообщить")
LAST = stems(
    "ов ев ёв ин ын ова ева ёва ина ына ский цкий ская цкая ко ян дзе швили"
)  # names that the dictionary lacks
LAST_IN_A_CASE = stems("овой евой ёвой иной ыной ову еву ёву ину овым евым ёвым иным ского цкого скому цкому")
LAST_IN_LATIN = stems("ov ova ev eva yov in ina yn yna sky skiy skii skaya enko")
FIRST_IN_LATIN = word_set(
    """
    alexander aleksandr alexey aleksey alexei andrey andrei anna anton artem denis dmitry dmitriy dmitrii elena
    evgeny evgeniy igor irina ivan kirill maksim maxim maria mariya marina mikhail natalia natalya nikolay nikolai
    oksana oleg olga pavel petr roman sergey sergei svetlana tatiana tatyana viktor vladimir yulia yuri yuriy
    """
)
SHORT_WORDS = word_set("те тч тд тп тк ио гр др")  # «т.е.»: two letters with dots that are nobody's
MARKS_OF_A_NAME = frozenset(",.-:")
MOST_NAMES = 3
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
STRETCHES = {("от", "до"), ("с", "до"), ("с", "на"), ("со", "на"), ("между", "и")}
OF_A_PLACE = LEADING - word_set("к ко от до с со у между")  # a person may follow those, too


def without_names(text: str, gazetteer: Gazetteer) -> str:
    tokens, kept = tokenize(text), _of_places(units_of(text, gazetteer))
    words = {at for at, token in enumerate(tokens) if token.kind == "word" and not _is_kept(token, kept)}
    found = {at for at in words if _is_person(tokens, at)}
    found |= {after for at in words if tokens[at].key in INTRODUCING for after in _introduced(tokens, at, words)}
    found |= {at for at in words if _is_of_a_full_name(tokens, at, words)}
    found |= {near for at in found for near in _beside(tokens, at, words)}
    found |= {at for at in words if _is_of_initials(tokens, at)}
    found |= {part for at in words for part in _with_small_initials(tokens, at)}
    return _replaced(text, tokens, found | {at for at in range(len(tokens)) if _joins(tokens, at, found)})


def _of_places(units: list[Unit]) -> list[tuple[int, int]]:
    """Spans of streets that are told as places."""
    kept: dict[int, Unit] = {}
    for number, unit in enumerate(units):
        if unit.letter == "S" and (unit.value.has_kind or _is_told(units, number, kept)):
            kept[number] = unit
    return [(unit.start, unit.end) for unit in kept.values()]


def _is_told(units: list[Unit], number: int, kept: dict[int, Unit]) -> bool:
    return _is_place(units, number) or _begins_a_stretch(units, number) or _goes_on(units, number, kept)


def _is_place(units: list[Unit], number: int) -> bool:
    """A street of the list, where a word for places stands before it or a house behind."""
    if units[number].value.source == "grammar":
        return False
    before = units[number - 1].tokens[-1].key if number else ""
    return before in OF_A_PLACE or (number + 1 < len(units) and units[number + 1].letter in "HR")


def _begins_a_stretch(units: list[Unit], number: int) -> bool:
    """«от Ленина до Пушкина», «между Ленина и Пушкина»: streets of the list, both."""
    if not 0 < number < len(units) - 2 or "grammar" in (units[number].value.source, _source(units[number + 2])):
        return False
    bound = units[number - 1].tokens[-1].key, units[number + 1].tokens[-1].key
    return bound in STRETCHES and units[number + 2].letter == "S"


def _source(unit: Unit) -> str:
    return unit.value.source if unit.letter == "S" else ""


def _goes_on(units: list[Unit], number: int, kept: dict[int, Unit]) -> bool:
    """«улиц Ленина и Пушкина», «на Ленина — Пушкина»: a list of streets."""
    is_joined = number - 2 in kept and units[number - 1].tokens[-1].key in ("и", "-", "/", ",", "до", "на")
    return is_joined and (units[number].value.source != "grammar" or units[number].value.shares_kind)


def _is_kept(token: Token, kept: list[tuple[int, int]]) -> bool:
    return token.text in ("имя", "телефон", "почта", "ссылка", "номер", "квартира") or any(
        start <= token.start < end for start, end in kept
    )


def _is_person(tokens: list[Token], at: int) -> bool:
    token = tokens[at]
    best = parses(token.text)[:1]
    if best and "Patr" in best[0].grammemes and is_known(token.text):
        return True  # also in lower case
    if _is_latin_person(token):
        return True
    if not token.is_capital or len(token.text) < 2 or (token.is_upper and len(token.text) < 5):
        return False
    if token.opens:
        return bool(best and is_known(token.text) and PERSON & best[0].grammemes)
    is_named = any(PERSON & one.grammemes for one in parses(token.text)) and is_known(token.text)
    return is_named or (not is_known(token.text) and token.key.endswith(_endings_after(tokens, at)))


def _endings_after(tokens: list[Token], at: int) -> tuple[str, ...]:
    """Of a surname that the dictionary lacks: more of them where a person is awaited."""
    is_bound = at + 1 < len(tokens) and tokens[at + 1].key == "до"  # «от Кленовоборовой до»
    is_asked = at > 0 and tokens[at - 1].key in ASKING and not is_bound
    return SURNAME_ENDINGS + LAST + LAST_IN_A_CASE if is_asked else SURNAME_ENDINGS


def _is_latin_person(token: Token) -> bool:
    if not token.is_capital or token.is_upper or not token.text.isascii() or len(token.text) < 4:
        return False
    return token.key in FIRST_IN_LATIN or token.text.lower().endswith(LAST_IN_LATIN)


def _is_of_a_full_name(tokens: list[Token], at: int, words: set[int]) -> bool:
    """«Хасанова айгуль», «сергей иванов»: a first name beside a surname, both in the nominative, however written."""
    for near in (at - 1, at + 1):
        if near in words and (
            _is_first(tokens[at]) and _is_last(tokens[near]) or _is_first(tokens[near]) and _is_last(tokens[at])
        ):
            return True
    return False


def _is_first(token: Token) -> bool:
    readings = parses(token.text)
    return bool(readings) and "Name" in readings[0].grammemes and may_be(token.text, "Name", "nomn")


def _is_last(token: Token) -> bool:
    if not is_known(token.text):
        return len(token.text) > 3 and token.key.endswith(LAST)
    return "Surn" in parses(token.text)[0].grammemes and may_be(token.text, "Surn", "nomn")


def _with_small_initials(tokens: list[Token], at: int) -> list[int]:
    """«иванов п.с.», «п.с. иванов»: the surname and both letters."""
    if not _is_last(tokens[at]):
        return []
    for first in (at + 1, at - 4):
        if 0 <= first < len(tokens) - 3 and _are_initials(tokens[first : first + 4]):
            return [at, first, first + 2]
    return []


def _are_initials(four: list[Token]) -> bool:
    one, dot, two, end = four
    letters = one.key + two.key
    return dot.key == end.key == "." and dot.glued and end.glued and _is_pair(one, two) and letters not in SHORT_WORDS


def _is_pair(one: Token, two: Token) -> bool:
    return one.kind == two.kind == "word" and len(one.text) == len(two.text) == 1


def _introduced(tokens: list[Token], at: int, words: set[int]) -> list[int]:
    """«меня зовут мария», «с уважением, Кржыж И.»: names in a row, also in lower case."""
    found, after = [], at + 1
    while after < len(tokens) and len(found) < MOST_NAMES:
        token = tokens[after]
        if token.kind == "word" and after in words and _may_be_called(token):
            found.append(after)
        elif not (token.key in MARKS_OF_A_NAME or (token.key in BEFORE_THE_NAME and not found)):
            break
        after += 1
    return found


def _may_be_called(token: Token) -> bool:
    if token.key in BEFORE_THE_NAME:
        return False
    return token.is_capital or may_be_person(token) or (len(token.text) > 2 and not is_known(token.text))


def may_be_person(token: Token) -> bool:
    return any(PERSON & one.grammemes for one in parses(token.text))


def _beside(tokens: list[Token], at: int, words: set[int]) -> list[int]:
    """What belongs to the same name: capitals beside it, of a patronymic also what may be a name in lower case."""
    found = []
    for step in (-1, 1):
        near = at + step
        while near in words and abs(near - at) < MOST_NAMES and _is_of_the_name(tokens, near, at):
            found.append(near)
            near += step
    return found


def _is_of_the_name(tokens: list[Token], near: int, at: int) -> bool:
    if tokens[near].is_capital and _may_open(tokens[near], tokens[at]):
        return True
    return may_be(tokens[at].text, "Patr") and not tokens[at].is_capital and may_be_person(tokens[near])


def _may_open(near: Token, name: Token) -> bool:
    return not near.opens or may_be_person(near) or (near.text.isascii() and name.text.isascii())


def _is_of_initials(tokens: list[Token], at: int) -> bool:
    """«Иванов И. И.», «И. Кржыж»: a capital beside a letter with a dot, and that letter."""
    if _is_initial(tokens, at):
        return any(_is_long(tokens, near) or _is_initial(tokens, near) for near in (at + 2, at - 2, at - 1))
    return _is_long(tokens, at) and (_is_initial(tokens, at + 1) or _is_initial(tokens, at - 2))


def _is_initial(tokens: list[Token], at: int) -> bool:
    if not 0 <= at < len(tokens) - 1:
        return False
    return tokens[at].is_capital and len(tokens[at].text) == 1 and tokens[at + 1].key == "." and tokens[at + 1].glued


def _is_long(tokens: list[Token], at: int) -> bool:
    return 0 <= at < len(tokens) and tokens[at].is_capital and len(tokens[at].text) > 2


def _joins(tokens: list[Token], at: int, found: set[int]) -> bool:
    """The dot of an initial, and a hyphen or a comma between two names."""
    if tokens[at].key == ".":
        return at - 1 in found and len(tokens[at - 1].text) == 1
    return tokens[at].key == "-" and at - 1 in found and at + 1 in found


def _replaced(text: str, tokens: list[Token], found: set[int]) -> str:
    pieces, last, before = [], 0, -2
    for at in sorted(found):
        between = text[last : tokens[at].start]
        if at != before + 1 or between.strip():
            pieces += [between, NAME]
        last, before = tokens[at].end, at
    return "".join(pieces) + text[last:]
