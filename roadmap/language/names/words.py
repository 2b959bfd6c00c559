"""What a word of a name may be, and its nominative."""

from functools import lru_cache

from roadmap.language.grammar.hyphens import could_stand_alone
from roadmap.language.grammar.kinds import CASES, kind_cases
from roadmap.language.grammar.lemmas import agree_in, is_known, may_be, nominative_plural, parses
from roadmap.language.grammar.nouns import TOPONYM
from roadmap.language.names.people import COMMON_NAMES
from roadmap.language.tables import stems, word_set
from roadmap.language.text import plain
from roadmap.language.tokens import Token

VELAR, HUSHING = "гкх", "жшщч"
ADJECTIVE_ENDINGS = {
    "femn": ("ая", "яя", "ой", "ей", "ую", "юю", "ья"),
    "masc": ("ый", "ий", "ой", "ого", "его", "ому", "ему", "ым", "им", "ом", "ем"),
    "neut": ("ое", "ее", "ого", "его", "ому", "ему", "ым", "им", "ом", "ем"),
}
OF_MASCULINE = ("ого", "его")
RELATIVE = ("ская", "ской", "скую", "ский", "ского", "скому", "ским", "ском", "ское")
SURNAME_ENDINGS = stems("ова ева ина ына ского цкого ко ых их")
SHORTEST_UPPER = 5  # letters of a word in capitals that is no abbreviation
PLURAL_ENDINGS = (
    ("ьими", "ьи"),
    ("ьих", "ьи"),
    ("ьим", "ьи"),
    ("ыми", "ые"),
    ("ых", "ые"),
    ("ым", "ые"),
    ("ими", "ие"),
    ("их", "ие"),
    ("им", "ие"),
)
# Ends of stems of toponyms that are nouns also where the dictionary knows a thing: «Солянку», «Сретенки»
THINGS = ("янк", "инк", "енк", "онк")
PROPER = frozenset(("Surn", "Name", "Patr", "Geox"))
FORE_PARTS = word_set("усть верх нижне верхне ново старо мало больше")  # of a noun: «Усть-Луга», «Верх-Каменка»
FEMININE_LOCATIVES = ("ке", "ге", "хе", "це")  # «Пановихе»: of a word that the dictionary lacks
UNHEARD = (("сн", "стн"), ("зн", "здн"), ("ян", "янн"), ("ен", "енн"), ("он", "онн"))
SHORT_ADJECTIVE = ("ова", "ева", "ёва", "ина", "ин", "ов", "ев", "ёв")
CASE_TAGS = dict(zip((*CASES, "locative"), ("nomn", "gent", "datv", "accs", "ablt", "loct", "loct"), strict=True))
OWNER_TAILS = {"masc": ("ом", "а", "у", "ым"), "femn": ("ой", "у"), "neut": ("ом", "а", "у", "ым")}
NOUN_TAILS = ("ою", "ой", "ею", "ей", "а", "я", "ы", "и", "е", "у", "ю")


# ---------------------------------------------------------------- tokens


def get(tokens: list[Token], at: int) -> Token | None:
    return tokens[at] if 0 <= at < len(tokens) else None


def key_at(tokens: list[Token], at: int) -> str:
    return tokens[at].key if 0 <= at < len(tokens) else ""


def is_proper(token: Token | None) -> bool:
    """Written with a capital, but no abbreviation."""
    return bool(token and token.is_capital and (not token.is_upper or len(token.text) >= SHORTEST_UPPER))


def shown(token: Token) -> str:
    """The word as it stands in a name."""
    return token.text.capitalize() if token.is_upper and len(token.text) > 1 else capital(token.text)


def capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def dot_after(tokens: list[Token], at: int) -> bool:
    return key_at(tokens, at + 1) == "." and tokens[at + 1].glued


