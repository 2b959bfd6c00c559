"""NAME and TYPENAME of the address registry → a name in OpenStreetMap's order: «Малыгина», «ул» → «улица Малыгина»."""

from dataclasses import dataclass

from roadmap.language.grammar import KIND_WORDS, adjectives, kind_word, split_name
from roadmap.language.names.registered import person
from roadmap.language.names.words import stands_by_itself
from roadmap.language.tables import word_set
from roadmap.language.text import alike, clean_name

from .roads import Street, kind_word_of

# As the registry shortens them, where it does so otherwise than people do
KINDS = {
    "взд": "въезд",
    "взв": "взвоз",
    "ззд": "заезд",
    "лн": "линия",
    "мгстр": "магистраль",
    "пер-д": "переезд",
    "пл-ка": "площадка",
    "пр-к": "просек",
    "пр-ка": "просека",
    "пр-лок": "просёлок",
    "проул": "проулок",
    "с-к": "спуск",
    "сзд": "съезд",
}
# What stands among the streets of the registry and is none
OTHERS = word_set("км километр с-р сквер парк сад рзд разъезд ряд платф ж/д_оп снт гск тер местность зона")
SHORTEST_KIND = 3  # letters of a kind word that is written out


@dataclass(frozen=True)
class Kind:
    word: str
    gender: str


def kind_of(type_name: str, written_out: dict[str, str]) -> Kind | None:
    """None where it is no street, or nobody knows what it is. `written_out` is the registry's own list of types."""
    short = alike(type_name).strip(". ")
    if not short or short in OTHERS:
        return None
    known = kind_word(KINDS.get(short, short)) or kind_word(f"{short}.")
    if known:
        return Kind(known.word, known.gender)
    word = KINDS.get(short) or written_out.get(short, short)
    is_word = word.isalpha() and len(word) >= SHORTEST_KIND and word not in OTHERS
    return Kind(word, _gender_of(word)) if is_word and (word != short or _is_written_out(word)) else None


def _is_written_out(word: str) -> bool:
    """Three letters without a vowel at the end may be an abbreviation as well."""
    return len(word) > SHORTEST_KIND + 1 or word[-1] in "аяое"


def _gender_of(word: str) -> str:
    return "femn" if word[-1] in "аяь" else "neut" if word[-1] in "ое" else "masc"


def streets_named(name: str, kind: Kind) -> list[Street]:
    """As people call it, then as its initials tell it from a namesake; the registry's own form is a variant of both."""
    own = street_name(name, kind)
    parts = split_name(clean_name(name))
    proper = parts.proper if parts.kind_word and parts.proper and not parts.is_capital else clean_name(name)
    who = person(proper)
    if not own or who.name == proper:
        return [_street(own, kind)] if own else []
    kind = Kind(kind_word_of(own) or kind.word, kind.gender)
    initialled = street_name(who.with_initials, kind)
    usual = dict.fromkeys((street_name(who.name, kind), initialled))
    return [_street(one, kind, initialled, own) for one in usual]


def _street(name: str, kind: Kind, *variants: str) -> Street:
    return Street(name, kind_word_of(name) or kind.word, dict.fromkeys(one for one in variants if one != name))


def street_name(name: str, kind: Kind) -> str:
    """What agrees with the kind word stands before it, its number first; all else behind it. Empty for an empty name.

    A kind word that the name holds already is its own: «Червишевский тракт» is no улица, whatever the type says.
    """
    parts = split_name(clean_name(name))
    if parts.kind_word and parts.proper and not parts.is_capital:
        kind = Kind(parts.kind_word, KIND_WORDS[parts.kind_word].gender)
    words = (parts.proper if parts.kind_word == kind.word and parts.proper else clean_name(name)).split()
    numbers = [word for word in words if adjectives.ordinal_agrees(word, kind.gender)]
    others = [word for word in words if word not in numbers]
    first = [adjectives.decline_ordinal(word, kind.gender, "nominative") for word in numbers]
    agree = bool(others) and all(adjectives.is_adjective(word, kind.gender) for word in others)
    if first and len(others) == 1 and kind.word == "улица" and stands_by_itself(others[0]):
        return clean_name(" ".join([kind.word, *first, *others]))  # «улица 1-я Рябиновка»
    ordered = [*first, *others, kind.word] if agree else [*first, kind.word, *others]
    return clean_name(" ".join(ordered)) if words else ""
