"""Who says so: the organisation that a notice names as its source."""

import re

ORGANISATION = (
    r"(?:МКУ|МБУ|ГБУ|МУП|АО|ПАО|ООО|МАУ|ГКУ)\s*«[^»]{2,60}»|[Дд]епартамент\w*(?:\s+[а-я]+){1,8}|[Уу]правлени\w+(?:\s+[а-я]+){1,6}|[Аа]дминистраци\w+(?:\s+[А-Яа-я]+){0,3}"
    r"|(?:У?ГИБДД|Госавтоинспекци\w+)(?:\s+(?:[А-Я][а-я]+\s+)?(?:области|края|республики))?|[Мм]эри\w+(?:\s+[А-Я][а-я]+)?|пресс-служб\w+(?:\s+\S+){1,5}|(?:Дептранс|Тюменьгортранс|ЦОДД|Водоканал|Росводоканал|Теплосети)\w*"
)
SENDER = (
    re.compile(
        rf"(?:сообщ\w+|сообщает|сообщили\s+в|рассказали\s+в|информиру\w+|уточнили\s+в|напомнили\s+в|по\s+(?:информации|данным|сообщению)|предупредил\w*(?:\s+в)?|уведомля\w+|пояснили\s+в)\s*:?\s*(?P<name>{ORGANISATION})"
    ),
    re.compile(rf"^\W*(?P<name>{ORGANISATION})\s+(?:сообща|информиру|предупрежда|уведомля|напомина|просит|извеща)"),
    re.compile(rf"(?:[Ии]сточник|[Ии]нформация)\s*:\s*(?P<name>{ORGANISATION})"),
)


def read_sender(text: str) -> tuple[str, tuple[int, int]] | None:
    for pattern in SENDER:
        found = pattern.search(text)
        if found:
            return found["name"].strip(), found.span("name")
    return None
