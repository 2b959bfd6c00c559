"""Names of streets and places in English: «8-й Степной переулок» → “8th Stepnoy Lane”.

As on road signs, the kind word is translated (`KIND_WORDS`), and what is proper to the name is written in Latin
letters (`letters`), each word of it with a capital: “50 Let Oktyabrya Street”. One rule for all: what mappers wrote in
English is not asked. A name that an administrator wrote (`stored`: Russian name → English) wins.
"""

import re
from collections.abc import Mapping, Sequence

from roadmap.language.text import plain

from ..cases import split_name
from ..lemmas import lemma
from .letters import is_russian, latin

Stored = Mapping[str, str]

KIND_WORDS = {
    "улица": "Street",
    "проспект": "Avenue",
    "переулок": "Lane",
    "проезд": "Passage",
    "бульвар": "Boulevard",
    "тракт": "Trakt",
    "шоссе": "Highway",
    "аллея": "Alley",
    "тупик": "Blind Alley",
    "площадь": "Square",
    "набережная": "Embankment",
    "линия": "Line",
    "просека": "Ride",
    "взвоз": "Vzvoz",
    "спуск": "Descent",
    "магистраль": "Highway",
    "автомагистраль": "Motorway",
    "автодорога": "Road",
    "дорога": "Road",
    "трасса": "Road",
    "обход": "Bypass",
    "объезд": "Bypass",
    "подъезд": "Access Road",
    "въезд": "Entrance Road",
    "съезд": "Slip Road",
    "хорда": "Chord",
    "диаметр": "Diameter",
    "дублёр": "Parallel Road",
    "вал": "Val",
    "мост": "Bridge",
    "путепровод": "Flyover",
    "эстакада": "Flyover",
    "виадук": "Viaduct",
    "тоннель": "Tunnel",
    "дамба": "Dam",
    "развязка": "Interchange",
    "кольцо": "Roundabout",
    "переезд": "Level Crossing",
    "перекрёсток": "Crossing",
    "квартал": "Quarter",
    "микрорайон": "Microdistrict",
    "посёлок": "Settlement",
    "территория": "Territory",
}
# The longest first: each is looked for at the end of a name, then at its beginning.
_OF_DISTRICTS = {
    "административный округ": "Administrative District",
    "административный район": "Administrative District",
    "внутригородской район": "City District",
    "муниципальный округ": "Municipal District",
    "муниципальный район": "Municipal District",
    "городской округ": "Urban District",
    "городской район": "Urban District",
    "округ": "District",
    "район": "District",
}
_STREET = " Street"
_SHORT = {"Street": "St", "Avenue": "Ave", "Lane": "Ln", "Boulevard": "Blvd", "Square": "Sq", "Highway": "Hwy"}
# What stands by a road without a name of its own; it keeps its article.
_THINGS = {
    "автовокзал": "the bus station",
    "автостанция": "the bus station",
    "аэропорт": "the airport",
    "больница": "the hospital",
    "вокзал": "the railway station",
    "железнодорожный вокзал": "the railway station",
    "железнодорожный переезд": "the level crossing",
    "кладбище": "the cemetery",
    "кольцо": "the roundabout",
    "мост": "the bridge",
    "областная больница": "the regional hospital",
    "парк": "the park",
    "переезд": "the level crossing",
    "путепровод": "the flyover",
    "развязка": "the interchange",
    "рынок": "the market",
    "стадион": "the stadium",
    "строительная площадка": "the building site",
    "центр": "the centre",
    "центр города": "the city centre",
    "школа": "the school",
}
_ORDINAL = re.compile(r"^(\d+)-(?:й|я|е|ый|ая|ое|ий|ья|ье)$")
_KILOMETRE = re.compile(r"^(\d+)(?:-й)?\s+(?:километр|км)$")
_SMALL = {latin(word) for word in ("в", "и", "им.", "имени", "на", "над", "с", "у")}
_PHRASE = re.compile(r"(?:^|\s)(?:через|над|на|у|к|в|из|от|до|с)\s")


def name(text: str, stored: Stored | None = None) -> str:
    """“Respubliki Street”, “2nd Lugovaya Street”, “Obkhod Tyumeni”."""
    if known := (stored or {}).get(text):
        return known
    parts = split_name(text)
    is_phrase = _PHRASE.search(parts.after) is not None  # «мост через реку»
    if not is_russian(text) or not parts.kind_word or not parts.proper or parts.is_capital or is_phrase:
        return _capital(_ordinals(text))
    kind = KIND_WORDS.get(parts.kind_word) or _capital(latin(parts.kind_word))
    return f"{_capitals(_ordinals(parts.proper))} {kind}"


def thing(text: str, stored: Stored | None = None) -> str:
    """A landmark: “the bus station”, “kilometre 318”; any other is a name. «В сторону центра» leaves it declined."""
    if found := _KILOMETRE.match(text.lower()):
        return f"kilometre {found[1]}"
    first, *rest = plain(text).split() or [""]
    known = _THINGS.get(plain(text)) or _THINGS.get(" ".join([lemma(first), *rest]))
    return known or name(text, stored)


def district(text: str, stored: Stored | None = None) -> str:
    """“Kalininskiy Administrative District”, by the same rule; a settlement is named as a street is."""
    if known := (stored or {}).get(text):
        return known
    for russian, english in _OF_DISTRICTS.items():
        if found := re.fullmatch(rf"(?:(?P<last>.+)\s+{russian}|{russian}\s+(?P<first>.+))", text, re.IGNORECASE):
            return f"{_capitals(_ordinals(found['last'] or found['first']))} {english}"
    return name(text)


def is_name(text: str) -> bool:
    """A kind word, a capital letter or a known thing: it can be told in English, which other words cannot."""
    parts = split_name(text)
    is_of_kind = bool(parts.kind_word) and (text != text.lower() or _PHRASE.search(parts.after) is None)
    begins_as_one = text[:1].isupper() or text[:1].isdigit() or is_of_kind  # «выезд из города» is a phrase
    return not is_russian(text) or begins_as_one or thing(text) != name(text)


def short(text: str, stored: Stored | None = None) -> str:
    """“Respubliki St”, for texts without room."""
    *first, kind = name(text, stored).split()
    return " ".join([*first, _SHORT.get(kind, kind)])


def bare(text: str, stored: Stored | None = None) -> str:
    """“Pervomayskaya”: only “Street” can be left out, any other kind is part of what people say."""
    return name(text, stored).removesuffix(_STREET)


def is_street(text: str, stored: Stored | None = None) -> bool:
    """Whether it is called “… Street”."""
    return name(text, stored).endswith(_STREET)


def listing(names: Sequence[str], stored: Stored | None = None) -> str:
    """“Lenina Street, Gertsena Street and Chervishevskiy Trakt”."""
    return join([name(each, stored) for each in names])


def join(parts: Sequence[str]) -> str:
    *first, last = parts or [""]
    return f"{', '.join(first)} and {last}" if first else last


def ordinal(number: int) -> str:
    """“1st”, “22nd”, “13th”."""
    ending = "th" if 11 <= number % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _ordinals(text: str) -> str:
    """«8-й Степной» → “8th Stepnoy”; an ending «-летия» is no ordinal."""
    return " ".join(ordinal(int(found[1])) if (found := _ORDINAL.match(word)) else latin(word) for word in text.split())


def _capitals(text: str) -> str:
    """Small words stay small inside a name: “Geroyev i Stroiteley”."""
    first, *rest = text.split()
    return " ".join([_capital(first), *(word if word in _SMALL else _capital(word) for word in rest)])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
