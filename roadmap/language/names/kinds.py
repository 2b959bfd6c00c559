"""Kind words of streets as people write them: «ул.», «пр-та», «переулку» → the word of the name."""

from roadmap.language.tables import word_set
from roadmap.language.tokens import Token

# The word in the name, its gender, and every way to write it. A dot after an abbreviation is left out here.
KINDS = (
    ("улица", "femn", "ул улица улицы улице улицу улицей улицею улиц улицам улицами улицах улици"),
    (
        "проспект",
        "masc",
        "пр-т пр-кт пр-та пр-те пр-ту просп пркт прт проспект проспекта проспекту проспекте "
        "проспектом проспекты проспектов проспектам проспектах проспектами",
    ),
    (
        "переулок",
        "masc",
        "пер пер-к п-к переулок переулка переулку переулке переулком переулки переулков переулкам переулках переулками",
    ),
    (
        "проезд",
        "masc",
        "пр-д пр-да пр-ду пр-де прд проезд проезда проезду проезде проездом проезды проездов проездам проездах",
    ),
    (
        "бульвар",
        "masc",
        "б-р бул бульв б-ра б-ре бульвар бульвара бульвару бульваре бульваром бульвары бульваров бульварам бульварах",
    ),
    (
        "тракт",
        "masc",
        "тр-т тр-та тр-те тр-ту тракт тракта тракту тракте трактом тракты трактов трактам трактами трактах",
    ),
    ("шоссе", "neut", "ш шоссе"),
    ("площадь", "femn", "пл площадь площади площадью площадей площадям площадями площадях"),
    ("набережная", "femn", "наб набережная набережной набережную набережные набережных набережным набережными"),
    ("аллея", "femn", "аллея аллеи аллее аллею аллеей аллей аллеям"),
    ("тупик", "masc", "туп тупик тупика тупику тупике тупиком тупики тупиков тупикам"),
    ("линия", "femn", "линия линии линию линией линий линиям"),
    ("просека", "femn", "просека просеки просеке просеку"),
    ("дорога", "femn", "дорога дороги дороге дорогу дорогой"),
    ("автодорога", "femn", "автодорога автодороги автодороге автодорогу автодорогой а/д"),
    ("квартал", "masc", "квартал квартала квартале кварталу"),
    ("магистраль", "femn", "магистраль магистрали магистралью"),
    ("спуск", "masc", "спуск спуска спуску спуске спуском спуски спусков спускам спусках спусками"),
    ("взвоз", "masc", "взвоз взвоза взвозу взвозе"),
    ("съезд", "masc", ""),
)
HYPHENED = {"пр-т": "проспект", "пр-кт": "проспект", "пр-д": "проезд", "б-р": "бульвар", "тр-т": "тракт"}
CASE_TAILS = ("", "а", "у", "е", "ом", "ы", "ов")
GENDERS = {kind: gender for kind, gender, _ in KINDS}
SPELLINGS = {spelling: kind for kind, _, spellings in KINDS for spelling in spellings.split()}
SPELLINGS |= {short + tail: kind for short, kind in HYPHENED.items() for tail in CASE_TAILS}
SHORT = word_set(
    """
    ул пр-т пр-кт пр-та пр-те пр-ту просп пркт прт пер п-к пер-к пр-д пр-да пр-ду пр-де прд б-р бул
    бульв тр-т тр-та тр-те ш пл наб туп пр
    """
) | {short + tail for short in HYPHENED for tail in CASE_TAILS}
PLURALS = word_set(
    """
    улиц улицам улицами улицах улицы переулки переулков переулкам переулках переулками проспекты проспектов проспектам
    проспектах проезды проездов проездам проездах бульвары бульваров бульварам бульварах спуски спусков спускам спусках
    тракты трактов трактам трактами трактах бульварами проспектами проездами спусками площадями тупикам набережным
    тупики тупиков набережные набережных площадей площадям площадях аллеи аллей съезды съездов съездам съездах
    """
)
# Words that are more often a thing than part of a name: «дорога», «линия», «проезд закрыт», «квартал»
VAGUE = word_set("дорога автодорога линия просека квартал спуск магистраль проезд аллея")


def is_plural(spelling: str) -> bool:
    """«переулков», «улицам»: one kind word for several names."""
    return spelling in PLURALS


def kind_at(tokens: list[Token], at: int) -> tuple[str, int] | None:
    """The kind word that begins at a token, and the token after it (a dot of the abbreviation is passed over)."""
    if not 0 <= at < len(tokens) or tokens[at].kind != "word":
        return None
    key = tokens[at].key
    kind = SPELLINGS.get(key)
    if key == "пр":  # «пр.» is both a проспект and a проезд; the gazetteer decides, without it the bigger one
        kind = "проспект" if _is_dot(tokens, at + 1) or _is_capital(tokens, at + 1) or _is_typed(tokens, at) else None
    is_marked = _is_dot(tokens, at + 1) or _is_capital(tokens, at + 1)
    if key in ("ш", "пл", "наб", "бул", "туп") and not is_marked and not _is_of_many(tokens, at + 1):
        return None
    if kind is None or key == "ш" and _is_initial(tokens, at):
        return None
    if kind == "набережная" and at + 1 < len(tokens) and tokens[at + 1].key.startswith("челн"):
        return None  # the town of Naberezhnye Chelny
    return kind, at + 2 if key in SHORT and _is_dot(tokens, at + 1) else at + 1


def _is_of_many(tokens: list[Token], at: int) -> bool:
    """«ш космонавтов», «пл героев», all small"""
    return at < len(tokens) and len(tokens[at].key) > 5 and tokens[at].key.endswith(("ов", "ев"))


def _is_typed(tokens: list[Token], at: int) -> bool:
    """«пр гагарина»; «и пр» is «and so on»."""
    return at + 1 < len(tokens) and tokens[at + 1].kind == "word" and not (at and tokens[at - 1].key == "и")


def _is_initial(tokens: list[Token], at: int) -> bool:
    """«Ш. Усманова» is a person, «ш. Энтузиастов» a road."""
    return tokens[at].text == "Ш" and _is_dot(tokens, at + 1) and _is_capital(tokens, at + 2)


def _is_dot(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].key == "." and tokens[at].glued


def _is_capital(tokens: list[Token], at: int) -> bool:
    return at < len(tokens) and (tokens[at].is_capital or tokens[at].kind in ("number", "ordinal"))
