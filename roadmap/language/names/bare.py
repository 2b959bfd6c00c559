"""A street without kind word that the gazetteer lacks: by the form of the name and by what stands around it."""

from roadmap.language.grammar.lemmas import agree, is_known, may_be, parses
from roadmap.language.names import unknown
from roadmap.language.names.forms import YEARS
from roadmap.language.names.kinds import GENDERS
from roadmap.language.names.named import Named, named_by_grammar
from roadmap.language.names.people import COMMON_NAMES
from roadmap.language.names.shapes import with_kind
from roadmap.language.names.signs import (
    LEADING,
    STRONG_LEADING,
    VERB_STEMS,
    belongs_to_head,
    house_follows,
    is_in_pair,
    is_official,
    is_plain_surname,
    is_settlement,
    is_surname_like,
    is_town,
    opens_a_place,
    word_before,
)
from roadmap.language.names.words import SURNAME_ENDINGS, nominative_of
from roadmap.language.tables import stems, word_set
from roadmap.language.tokens import Token

# What is said of a street right after its name
SHUT_STEMS = stems("закрыт закрыв закро перекрыт перекрыв перекро залит затоп разбит раскоп перекоп убит провал")


GUESSED = 0.6  # trust of a form that only `candidates` weighs
MANY_STREETS = 200  # a gazetteer of so many has the streets that a text would name to say what is near
NEAR = word_set("возле у около напротив районе рядом")


def bare_street(tokens: list[Token], at: int, chained: bool, *, listed: int = 0) -> Named | None:
    """`listed`: how many streets the gazetteer has, none of which it is."""
    token, before = tokens[at], word_before(tokens, at)
    if is_settlement(token.key) or (before == "-" and token.glued and not chained):
        return None
    if belongs_to_head(tokens, at) or before in ("в", "во", "«", '"') or token.key in unknown.NOT_STREETS:
        return None
    if "-" not in token.text and sum(letter.isupper() for letter in token.text) > 1 and not token.is_upper:
        return None  # «ЦПКиО»
    shape = unknown.bare_name(tokens, at)
    if shape is not None and (shape.trust <= GUESSED or shape.form == "noun"):
        return None
    if shape is None and chained and before == "/" and token.is_capital and not token.is_upper and len(token.key) > 3:
        name = with_kind(token.text, "", is_adjective=False)
        return named_by_grammar(at, unknown.Shape(at + 1, name, "genitive", 0.4))  # «Кирова/Восход»
    if shape is None:
        return _bare_lower(tokens, at, before, chained)
    if shape.form == "number":
        return named_by_grammar(at, shape) if _number_is_meant(tokens, at, shape, before, chained) else None
    last = tokens[shape.end - 1]
    after = tokens[shape.end] if shape.end < len(tokens) else None
    if (
        shape.form == "adjective"
        and after is not None
        and after.kind == "word"
        and agree(last.text, after.text, before)
        and not is_in_pair(tokens, at)
    ):
        return None
    if shape.form in ("person", "genitive") and is_official(tokens, at):
        return None
    if listed > MANY_STREETS and shape.form == "genitive" and before in NEAR and not house_follows(tokens, shape.end):
        return None  # «возле Магеллана»: a shop, where the city has no such street
    if not _context_allows(tokens, at, shape, before, chained):
        return None
    return named_by_grammar(at, shape)


def _number_is_meant(tokens: list[Token], at: int, shape: unknown.Shape, before: str, chained: bool) -> bool:
    """«9 Мая в Перми» is a day; «9 Мая от…», «на 9 Января» are streets."""
    if tokens[at].kind == "ordinal" or tokens[at + 1].key in YEARS or chained:
        return True
    after = tokens[shape.end] if shape.end < len(tokens) else None
    tells = after is not None and (
        after.key in ("-", "(", "/", ":", "от", "у", "угол", "между", "возле") or house_follows(tokens, shape.end)
    )
    return tells if tokens[at].opens or before not in LEADING else True