def kind_takes_genitive_only(tokens: list[Token], at: int) -> bool:
    """«на проспекте Маяковского»: the kind word before stands in a case that no -ого agrees with."""
    before = get(tokens, at - 1)
    if before is None or before.kind != "word":
        return False
    cases = kind_cases(before.key)
    return bool(cases) and "genitive" not in cases


# ---------------------------------------------------------------- what it may be


def is_adjectival(word: str) -> bool:
    if may_be(word, "ADJF") or word.lower().endswith((*RELATIVE, "цкая", "цкий", "цкую", "цком")):
        return True
    if is_known(word) or word.lower().endswith("ей") and not word.lower().endswith(("ней", "щей", "шей")):
        return False  # «Энергостроителей»
    return word.lower().endswith(ADJECTIVE_ENDINGS["femn"] + ("ий", "ый", "ском", "ское"))


def agrees_with(word: str, gender: str) -> bool:
    lower = word.lower()
    if lower.endswith("ья") and not is_known(word):
        return False
    return lower.endswith(ADJECTIVE_ENDINGS[gender]) and is_adjectival(word)


def is_compound(word: str) -> bool:
    """«Верхнепортовая»: two stems bound by a vowel, the last one an adjective of the dictionary."""
    lower = plain(word).rpartition("-")[2]
    if "-" in word:
        return True
    cuts = (at for at in range(4, len(lower) - 4) if lower[at - 1] in "ое")
    return any(is_known(lower[at:]) and may_be(lower[at:], "ADJF") for at in cuts)


def is_woman(word: str) -> bool:
    """«Сахьяновой»: a surname that the dictionary lacks; its adjectives it has."""
    return word.lower().endswith(("овой", "евой", "ёвой", "иной")) and not is_known(word) and not is_compound(word)


def is_genitive(word: str) -> bool:
    """Could the word be a noun's genitive, a surname's («Маяковского») or a name that does not decline («Осипенко»)?"""
    if may_be(word, "NOUN", "gent") or may_be(word, "ADJF", "masc", "gent") or may_be(word, "NOUN", "Fixd"):
        return True
    lower = word.lower()
    return not is_known(word) and lower.endswith(("а", "я", "ы", "и", "о", "е", "их", "ых", "ого", "ов", "ев"))


def is_plain_adjective(word: str) -> bool:
    """«возле Солнечного» is a mall; «возле Маяковского» a street."""
    return (
        is_known(word)
        and may_be(word, "ADJF", "masc", "gent")
        and not may_be(word, "Surn")
        and not may_be(word, "NOUN")
    )


def is_surname(word: str) -> bool:
    return may_be(word, "Surn") or (not is_known(word) and word.lower().endswith(SURNAME_ENDINGS))


@lru_cache(maxsize=10_000)
def is_namesake(word: str) -> bool:
    """Of a word in -ого: somebody's surname («Маяковского») rather than an adjective («Почтового»)?"""
    lower = plain(word)
    if lower in COMMON_NAMES:
        return True
    if "-" in word:
        return could_stand_alone(lower.split("-")[0])  # «Муравьёва-Амурского», but «Алма-Атинского»
    if not is_known(word):
        return not _is_made_of_name(lower)
    surname = sum(one.score for one in parses(word) if "Surn" in one.grammemes)
    return surname >= 0.3 or not may_be(word, "ADJF")


def _is_made_of_name(lower: str) -> bool:
    """«Халтуринского»: of Khalturin, whom the dictionary knows."""
    if not lower.endswith("ского"):
        return True
    stem = lower[:-5]
    return stem.endswith(("ин", "ын")) and may_be(stem, "Surn") and is_known(stem)


def is_common(word: str) -> bool:
    """An everyday word that is nobody's name: «мира», «новая»; not «депутатская», which seldom tells a thing."""
    if not is_known(word) or any(may_be(word, one) for one in PROPER):
        return False
    return may_be(word, "NOUN") or may_be(word, "Qual") or not word.lower().endswith(RELATIVE)


