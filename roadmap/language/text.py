"""A text as it was typed → as it is read. The one place where letters are folded.

Three steps build on each other:

- `seen`: composed letters, nothing invisible. What the eye cannot tell apart is the same.
- `clean_name` (what is stored of a name) and `clean` (a text that is read) are that and what belongs to each.
- `plain`, `fold`, `alike`: what is compared, never stored or shown. SQL (`roadmap/letters.py`) and the browser
  (`letters.js`) compare as `alike` does, which a test holds.
"""

import html
import re
import unicodedata
from functools import lru_cache

LONGEST_TEXT = 4_500  # a notice of Telegram holds 4,096 characters; what is longer is read from its beginning
LONGEST_NAME = 200

# In print these Latin letters cannot be told from Russian ones, and five more are typed for them.
LOOK_ALIKES = str.maketrans("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху")
AS_TYPED = LOOK_ALIKES | str.maketrans("kmhtb", "кмнтв")
_RUSSIAN = "А-Яа-яЁё"
_PRINTED, _TYPED = ("".join(map(chr, table)) for table in (LOOK_ALIKES, AS_TYPED))
_MIXED = rf"\b(?=\w*[A-Za-z])(?=\w*[{_RUSSIAN}])[{_RUSSIAN}%s\d]+\b"
MIXED_PRINTED, MIXED_TYPED = re.compile(_MIXED % _PRINTED), re.compile(_MIXED % _TYPED)
# A word of which every letter could be Russian; parts of addresses and road numbers («A-108») are none
LATIN_THROUGHOUT = re.compile(rf"(?<![\w@/:.#&=-])[{_PRINTED}]+(?![\w@/:#&=-]|\.\w)")
LETTERS = {"russian": re.compile(f"[{_RUSSIAN}]"), "latin": re.compile("[A-Za-z]")}

# Format characters, fillers and variation selectors: nobody sees them, computers do.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180e"
    "\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
JOINERS = re.compile("[\u200c\u200d]")
SPELT_WITH_JOINERS = re.compile("[\u0600-\u08ff\u0900-\u0dff\u1780-\u17ff]")  # Arabic, Indic, Khmer
HYPHENS = {0x2010: "-", 0x2011: "-"}
# More marks on a letter than any script has: to put them in order takes the square of their number
MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
MANY_MARKS = re.compile(rf"([{MARKS}]{{8}})[{MARKS}]+")
STRESS = re.compile("(?<=[\u0400-\u04ff])[\u0300\u0301]+")

# Of texts
SPACES = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000\ud800-\udfff]")
LINES = re.compile("\r\n?|[\u2028\u2029]")
RUNS = re.compile(r"([^\w ])\1{3,}")
LINE = re.compile("[^\n]+")
SHOUTED_FROM = 15  # letters of a line; shorter ones may be abbreviations
SHOUTED_SHARE = 0.8
# Words that are never written with a capital inside a sentence: a day's month is no street's name
SMALL = {
    word.upper(): word
    for word in [
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
        "от",
        "до",
        "на",
        "по",
        "из",
        "за",
        "во",
        "со",
        "для",
        "при",
        "под",
        "над",
        "между",
        "из-за",
        "или",
        "также",
        "не",
        "будет",
        "закрыта",
        "закрыт",
        "закрыто",
        "ремонт",
        "утра",
        "вечера",
        "ночи",
        "часов",
        "часа",
        "минут",
        "года",
        "завтра",
        "сегодня",
        "понедельника",
        "вторника",
        "среды",
        "четверга",
        "пятницы",
        "субботы",
        "воскресенья",
    ]
}
CAPITALS = re.compile(r"\b(?=[А-ЯЁ]*[АЕЁИОУЫЭЮЯ])[А-ЯЁ]{2,}\b")  # «ВЛКСМ» has no vowel and stays
BLANKS = re.compile("[ \t]{2,}")
KEYCAP = "\u20e3"
COMPATIBLE = re.compile("[\uff01-\uff5e\U0001d400-\U0001d7ff]+")  # full-width and mathematical letters and figures
ONE_SIGN = str.maketrans(
    {"∶": ":", "꞉": ":", "−": "–", "‒": "–", "―": "—", "‟": '"', "❝": '"', "❞": '"', "ë": "ё", "Ë": "Ё", KEYCAP: None}
)
ENTITY = re.compile(r"&(?:[A-Za-z]{2,8}|#\d{2,6}|#[xX][0-9a-fA-F]{2,5});")
LINE_TAG = re.compile(r"<(?:br|/p|/div|/li|/tr|/h\d)\b[^<>]{0,100}>", re.IGNORECASE)
INLINE_TAG = re.compile(r"</?(?:a|b|i|u|s|em|strong|span|font|mark|small|del|ins)\b[^<>]{0,300}>", re.IGNORECASE)
TAG = re.compile(r"</?[A-Za-z][^<>]{0,300}>")
MOST_WRAPPINGS = 3

# Of comparisons: dashes are one, quotes are none
DASHES, QUOTES = "‐‑‒–—―−", '«»“”„‟"‹›'
_COMPARED = str.maketrans(DASHES, "-" * len(DASHES), QUOTES)


