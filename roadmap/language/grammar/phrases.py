"""Names with prepositions: «по улицам Ленина и Герцена», «в переулке», «пересечении улиц Малыгина и Холодильной».

Every function takes names in the nominative and, where an editor may have stored forms, `stored`: name → forms of it.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby

from .cases import CaseForms, forms, lone_form, proper_form, split_name
from .kinds import KIND_WORDS, KindWord, kind_word

Stored = Mapping[str, Mapping[str, str]]
NO_BREAK = "\u00a0"
END_OF_STREET = "конец улицы"  # an end of a stretch in words, as a landmark is


def in_case(name: str, case: str, stored: Stored | None = None) -> str:
    return getattr(_forms(name, stored), case)


def is_genitive(name: str) -> bool:
    """«улицы Орджоникидзе», «Садовой улицы»; «улицы Ленина и Герцена» are two in the nominative."""
    found = [(word.lower(), kind) for word in name.split() if (kind := kind_word(word))]
    return bool(found) and " и " not in name and all(_is_genitive_of(kind, word) for word, kind in found)


def _is_genitive_of(kind: KindWord, word: str) -> bool:
    return word == kind.form("genitive") != kind.word


def _forms(name: str, stored: Stored | None) -> CaseForms:
    return forms(name, (stored or {}).get(name))


def _kind(name: str) -> KindWord | None:
    return KIND_WORDS.get(split_name(name).kind_word)


def preposition(name: str) -> str:
    """«на» улице, тракте, площади, мосту; «в» переулке, проезде, тупике; «на» where there is no kind word."""
    kind = _kind(name)
    return kind.preposition if kind else "на"


def at(name: str, stored: Stored | None = None) -> str:
    """«на Червишевском тракте», «в Степном переулке», «на Садовом мосту»."""
    return f"{preposition(name)} {in_case(name, 'locative', stored)}"


def within(city: str, cases: Mapping[str, str] | None = None) -> str:
    """«в Тюмени», «во Владивостоке»; `cases` are forms that the grammar cannot know."""
    prepositional = (cases or {}).get("prepositional") or forms(city).prepositional
    return f"{'во' if city.startswith(('Вл', 'Вс', 'Вр')) else 'в'} {prepositional}"


def along(names: Sequence[str], stored: Stored | None = None) -> str:
    """«по улице Ленина», «по улицам Ленина, Герцена и Холодильной», «по улице Ленина и Червишевскому тракту»."""
    return f"по {listing(names, 'dative', stored)}"


def crossing(one: str, other: str, stored: Stored | None = None) -> str:
    """What follows «на пересечении» or «на перекрёстке»: «улиц Малыгина и Холодильной»."""
    return listing((one, other), "genitive", stored)


def listing(names: Sequence[str], case: str, stored: Stored | None = None) -> str:
    """Neighbours of one kind share its plural: «улиц Малыгина, Холодильной и Червишевского тракта»; the order stays.

    Adjectives alone go before it, except with улица: «по Московскому и Червишевскому трактам».
    """
    runs = [(kind, list(run)) for kind, run in groupby(names, key=lambda name: _shared_kind(name, stored))]
    if len(runs) == 1 and len(names) > 1 and _stands_last(*runs[0]):
        kind = KIND_WORDS[runs[0][0]].form(case, plural=True)
        return f"{join([proper_form(name, case) for name in names])} {kind}"
    return join([written for kind, run in runs for written in _written(kind, run, case, stored)])


def _stands_last(kind: str, names: list[str]) -> bool:
    return kind in KIND_WORDS and kind != "улица" and all(split_name(name).before for name in names)


def _shared_kind(name: str, stored: Stored | None) -> str:
    """The kind word to share; a name with stored forms, a middle kind word or no kind word stands alone."""
    parts = split_name(name)
    alone = not parts.kind_word or parts.is_capital or (parts.before and parts.after) or name in (stored or {})
    return name if alone or not parts.proper else parts.kind_word


def _written(kind: str, names: list[str], case: str, stored: Stored | None) -> list[str]:
    if len(names) == 1 or kind not in KIND_WORDS:
        return [in_case(name, case, stored) for name in names]
    first, *rest = (proper_form(name, case) for name in names)
    return [f"{KIND_WORDS[kind].form(case, plural=True)} {first}", *rest]


def join(parts: Sequence[str], conjunction: str = "и") -> str:
    """«А», «А и Б», «А, Б и В»."""
    *first, last = parts or [""]
    return f"{', '.join(first)} {conjunction} {last}" if first else last


def short(name: str) -> str:
    """«ул. Республики», «Червишевский тр-т»; a no-break space keeps «ул.» with its name."""
    parts = split_name(name)
    if not parts.kind_word or parts.is_capital or not parts.proper:
        return name
    abbreviation = KIND_WORDS[parts.kind_word].short
    if parts.kind_first:
        return f"{abbreviation}{NO_BREAK}{parts.after}"
    return " ".join(part for part in (parts.before, abbreviation, parts.after) if part)


def bare(name: str, case: str = "nominative", stored: Stored | None = None) -> str:
    """«Первомайская», «Малыгина»: only улица can be left out, any other kind is part of what people say."""
    parts = split_name(name)
    is_plain_street = parts.kind_word == "улица" and parts.proper and not (parts.before and parts.after)
    if not is_plain_street or name in (stored or {}):
        return in_case(name, case, stored)
    return lone_form(name, case)
