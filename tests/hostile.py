"""Texts that nobody writes, 100 KB of each kind. Another `seed` makes other words, of which no reading knows yet."""

import random
from collections.abc import Callable

LONG = 100_000
SYLLABLES = ["ка", "ло", "ми", "ре", "ту", "ва", "но", "си", "бор", "гра", "чев", "лин"]
ENDINGS = ["ская", "ского", "ова", "ину", "ев", "ых", "ое"]
NOTICED = ["улица", "Гоголя", "от", "до", "5", "12:00", "мая", "и", "на", "(", "»", "Объезд", "-", "/", ",", ".", "с"]
RUSSIAN = "абвгдежзийклмнопрстуфхцчшщыэюя"
REPEATED = {
    "one number": "1",
    "numbers": "1 ",
    "digits and dots": "12.05.",
    "dates": "12.05.2026 ",
    "dates in words": "с 12 мая по 15 июня ",
    "hours": "с 21:30 до 5:40 ",
    "weekdays": "по понедельникам и средам ",
    "open brackets": "(",
    "brackets with words": "(улица ",
    "quotes": "«",
    "quoted words": "«а» ",
    "commas": ", ",
    "and": "и ",
    "hyphens": "- ",
    "bound words": "слово-",
    "one letter": "а",
    "capital letters": "А ",
    "zero width": "а\u200b",
    "marks on a letter": "\u0316\u0301",
    "tags": "<b>",
    "open tags": '<a href="x',
    "tags with words": "<p>Улица Гоголя</p>",
    "entities": "&amp;",
    "houses by slashes": "1/2/3/",
    "houses in words": "дом 5, ",
    "signs of a number": "№ ",
    "crossings by slashes": "Гоголя/Мира/",
    "crossings in words": "на пересечении улиц Гоголя и Мира, ",
    "corners": "угол Гоголя и ",
    "a chain of streets": "Гоголя – Мира – ",
    "a list of streets": "улицы Гоголя, Мира, ",
    "detours": "объезд по улице Гоголя ",
    "ways round": "Объезд: Гоголя, Мира ",
    "emoji": "🚧 Улица 🚗 ",
    "flags": "🇷🇺",
    "mixed alphabets": "aсеоa ",
    "lines": "\n",
    "lines with words": "улица\n",
    "from to": "от до ",
    "stretches": "улица Гоголя от Мира до Герцена ",
    "bounds": "от Мира до Герцена ",
    "betweens": "между Мира и Герцена ",
    "shouted": "УЛИЦА ГОГОЛЯ ",
    "years": "50 лет Октября ",
    "stops": "остановка «Рынок», ",
    "routes": "автобус № 5, ",
    "cues": "перекрыта полоса, светофор не работает на ремонт ",
    "section": "улица Гоголя участок, ",
}


def texts(seed: int = 0) -> dict[str, str]:
    return {name: part * (LONG // len(part)) for name, part in REPEATED.items()} | {
        name: _joined(make, random.Random(f"{seed} {name}")) for name, make in OF_WORDS.items()
    }


def _joined(make: Callable[[random.Random], str], chance: random.Random) -> str:
    return "".join(make(chance) for _ in range(LONG // 10))


def _name(chance: random.Random) -> str:
    """A word that no dictionary has and that looks like a street's."""
    return "".join(chance.choice(SYLLABLES) for _ in range(3)).capitalize() + chance.choice(ENDINGS)


OF_WORDS: dict[str, Callable[[random.Random], str]] = {
    "names": lambda chance: f"{_name(chance)} ",
    "names with a comma": lambda chance: f"{_name(chance)}, ",
    "names with and": lambda chance: f"{_name(chance)} и ",
    "names with a preposition": lambda chance: f"на {_name(chance)} ",
    "names with a kind word": lambda chance: f"ул. {_name(chance)} ",
    "names among words": lambda chance: f"{_name(chance)} сегодня утром ",
    "names in lower case": lambda chance: f"и на {_name(chance).lower()} ",
    "names by hyphens": lambda chance: f"на {_name(chance)}-{_name(chance)} ",
    "names by lines": lambda chance: f"{_name(chance)}\n",
    "letters": lambda chance: chance.choice(f"{RUSSIAN}{RUSSIAN.upper()} .,-\n0123456789()«»/:"),
    "words of notices": lambda chance: f"{chance.choice(NOTICED)} ",
}