def is_people(word: str) -> bool:
    """Many persons in the genitive: «металлистов», «новосёлов»."""
    many = {"NOUN", "anim", "plur", "gent"}
    return is_known(word) and any(many <= one.grammemes and not PROPER & one.grammemes for one in parses(word))


def respelt_adjective(word: str) -> str:
    """«обласная» → «областная», «деревяной» → «деревянной»: a letter that is not heard, where the dictionary has it."""
    if is_known(word):
        return word
    tries = (word.replace(short, full, 1) for short, full in UNHEARD if short in word)
    return next((one for one in tries if is_known(one) and may_be(one, "ADJF")), word)


# ---------------------------------------------------------------- nominatives


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
    if stem.endswith("ь"):
        return stem[:-1] + ("ье" if gender == "neut" else "ий")  # «Коровьем»
    if gender == "neut":
        return stem + ("ее" if ending in ("его", "ему", "им", "ем", "ее") and stem[-1] not in VELAR else "ое")
    lemmas = [one.lemma for one in parses(word) if "ADJF" in one.grammemes]
    stressed = (one for one in lemmas if one.endswith("ой") and is_known(word))  # «Заводской», not «-ский»
    known = next(stressed, next(iter(lemmas), ""))
    if known.startswith(plain(stem)) and known.endswith("й"):
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


def phrase_nominative(adjective: str, noun: str) -> str:
    """Most are written in the nominative already; one in another case is put back."""
    if agree_in(adjective, noun, "nomn") or adjective.lower().endswith(SHORT_ADJECTIVE):
        return f"{adjective} {noun}"
    if (
        adjective.lower().endswith(("ых", "их", "ым", "им", "ыми", "ими"))
        and may_be(noun, "plur")
        and not agree_in(adjective, noun, "sing")
    ):
        return f"{_plural_adjective(adjective)} {cased(nominative_plural(noun), noun)}"
    gender = next((one for one in ("femn", "neut", "masc") if _noun_is(adjective, noun, one)), "masc")
    if adjective.lower().endswith(("ову", "еву", "ину")):
        return f"{adjective[:-1]}а {noun_nominative(noun)}"  # «Лыкову Дамбу»
    owner = _owner(adjective, gender)
    lemma = next((one.lemma for one in parses(noun) if {"NOUN", gender} <= one.grammemes), plain(noun))
    return f"{owner or nominative_of(adjective, gender)} {cased(_with_yo(lemma, noun), noun)}"


def _owner(word: str, gender: str) -> str:
    """«Марьиной» → «Марьина», «Сивцевом» → «Сивцев»: whose it is, where the dictionary has no full adjective."""
    stem = next((word[: -len(tail)] for tail in OWNER_TAILS[gender] if word.lower().endswith(tail)), "")
    is_owner = stem.lower().endswith(("ов", "ев", "ёв", "ин")) and not is_known(f"{stem}ый")
    return stem + {"masc": "", "femn": "а", "neut": "о"}[gender] if is_owner else ""


def _noun_is(adjective: str, noun: str, gender: str) -> bool:
    return may_be(noun, "NOUN", gender, "sing") and adjective.lower().endswith(ADJECTIVE_ENDINGS[gender])


def _plural_adjective(word: str) -> str:
    for ending, nominative in PLURAL_ENDINGS:
        if word.lower().endswith(ending):
            return word[: -len(ending)] + nominative
    return word


def _with_yo(lemma: str, like: str) -> str:
    """«ё» of the stem where the written form has it and the lemma the same letters."""
    same = 0
    while same < min(len(lemma), len(like)) and plain(like[same]) == lemma[same]:
        same += 1
    return like[:same].lower() + lemma[same:]


def cased(word: str, like: str) -> str:
    return capital(word) if like[:1].isupper() else word