def _context_allows(tokens: list[Token], at: int, shape: unknown.Shape, before: str, chained: bool) -> bool:
    token = tokens[at]
    is_led = chained or before in STRONG_LEADING or is_in_pair(tokens, at) or _pair_follows(tokens, shape.end)
    if shape.form == "genitive" and shape.end == at + 1 and not is_led and is_town(token.text):
        return False
    if chained or before in STRONG_LEADING or shape.form == "title" or _pair_follows(tokens, shape.end):
        return True
    if _stretch_follows(tokens, shape.end):
        return True
    if house_follows(tokens, shape.end) and shape.form in ("genitive", "person") and not token.opens:
        return True  # «кнопка на светофоре Белинского 232», «у Республики 57»
    if shape.form == "genitive" and is_surname_like(token.text) and _is_shut(tokens, shape.end):
        return True  # «Лукашевича закрыта у дома 14», «…, Попова залита водой»
    if before.startswith(("путепровод", "эстакад")):
        return shape.form in ("adjective", "genitive")
    if before in LEADING:
        return shape.form != "genitive" or is_surname_like(token.text) or before in ("от", "до", "между", "с", "со")
    if before in (":", "-", "по", "через") and _tells_way_round(tokens, at):
        return shape.form != "genitive" or is_surname_like(token.text) or token.key in COMMON_NAMES
    if token.opens or before in (":", "-", "(", "*"):
        if shape.form in ("initials", "title"):
            return True
        telling = _is_telling_adjective(tokens, at, shape) or _is_sure_surname(token) or shape.form == "person"
        is_many = shape.form == "genitive" and may_be(token.text, "NOUN", "gent", "plur")  # «Токарей 68»
        telling = telling or ((is_many or is_surname_like(token.text)) and house_follows(tokens, shape.end))
        if is_many and token.opens and house_follows(tokens, shape.end):
            return True
        if token.key in COMMON_NAMES and not token.opens:
            return True  # «объезд: Ленина», «— Республики»
        return telling and shape.end < len(tokens) and opens_a_place(tokens, shape.end)
    return (
        shape.form == "initials"
        or (
            _verb_before(tokens, at)
            and (is_surname_like(token.text) or token.key in COMMON_NAMES)
            and shape.form != "person"
        )
        or (_verb_before(tokens, at) and (shape.form == "adjective" or shape.end == at + 3))
        or (shape.form == "person" and before.startswith(("закр", "перекр", "перегор", "перекоп", "раскоп")))
    )


def _is_telling_adjective(tokens: list[Token], at: int, shape: unknown.Shape) -> bool:
    """«Академическая вся в ямах» is a street; «Полноценная, …» could be anything."""
    if shape.form != "adjective":
        return False
    is_quality = any({"ADJF", "Qual"} <= one.grammemes for one in parses(tokens[at].text)) and is_known(tokens[at].text)
    after = tokens[shape.end].key if shape.end < len(tokens) else ""
    if after in (".", "…"):
        return False
    if after == "," and shape.end + 1 < len(tokens):
        after = {"ост": "у", "остановка": "у", "мост": "у"}.get(tokens[shape.end + 1].key, tokens[shape.end + 1].key)
    if after == "с" and shape.end + 1 < len(tokens) and tokens[shape.end + 1].is_capital:
        return True  # «Молодёжная с Депутатской»
    return (
        not is_quality
        or after.startswith(VERB_STEMS)
        or after in ("-", "/", "(", "от", "угол", "у", "между")
        or house_follows(tokens, shape.end)
    )


def _is_sure_surname(token: Token) -> bool:
    if token.key in COMMON_NAMES:
        return True
    return is_surname_like(token.text) and (is_known(token.text) or token.key.endswith(SURNAME_ENDINGS))


def _stretch_follows(tokens: list[Token], end: int) -> bool:
    """«топит Жукова от Маяковского до Масленникова»"""
    after = [one.key for one in tokens[end : end + 7]]
    return after[:1] == ["от"] and "до" in after


def _is_shut(tokens: list[Token], end: int) -> bool:
    return end < len(tokens) and tokens[end].key.startswith(SHUT_STEMS)


def _tells_way_round(tokens: list[Token], at: int) -> bool:
    """«Пути объезда — Шейнкмана, Малышева»: what follows is a list of streets, whatever their form."""
    return any(one.key.startswith(("объезд", "объех", "объезж")) for one in tokens[max(at - 4, 0) : at])


def _pair_follows(tokens: list[Token], end: int) -> bool:
    """«светофор Декабристов – Восстания»: two names with a dash between them."""
    if end + 1 >= len(tokens) or tokens[end].key not in ("-", "/") or not tokens[end + 1].is_capital:
        return False
    if unknown.bare_name(tokens, end + 1) is None:
        return False
    return not (tokens[end].glued and tokens[end].key == "-") or tokens[end + 1].glued  # «Татищева-Токарей»