# --- what the eye cannot tell apart ----------------------------------------------------------------------------------


def seen(text: str) -> str:
    """Letters in one piece (NFC), no soft hyphens, zero-width and direction marks, one hyphen.

    The joiners stay in scripts that are spelt with them.
    """
    if text.isascii():
        return text
    text = INVISIBLE.sub("", unicodedata.normalize("NFC", text).translate(HYPHENS))
    return text if SPELT_WITH_JOINERS.search(text) else JOINERS.sub("", text)


def one_alphabet(text: str, *, typed: bool = False) -> str:
    """«Cоветская» with a Latin C is «Советская»: a Russian word whose Latin letters all look Russian.

    `typed`: also where they look so only as capitals, as they are typed: «кm», «зaкpытa».
    """
    if text.isascii():
        return text
    mixed, table = (MIXED_TYPED, AS_TYPED) if typed else (MIXED_PRINTED, LOOK_ALIKES)
    return mixed.sub(lambda found: found[0].translate(table), text)


# --- what is stored of a name ----------------------------------------------------------------------------------------


def clean_name(text: str, longest: int = LONGEST_NAME) -> str:
    """As the eye reads it: composed letters (NFC), one alphabet a word, nothing invisible, single spaces.

    Without control characters and halves of letters, which PostgreSQL refuses. Reads no more than it needs of a text
    of megabytes. What it gives is stored, and streets are known by it: another outcome would be another street.
    """
    return _cleaned(text[: 10 * longest], longest)


@lru_cache(maxsize=4096)
def _cleaned(text: str, longest: int) -> str:
    """Most values come again and again: «yes», «residential», a street's name on each of its ways."""
    text = one_alphabet(seen(text))
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(letter) in {"Cc", "Cs"} else letter for letter in text)
    return " ".join(text.split())[:longest].strip()


# --- a text that is read ---------------------------------------------------------------------------------------------


def clean(text: str) -> str:
    """The text as it is read, of bounded length: as it is seen, without mark-up, stress, keycaps, lines of dashes
    and rows of spaces.

    Places of mentions and times are counted in what this gives.
    """
    text = LINE.sub(_not_shouted, _readable(text)[:LONGEST_TEXT])
    return BLANKS.sub(" ", RUNS.sub(r"\1 ", text))


def cut_label(text: str) -> dict:
    """What is told of a text that is longer than what is read of it."""
    is_cut = len(text) > 2 * LONGEST_TEXT or len(text) > LONGEST_TEXT < len(_readable(text))
    return {"cut_at": LONGEST_TEXT} if is_cut else {}


def _readable(text: str) -> str:
    text = LINES.sub("\n", _without_markup(str(text or "")[: 2 * LONGEST_TEXT]))
    text = seen(STRESS.sub("", MANY_MARKS.sub(r"\1", SPACES.sub(" ", text))))
    text = COMPATIBLE.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text).translate(ONE_SIGN)
    return _in_russian(text)


def _without_markup(text: str) -> str:
    """HTML of forms and networks: «&nbsp;», «<br>», also where it was written twice («&amp;nbsp;»)."""
    for _time in range(MOST_WRAPPINGS):
        before, text = text, ENTITY.sub(lambda found: html.unescape(found[0]), text) if "&" in text else text
        text = TAG.sub(" ", INLINE_TAG.sub("", LINE_TAG.sub("\n", text))) if "<" in text else text
        if text == before:
            break
    return text


def _in_russian(text: str) -> str:
    """Latin look-alikes inside Russian words, and in a Russian text whole words of them: «C 9 часов», «HA улице»."""
    text = one_alphabet(text, typed=True)
    if len(LETTERS["russian"].findall(text)) <= len(LETTERS["latin"].findall(text)):
        return text
    return LATIN_THROUGHOUT.sub(lambda found: found[0].translate(LOOK_ALIKES), text)


def _not_shouted(line: re.Match) -> str:
    """A line all in capitals says no more of names by them: «МАЙСКАЯ УЛИЦА» → «Майская Улица»."""
    letters = LETTERS["russian"].findall(line[0])
    if len(letters) < SHOUTED_FROM or sum(map(str.isupper, letters)) < SHOUTED_SHARE * len(letters):
        return line[0]
    return CAPITALS.sub(lambda word: SMALL.get(word[0], word[0].capitalize()), line[0])


# --- what is compared ------------------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """Without case, «е» for «ё»: the form in which words are compared."""
    return text.lower().replace("ё", "е")


def plain_in_place(text: str) -> str:
    """The same letter for letter, so that places in the text stay: a few letters are two in lower case."""
    folded = plain(text)
    return folded if len(folded) == len(text) else "".join(plain(letter)[:1] for letter in text)


def fold(word: str) -> str:
    """`plain` of a cleaned word or name, Latin look-alikes inside Russian words taken for Russian; of its length."""
    return plain_in_place(one_alphabet(word, typed=True))


@lru_cache(maxsize=20_000)
def alike(name: str) -> str:
    """The form in which whole names are compared, however they were typed: also dashes are one, and quotes none."""
    return " ".join(fold(STRESS.sub("", clean_name(name))).translate(_COMPARED).split())
