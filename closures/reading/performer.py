"""Who does the works, and for whom, as a notice names them; who tells of it, roadmap.language.meaning.sender says."""

import re

from roadmap.language.tables import Row, compiled

FORMS = r"(?:АО|ООО|ПАО|ЗАО|МУП|МКУ|МБУ|ГУП|ГБУ|ИП)"
KINDS = r"(?:компани\w+|фирм\w+|предприяти\w+|организаци\w+)"
QUOTED = r"«(?:[^«»]|«[^»]{2,60}»){2,80}»"
NAME = (
    rf"(?P<name>(?:{FORMS} ?|(?:{KINDS} )?(?:{FORMS} ?)?)?{QUOTED}|{FORMS} [А-ЯЁ][а-яё-]+(?: [А-ЯЁ]\.(?: ?[А-ЯЁ]\.)?)?|"
    rf"(?!{FORMS}\b)[А-ЯЁ]{{3,8}}\b|[А-ЯЁ][а-яё]*(?:водоканал|канал|строй|теплосети|сети|энерго)\b|[Тт]епловик\w+)"
)
IS = rf"(?: работ)?(?: (?:выступает|является|назначен[ао]?))?(?: ?[:–—-])? ?(?:{KINDS} )?"
WAYS = (
    Row(
        "works by",
        r"(?i:работ|ремонт|перекладк|замен|асфальтировани|укладк)\w*[^.\n]{0,40}? "
        rf"(?:выполн|провод|вед|осуществ|дела|занима)\w+ (?:подрядная )?(?:{KINDS} )?{NAME}",
        ("Работы ведёт АО «Тёплый дом»", "ремонтом занимается ООО «Труба»"),
    ),
    Row(
        "performer",
        rf"(?i:(?<!суб)подрядчик\w*|подрядная организация|исполнител\w+|производител\w+ работ|силами){IS}{NAME}",
        ("Подрядчик — ООО «Дорога»", "исполнитель работ: МУП «Горсвет»"),
    ),
)
CLIENT = Row(
    "client", rf"(?i:заказчик\w*){IS}{NAME}", ("Заказчик — МКУ «Дороги»", "заказчиком работ является АО «Сети»")
)
PATTERNS = tuple(compiled(row.pattern) for row in WAYS)
OF_CLIENT = compiled(CLIENT.pattern)
Named = tuple[str, tuple[int, int]]


def read_performer(text: str) -> Named | None:
    """The name and where it stands."""
    return next(filter(None, (_named(pattern.search(text)) for pattern in PATTERNS)), None)


def read_client(text: str) -> Named | None:
    return _named(OF_CLIENT.search(text))


def _named(found: re.Match | None) -> Named | None:
    return (found["name"].strip(), found.span("name")) if found else None