def _verb_before(tokens: list[Token], at: int) -> bool:
    """«закрывают Первомайскую», «перекрыли Крисанова», «ремонт Куйбышева», «закроют для машин Чкалова»."""
    for back in range(at - 1, max(at - 4, -1), -1):
        if tokens[back].kind != "word":
            return False
        if tokens[back].key.startswith(
            (
                "закр",
                "перекр",
                "откр",
                "ремонт",
                "сузи",
                "сузя",
                "капремонт",
                "продл",
                "перекрыти",
                "объезж",
                "объех",
                "останут",
                "останет",
                "перегор",
                "раскоп",
                "перекоп",
                "разры",
                "затоп",
                "залил",
                "выбирать",
                "выбирайте",
            )
        ):
            return True
    return False


def _bare_lower(tokens: list[Token], at: int, before: str, chained: bool) -> Named | None:
    """Residents write without capitals: «на шварца яма», «по депутатской не пройти», «михаила сперанского 19»."""
    token = tokens[at]
    if token.kind != "word" or token.is_capital or len(token.key) < 5:
        return None
    at_crossing = before.startswith(("перекрест", "пересеч"))
    if not (
        chained
        or before in LEADING
        or at_crossing
        or token.opens
        or house_follows(tokens, at + 1)
        or house_follows(tokens, at + 2)
    ):
        return None  # without a sign that a street is coming the dictionary is not asked
    for read in (_lower_person, _lower_surname, _lower_crossed, _lower_adjective):
        shape = read(tokens, at, before, chained)
        if shape is not None:
            return named_by_grammar(at, shape)
    return None


def _lower_person(tokens: list[Token], at: int, before: str, chained: bool) -> unknown.Shape | None:
    """«михаила сперанского»"""
    if at + 1 >= len(tokens) or tokens[at + 1].kind != "word" or not tokens[at].key.endswith(("а", "я", "ы", "и")):
        return None
    first, last = tokens[at].text, tokens[at + 1].text
    if not may_be(first, "Name", "gent") or not may_be(last, "Surn", "gent") or may_be(last, "Name"):
        return None
    if before not in LEADING and not (chained or tokens[at].opens or house_follows(tokens, at + 2)):
        return None
    return unknown.Shape(
        at + 2, with_kind(f"{_capital(first)} {_capital(last)}", "", is_adjective=False), "person", 0.7
    )


def _lower_surname(tokens: list[Token], at: int, before: str, chained: bool) -> unknown.Shape | None:
    """«на шварца», «жукова 15»"""
    word = tokens[at].text
    is_strange = tokens[at].opens and not is_known(word) and word.endswith(("а", "я", "о")) and len(word) > 5
    if not (before in STRONG_LEADING or chained or house_follows(tokens, at + 1)):
        return None
    if not (is_plain_surname(word) or (is_strange and house_follows(tokens, at + 1))):  # «амундсена 50»
        return None
    return unknown.Shape(at + 1, with_kind(_capital(word), "", is_adjective=False), "genitive", 0.6)


def _lower_crossed(tokens: list[Token], at: int, before: str, chained: bool) -> unknown.Shape | None:
    """«на перекрестке краснополянской и дружбы»: the second name may be any word."""
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    is_last = after is None or after.kind != "word" or len(after.key) < 3
    crossing = any(one.key.startswith(("перекрест", "пересеч", "угол", "углу")) for one in tokens[max(at - 4, 0) : at])
    if not (crossing and chained and is_last) or not may_be(tokens[at].text, "NOUN", "gent"):
        return None
    return unknown.Shape(at + 1, with_kind(_capital(tokens[at].text), "", is_adjective=False), "genitive", 0.5)


def _lower_adjective(tokens: list[Token], at: int, before: str, chained: bool) -> unknown.Shape | None:
    """«на пермской яма»: an adjective that what follows does not agree with."""
    token, has_house = tokens[at], house_follows(tokens, at + 1)
    at_corner = before == "угол" or (at + 1 < len(tokens) and tokens[at + 1].key == "угол")
    is_led = at_corner or before in ("на", "по", "с") or before.startswith(("перекрест", "пересеч")) or chained
    if not (is_led or has_house) or not token.key.endswith(
        ("ская", "ской", "скую") if not (has_house or at_corner) else ("ая", "ой", "ую")
    ):
        return None
    readings = parses(token.text)
    if not readings or "ADJF" not in readings[0].grammemes:
        return None
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if (
        after is not None
        and after.kind == "word"
        and not has_house
        and (agree(token.text, after.text, before) or _is_oblique_noun(after.text))
    ):
        return None
    name = nominative_of(_capital(token.text), GENDERS["улица"])
    return unknown.Shape(at + 1, with_kind(name, "", is_adjective=True), "adjective", 0.5)


def _is_oblique_noun(word: str) -> bool:
    return may_be(word, "NOUN") and not may_be(word, "NOUN", "nomn")


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