def noun_nominative(word: str) -> str:
    """A feminine noun's nominative by its ending: «Рогатицу» → «Рогатица»; any other word as it is."""
    if word.lower().endswith(("а", "я")):
        return word
    for tail in NOUN_TAILS:
        if word.lower().endswith(tail):
            stem = word[: -len(tail)]
            is_soft = tail in ("ю", "ею") or (tail in ("е", "ей", "и") and is_known(stem + "я"))
            return stem + ("я" if is_soft and stem[-1:].lower() not in VELAR + HUSHING else "а")
    return word


@lru_cache(maxsize=10_000)
def bare_noun(word: str) -> tuple[str, str]:
    """A capitalised noun without kind word → how the street is called, and «noun» or «genitive».

    «Маросейку» → «Маросейка», which stands as it is; «Авроре» → «Авроры», a genitive that people decline.
    """
    if is_toponym(word) or not is_known(word) and word.lower().endswith(FEMININE_LOCATIVES):
        return noun_nominative(word), "noun"
    readings = [one for one in parses(word) if "NOUN" in one.grammemes]
    if not readings or any({"gent"} & one.grammemes or {"nomn"} & one.grammemes for one in readings):
        return word, "genitive" if is_genitive(word) else "word"
    femn = next((one for one in readings if {"femn", "sing"} <= one.grammemes), None)
    if femn is None:
        return _thing(word, readings)
    if not is_known(word):
        return (noun_nominative(word), "noun") if word.lower().endswith(("у", "ю")) else (word, "word")
    if femn.lemma.endswith("ь"):
        return cased(_with_yo(f"{femn.lemma[:-1]}и", word), word), "genitive"
    stem = noun_nominative(word)[:-1]
    soft = femn.lemma.endswith("я") or stem[-1:].lower() in VELAR + HUSHING
    return stem + ("и" if soft else "ы"), "genitive"


def _thing(word: str, readings: list) -> tuple[str, str]:
    """«Восходе» → «Восход», «Ключах» → «Ключи», but «Мире» → «Мира»; a person stays as he is written."""
    if not is_known(word) or any("anim" in one.grammemes for one in readings):
        return word, "word"
    many = all("plur" in one.grammemes for one in readings)
    nominative = nominative_plural(word) if many else _with_yo(readings[0].lemma, word)
    if f"{nominative}а" in COMMON_NAMES:
        return cased(f"{nominative}а", word), "genitive"
    return cased(nominative, word), "noun"


def noun_beside(word: str, gender: str, cases: frozenset[str]) -> str | None:
    """The nominative of a noun that can only stand in one of these cases, as its kind word does."""
    readings = [one for one in parses(word) if "NOUN" in one.grammemes] if is_known(word) else []
    if any({case} & one.grammemes for one in readings for case in ("nomn", "gent", "Surn")):
        return None
    told = {CASE_TAGS[case] for case in cases}
    beside = next((one for one in readings if {gender, "sing"} <= one.grammemes and told & one.grammemes), None)
    return cased(_with_yo(beside.lemma, word), word) if beside else None


def is_toponym(word: str) -> bool:
    """«Покровку», «Крапивки», «Усть-Луге»: a street that is called by a noun of its own."""
    before, _, lower = word.lower().rpartition("-")
    stem = next((lower[: -len(tail)] for tail in NOUN_TAILS if lower.endswith(tail)), "")
    if before:
        return before in FORE_PARTS and bool(stem) and not is_adjectival(word)
    if len(lower) < 6 or not stem.endswith(TOPONYM) or may_be(word, "Surn"):
        return False
    return not is_known(word) or may_be(word, "Geox", "femn") or (stem.endswith(THINGS) and not may_be(word, "Name"))


def stands_by_itself(word: str) -> bool:
    """«Рябиновка», «Слободка»: a noun in the nominative, whatever its number («1-я Рябиновка»)."""
    return may_be(word, "NOUN", "femn", "nomn", "sing") and not may_be(word, "gent") and not may_be(word, "ADJF")
