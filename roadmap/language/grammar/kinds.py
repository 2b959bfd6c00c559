"""The generic word of a name (улица, тракт, мост): its forms, gender, abbreviations and preposition."""

from dataclasses import dataclass
from functools import cache

from roadmap.language.text import plain

CASES = ("nominative", "genitive", "dative", "accusative", "instrumental", "prepositional")


@dataclass(frozen=True)
class KindWord:
    """`singular` and `plural` run through CASES; `locative` is for «на» and «в» where it differs («на мосту»)."""

    word: str
    gender: str  # masc, femn, neut
    singular: tuple[str, ...]
    plural: tuple[str, ...]
    preposition: str  # «на» or «в», before the locative
    abbreviations: tuple[str, ...] = ()  # as met in texts, the first one is what we write
    locative: str = ""

    def form(self, case: str, *, plural: bool = False) -> str:
        if case == "locative":
            return self.locative if self.locative and not plural else self.form("prepositional", plural=plural)
        return (self.plural if plural else self.singular)[CASES.index(case)]

    @property
    def short(self) -> str:
        return self.abbreviations[0] if self.abbreviations else self.word


# Endings of the six cases, singular / plural, after the stem.
_ENDINGS = {
    "улица": ("а ы е у ой е", "ы - ам ы ами ах"),
    "улица-ц": ("а ы е у ей е", "ы - ам ы ами ах"),
    "дорога": ("а и е у ой е", "и - ам и ами ах"),
    "линия": ("я и и ю ей и", "и й ям и ями ях"),
    "аллея": ("я и е ю ей е", "и й ям и ями ях"),
    "площадь": ("ь и и ь ью и", "и ей ям и ями ях"),
    "проспект": ("- а у - ом е", "ы ов ам ы ами ах"),
    "тупик": ("- а у - ом е", "и ов ам и ами ах"),
    "тоннель": ("ь я ю ь ем е", "и ей ям и ями ях"),
    "набережная": ("ая ой ой ую ой ой", "ые ых ым ые ыми ых"),
    "шоссе": ("- - - - - -", "- - - - - -"),
    "кольцо": ("о а у о ом е", "а - ам а ами ах"),
}


def _forms(stem: str, endings: str, *, bare: str = "") -> tuple[str, ...]:
    """`bare` replaces the stem where there is no ending («переулок», but «переулка»; «развязок»)."""
    return tuple((bare or stem) if ending == "-" else stem + ending for ending in endings.split())


def _kind(
    word: str,
    gender: str,
    pattern: str,
    stem: str,
    preposition: str,
    abbreviations: str = "",
    *,
    bare: str = "",
    locative: str = "",
) -> KindWord:
    singular, plural = _ENDINGS[pattern]
    return KindWord(
        word,
        gender,
        _forms(stem, singular, bare=bare if gender == "masc" else ""),
        _forms(stem, plural, bare=bare if gender != "masc" else ""),
        preposition,
        tuple(abbreviations.split()),
        locative,
    )


