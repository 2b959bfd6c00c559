"""A text as a row of tokens, each with its place in the text."""

import re
from dataclasses import dataclass

from roadmap.language.tables import stems, word_set
from roadmap.language.text import fold

MOST_TOKENS = 1_500  # a notice of the greatest length has some 900

# Words with a hyphen that are one word; any other hyphen joins two streets («Ленина-Кирова»)
PREFIXES = "|".join(
    stems("право лево ново старо мало больше верхне нижне средне северо южно западно восточно красно московско")
)
DOUBLES = (
    "мамина-сибиряка|салтыкова-щедрина|римского-корсакова|новикова-прибоя|бонч-бруевича|немировича-данченко|соловьева-седого|"
    "миклухо-маклая|героев-панфиловцев|склодовской-кюри|сухэ-батора|семенова-тян-шанского|сергеева-ценского|мусина-пушкина|"
    "голенищева-кутузова|муравьева-апостола|ростов-на-дону|хо-ши-мина|нур-султана|алма-атинск[а-я]{2,3}|улан-удэнск[а-я]{2,3}|"
    "станюковича-морского|чкалова-громова|антонова-овсеенко|лебедева-кумача|соловьева-седова|иван-озера|юго-западн[а-я]{2,3}|северо-западн[а-я]{2,3}"
)
TOKEN = re.compile(
    r"(?P<ordinal>\d{1,4}(?:-(?:го|му|ый|ий|ой|ая|ья|ое|ье|ти|ю|й|я|е|м|х)|го|му|ый|ой|ая|й|я)(?![А-Яа-яЁё\d]))"
    r"|(?P<number>\d+)"
    r"|(?P<word>(?:пр|б|тр|пер|п|р|м|наб)-(?:кт|т|д|р|к|н|я)(?:а|у|е|ом|ы|ов)?(?![А-Яа-яЁё])"
    r"|(?:" + PREFIXES + r")-[А-Яа-яЁё]{4,}|(?:" + DOUBLES + r")(?![А-Яа-яЁё])|[А-Яа-яЁёA-Za-z]+)"
    r"|(?P<mark>[^\s\w])"
    r"|(?P<line>\n)",
    re.IGNORECASE,
)
ABBREVIATIONS = word_set(
    """
    ул пр пер пл наб бул бульв просп ш тр им ост д дд дом корп стр зд вл кв г гор с п пос дер мкр обл р ак
    акад ген марш дм ал алекс вл ник ив мих бог конст серг вас макс юр фр степ т тыс млн руб м км кв ч
    час мин см др рис тел н в л св проф адм кап
    """
)


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    key: str  # lower case, «е» for «ё»; of an ordinal the number alone
    kind: str  # word, number, ordinal, mark, stop (end of a sentence), line
    start: int
    end: int
    glued: bool  # no space before
    opens: bool  # first of a sentence or line

    @property
    def is_capital(self) -> bool:
        return self.kind == "word" and self.text[0].isupper()

    @property
    def is_upper(self) -> bool:
        return len(self.text) > 1 and self.text.isupper()


def tokenize(text: str) -> list[Token]:
    """Tokens of a cleaned text, with ends of sentences told apart from the dots of abbreviations."""
    tokens: list[Token] = []
    opens, last_end = True, 0
    for found in TOKEN.finditer(text):
        kind, word = found.lastgroup, found.group()
        if kind == "mark":
            kind = _mark_kind(word, tokens, text, found.end())
        tokens.append(Token(word, _key(word, kind), kind, found.start(), found.end(), found.start() == last_end, opens))
        if len(tokens) >= MOST_TOKENS:
            break
        opens = kind in ("stop", "line") or (opens and kind == "mark")
        last_end = found.end()
    return tokens


def _key(word: str, kind: str) -> str:
    if kind == "ordinal":
        return re.match(r"\d+", word).group()
    if kind in ("mark", "stop"):
        return {"–": "-", "—": "-", "−": "-", "‑": "-", "•": "*", "·": "*", "▪": "*"}.get(word, word)
    return fold(word)


def _mark_kind(mark: str, before: list[Token], text: str, end: int) -> str:
    if mark in "!?;…":
        return "stop"
    if mark != "." or not before:
        return "mark"
    following = text[end : end + 3].lstrip()
    if text[end : end + 1].isalnum():
        return "mark"
    if following[:1].isdigit() and before[-1].key in ABBREVIATIONS:
        return "mark"
    if following[:1].islower() and (before[-1].kind != "word" or len(before[-1].key) < 3):
        return "mark"
    return "stop" if _ends_sentence(before) else "mark"


def _ends_sentence(before: list[Token]) -> bool:
    last = before[-1]
    if last.kind == "word" and (last.key in ABBREVIATIONS or len(last.key) == 1):
        return last.key in ("г", "ч", "м") and len(before) > 1 and before[-2].kind == "number"
    return True
