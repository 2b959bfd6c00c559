"""Who does the works, as a notice names him; who tells of it, roadmap.language.meaning.sender says."""

from roadmap.language.tables import Row, compiled

NAME = (
    r"(?P<name>(?:(?:АО|ООО|ПАО|ЗАО|МУП|МКУ|МБУ|ГУП|ГБУ|ИП|компани\w+|фирм\w+|предприяти\w+|организаци\w+) ?)?"
    r"(?:«[^»]{2,60}»|[А-ЯЁ]{3,8}\b|[А-ЯЁ][а-яё]*(?:водоканал|канал|строй|теплосети|сети|энерго)\b|[Тт]епловик\w+))"
)
WAYS = (
    Row(
        "works by",
        r"(?i:работы|ремонт|перекладку|замену|асфальтирование|укладку)[^.\n]{0,40}? "
        rf"(?:выполн|провод|вед|осуществ|дела)\w+ {NAME}",
        ("Работы ведёт АО «Тёплый дом»", "ремонт теплотрассы выполняет ООО «Труба»"),
    ),
    Row(
        "performer",
        r"(?i:подрядчик\w*|подрядная организация|исполнител\w+|производител\w+ работ|силами)"
        rf"(?: ?[:–—-])? ?{NAME}",
        ("Подрядчик — ООО «Дорога»", "исполнитель: МУП «Горсвет»"),
    ),
)
PATTERNS = tuple(compiled(row.pattern) for row in WAYS)


def read_performer(text: str) -> tuple[str, tuple[int, int]] | None:
    """The name and where it stands."""
    for pattern in PATTERNS:
        if found := pattern.search(text):
            return found["name"].strip(), found.span("name")
    return None