# In the order of preference: where a name holds two of them («Набережная улица»), the earlier one is its kind.
_KINDS = (
    _kind("улица", "femn", "улица-ц", "улиц", "на", "ул. ул у. ул-ца"),
    _kind("проспект", "masc", "проспект", "проспект", "на", "пр-т просп. пр-кт просп пр. пр-т."),
    _kind("переулок", "masc", "тупик", "переулк", "в", "пер. пер пер-к п-к", bare="переулок"),
    _kind("проезд", "masc", "проспект", "проезд", "в", "пр-д пр-зд проезд. пр-д."),
    _kind("бульвар", "masc", "проспект", "бульвар", "на", "б-р бул. бульв. бул б-р."),
    _kind("тракт", "masc", "проспект", "тракт", "на", "тр-т тр. тракт. тр-т."),
    _kind("шоссе", "neut", "шоссе", "шоссе", "на", "ш. ш шос."),
    _kind("аллея", "femn", "аллея", "алле", "на", "ал. аллея. ал"),
    _kind("тупик", "masc", "тупик", "тупик", "в", "туп. туп"),
    _kind("площадь", "femn", "площадь", "площад", "на", "пл. пл площ."),
    _kind("набережная", "femn", "набережная", "набережн", "на", "наб. наб"),
    _kind("линия", "femn", "линия", "лини", "на", "лин."),
    _kind("просека", "femn", "дорога", "просек", "на"),
    _kind("взвоз", "masc", "проспект", "взвоз", "на"),
    _kind("спуск", "masc", "тупик", "спуск", "на"),
    _kind("магистраль", "femn", "площадь", "магистрал", "на"),
    _kind("автомагистраль", "femn", "площадь", "автомагистрал", "на"),
    _kind("автодорога", "femn", "дорога", "автодорог", "на", "а/д"),
    _kind("дорога", "femn", "дорога", "дорог", "на", "дор."),
    _kind("трасса", "femn", "улица", "трасс", "на"),
    _kind("обход", "masc", "проспект", "обход", "на"),
    _kind("обвод", "masc", "проспект", "обвод", "на"),
    _kind("объезд", "masc", "проспект", "объезд", "на"),
    _kind("подъезд", "masc", "проспект", "подъезд", "на"),
    _kind("въезд", "masc", "проспект", "въезд", "на"),
    _kind("выезд", "masc", "проспект", "выезд", "на"),
    _kind("съезд", "masc", "проспект", "съезд", "на"),
    _kind("хорда", "femn", "улица", "хорд", "на"),
    _kind("диаметр", "masc", "проспект", "диаметр", "на"),
    _kind("дублёр", "masc", "проспект", "дублёр", "на"),
    _kind("вал", "masc", "проспект", "вал", "на", locative="валу"),
    _kind("мост", "masc", "проспект", "мост", "на", locative="мосту"),
    _kind("путепровод", "masc", "проспект", "путепровод", "на"),
    _kind("эстакада", "femn", "улица", "эстакад", "на"),
    _kind("виадук", "masc", "тупик", "виадук", "на"),
    _kind("тоннель", "masc", "тоннель", "тоннел", "в"),
    _kind("дамба", "femn", "улица", "дамб", "на"),
    _kind("развязка", "femn", "дорога", "развязк", "на", bare="развязок"),
    _kind("кольцо", "neut", "кольцо", "кольц", "на", bare="колец"),
    _kind("переезд", "masc", "проспект", "переезд", "на"),
    _kind("перекрёсток", "masc", "тупик", "перекрёстк", "на", bare="перекрёсток"),
    _kind("квартал", "masc", "проспект", "квартал", "в", "кв-л"),
    _kind("микрорайон", "masc", "проспект", "микрорайон", "в", "мкр. мкр м-н мк-рн"),
    _kind("посёлок", "masc", "тупик", "посёлк", "в", "пос. п.", bare="посёлок"),
    _kind("территория", "femn", "линия", "территори", "на", "тер."),
)

KIND_WORDS: dict[str, KindWord] = {kind.word: kind for kind in _KINDS}
RANK = {kind.word: rank for rank, kind in enumerate(_KINDS)}


@cache
def _by_form() -> dict[str, tuple[KindWord, frozenset[str]]]:
    """Every form and abbreviation → its kind word and the singular cases that the form can be."""
    found: dict[str, tuple[KindWord, frozenset[str]]] = {}
    for kind in reversed(_KINDS):
        for case in (*CASES, "locative"):
            form = plain(kind.form(case))
            cases = found[form][1] if form in found and found[form][0] is kind else frozenset()
            found[form] = kind, cases | {case}
        for form in kind.plural:
            found.setdefault(plain(form), (kind, frozenset()))
        for abbreviation in kind.abbreviations:
            found[plain(abbreviation)] = kind, frozenset(CASES)
    return found


def kind_word(word: str) -> KindWord | None:
    """«ул.», «улице», «Тракт» → the generic word; None for any other word."""
    entry = _by_form().get(plain(word))
    return entry[0] if entry else None


def kind_cases(word: str) -> frozenset[str]:
    """The singular cases a form of a kind word can stand in: «переулке» → prepositional. Empty for plural forms."""
    entry = _by_form().get(plain(word))
    return entry[1] if entry else frozenset()


def short_name(name: str, kind: str) -> str:
    """As maps write it: «улица Пушкина» → «ул. Пушкина»."""
    word = kind_word(kind) if kind else None
    if word is None or kind == name:
        return name
    return " ".join(word.short if part.lower() == kind.lower() else part for part in name.split(" "))
