"""Phones, addresses of mail, links, accounts, plates of cars, flats: what is told from words by how it is written.

Each pattern takes a bounded number of letters from where it begins, so that the whole grows with the text.
"""

import re

PHONE, MAIL, LINK, NUMBER, FLAT = "[телефон]", "[почта]", "[ссылка]", "[номер]", "[квартира]"

# --- what stays ------------------------------------------------------------------------------------------------------

DAY, MONTH, YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:(?:19|20)\d\d|\d\d)"
HOUR = r"(?:[01]?\d|2[0-4])"
FULL_DATE = rf"(?:{DAY}\.{MONTH}\.(?:19|20)\d\d|(?:19|20)\d\d-{MONTH}-{DAY})(?![\d.]\d|\d)"
STAYS = re.compile(
    rf"((?<!\d)(?<!\d\.)(?:{FULL_DATE}|{DAY}\.{MONTH}\.{YEAR}(?!\.?\d)|{HOUR}[.:][0-5]\d(?!\.?\d)|{DAY}\.{MONTH}(?!\.?\d))"
    r"|(?<!\d)\d{1,3}(?:[ .]?\d{3}){1,4}(?:,\d{1,2})?\s?(?=(?:руб|тыс|млн|млрд|₽|р\.))"  # sums
    r"|\bГОСТ(?:\s?Р)?(?:\s?ИСО)?\s?\d+(?:\.\d+){0,4}(?:-\d{2,4})?)",
    re.IGNORECASE,
)

# --- phones ----------------------------------------------------------------------------------------------------------

DIGIT = r"[\dОоOo]"
CLOSE = r"[\s().–—\-\[\]_*|~·]{0,5}"  # between figures of one number, never between houses of a list
WIDE = r"[\s().–—\-\[\]_*|~·,/]{0,5}"
CODE = rf"(?<![\w+])(?:\+?[78]{WIDE})"
PARTS = rf"{DIGIT}{{3}}{WIDE}{DIGIT}{{2}}{WIDE}{DIGIT}{{2}}(?!\w)"
MOBILE = re.compile(rf"(?:{CODE}|(?<![\w+]))9{DIGIT}{{2}}(?:(?:{CLOSE}{DIGIT}){{7}}(?!\w)|{WIDE}{PARTS})")
OF_A_TOWN = re.compile(
    rf"{CODE}(?:\d{DIGIT}{{2}}{WIDE}{PARTS}|\d{DIGIT}{{3}}{WIDE}{DIGIT}{{2}}{WIDE}{DIGIT}{{2}}{WIDE}{DIGIT}{{2}}(?!\w))"
)
TOLD_PHONE = re.compile(
    r"(?<![а-яё])(?:тел(?:ефон\w{0,3})?|т\.|моб(?:ильн\w{2,3})?|сот(?:ов\w{2,3})?|(?:по|пере)?звони(?:те|ть)?|номер\w{0,2}"
    r"|в[ао]тсап\w?|вайбер\w?)(?:[\s.:]{0,3}(?:моего|мой|для связи|для справок|номер|телефона?|тел))?"
    rf"[\s.:№—–-]{{0,5}}(?!{FULL_DATE})\+?\(?(?=\d(?:{CLOSE}{DIGIT}){{3}})\d(?:{CLOSE}{DIGIT}){{3,14}}",
    re.IGNORECASE,
)
OF_SIX = re.compile(r"(?<![\d-])\d{2,3}[-–—]\d\d[-–—]\d\d(?![\d-])")
MANY_DIGITS = re.compile(rf"(?<![\d:])\+?\d(?:{CLOSE}\d){{9,14}}(?![\d:])")

# --- mail, links, accounts -------------------------------------------------------------------------------------------

DOT = r"(?:\s?[.,]\s?|\s?[(\[]\s?(?:dot|точка)\s?[)\]]\s?|\s(?:точка|dot)\s)"
IN_BRACKETS = r"(?:\s{0,2}[(\[{<«\"]\s?(?:@|at|эт|собака|собачка)\s?[)\]}>»\"]\s{0,2}|[_-]собака[_-])"
AT = rf"(?:@\s{{0,2}}|\s{{1,2}}@\s{{0,2}}(?=[\w-]{{1,63}}{DOT}\w)|{IN_BRACKETS})"
DOG = r"(?:\s?\b(?:собака|собачка)\b\s?|\sat\s)"
LOCAL = r"(?:(?<![\w.+-])[\w.+'-]{1,64}|[\"«“][^\"«»“”\n]{1,64}[\"»”])"
ZONE = rf"(?:(?:\.[\w-]{{1,40}}|{DOT}[a-z][a-z-]{{1,20}}\b){{0,4}})"
LATIN_LOCAL = r"(?<![\w.+-])[a-z0-9][a-z0-9_.+-]{0,63}"
DOG_MAIL = rf"{LATIN_LOCAL}{DOG}(?:[a-z0-9-]{{1,40}}{DOT})+(?:[a-z]{{2,10}}\b|ру\b)"
LETTER_MAIL = rf"{LATIN_LOCAL}\s?[(\[][aа][)\]]\s?[a-z0-9-]{{1,40}}\.[a-z]{{2,6}}"
SPACED_MAIL = rf"{LATIN_LOCAL}\s{{1,2}}@\s{{1,2}}[\w-]{{2,63}}"
HOSTS = r"(?:mail|gmail|yandex|rambler|inbox)\.(?:ru|com)\b"
HEARD_HOSTS = r"(?:мейл|майл|гмейл|жмейл|джимейл|яндекс|рамблер)"
HEARD_MAIL = rf"(?<![а-яё])[а-яё.]{{2,40}}\s(?:собака|собачка)\s{HEARD_HOSTS}\s?(?:точка\s|[.,]\s?)?(?:ру|ком)\b"
ACCOUNT = r"(?=[\w.]{0,40}[a-z_])[a-z0-9_.]{3,40}"
NETWORKS = (
    r"тг|tg|телеграмм?\w?|телега|telegram|вк|vk|вконтакте|контакт\w?|инст[аеу]?|дискорд\w?|discord|инстаграмм?\w?|insta(?:gram)?|одноклассник\w{1,2}"
    r"|ник(?:ом|нейм\w{0,2})?|nick|юзер\w{0,2}|логин\w{0,2}|аккаунт\w{0,2}|в[ао]тсап\w?|whatsapp|вайбер\w?|viber|скайп\w?|skype"
)
DOMAIN = r"(?<![\w.-])(?:[a-z0-9-]{1,40}\.){0,3}[a-z0-9-]{1,40}\s?\.\s?(?:[a-z]{2,6}|рф)\s?[/\\]\s?[^\s/]\S{0,300}"

# --- plates, births, accounts of money -------------------------------------------------------------------------------

PLATE = "АВЕКМНОРСТУХABEKMHOPCTYX"
ON_PLATES = f"[{PLATE}{PLATE.lower()}]"
REGION = r"(?:[\s|/-]{0,3}\d{2,3}(?!\d)(?:\s?(?:rus|рус|регион)\b)?)"
NO_PREPOSITION = "ЕКМНРТХекмнртхEKMHPTXekmhptx"
NO_MEASURE = r"(?!(?:км|мм|см|кв|тн|на|то|со|не|ст)(?![а-яё]))"  # «с 123 км»
PLATES = re.compile(
    rf"(?<!\w)(?:[{PLATE}][\s.-]?\d{{3}}[\s.-]?{NO_MEASURE}(?!К?М\b\s?\d*\s?м)[{PLATE}]{{2}}{REGION}?"
    rf"|{ON_PLATES}\d{{3}}{NO_MEASURE}{ON_PLATES}{{2}}{REGION}?"
    rf"|[{NO_PREPOSITION}][\s.-]?\d{{3}}[\s.-]?{NO_MEASURE}{ON_PLATES}{{2}}{REGION}?"
    rf"|(?=\w{{0,3}}\d)[{PLATE}][\dОO]{{3}}[{PLATE}]{{2}}{REGION}?"
    rf"|{ON_PLATES}\s?\d{{3}}\s?{ON_PLATES}{{2}}\s?\d{{2,3}}\s?(?:rus|рус|регион)"
    rf"|[{PLATE}]{{2}}\s?(?:\d{{4}}|\d{{3}}){REGION}|\d{{4}}\s?(?!КМ)[{PLATE}]{{2}}{REGION}"
    rf"|{ON_PLATES}{{2}}(?:\d{{4}}|\d{{3}})\s?\d{{2,3}}|\d{{4}}{NO_MEASURE}{ON_PLATES}{{2}}\d{{2,3}})(?!\w)"
)
TOLD_PLATE = re.compile(
    r"(?<![а-яё])(?:гос\.?\s?)?(?:г/н|г\.\s?н\.|номер\w{0,2}|знак\w{0,2}|машин\w{1,2}|авто(?:мобил\w{1,3})?|такси|прицеп\w?|мотоцикл\w?)"
    rf"[\s:.№-]{{0,3}}(?:{ON_PLATES}\s?\d{{3}}\s?{NO_MEASURE}{ON_PLATES}{{2}}|{ON_PLATES}{{2}}\s?\d{{3,4}}"
    rf"|\d{{4}}\s?{NO_MEASURE}{ON_PLATES}{{2}}){REGION}?(?!\w)",
    re.IGNORECASE,
)
MONTH_WORD = r"(?:янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек)[а-я]{0,6}"
BIRTHDAY = rf"(?:\d{{1,2}}[.\s/-]{{1,2}}(?:\d{{1,2}}|{MONTH_WORD})[.\s/-]{{1,2}}\d{{2,4}}|(?:19|20)\d\d)(?!\d)"
BIRTH = (
    rf"(?:(?<![а-яё])(?:род\.|рожд\.|родил(?:ся|ась)|рожд[её]н(?:а|ия)?|рождения|[дг]\.\s?р\.|д/р|др)[\s:—–-]{{0,4}}(?:в\s(?:[а-яё]{{3,8}}\s)?)?{BIRTHDAY}"
    rf"(?:\s?(?:г\.|года?))?|(?<!\d){BIRTHDAY}\s?(?:г\.\s?р\.|г/р|гр\b|(?:года?|г\.)\s?рожд\w{{1,6}}|рожд\.|д\.\s?р\.))"
)
TOLD_ACCOUNT = (
    r"(?<![а-яё])(?:лицев\w{2,3}(?:\sсч[её]т\w{0,2})?|л/сч?|лс|л\.\s?с\.|сч[её]т(?:а|у|чик\w?)?|паспорт\w{0,2}|полис\w?|снилс|инн|абонент\w{0,4})"
    r"[\s:.№-]{0,4}(?:серия|номер|№)?\s?\d{2,20}(?:[\s-]{1,2}(?:номер\s|№\s?)?\d{2,20}){0,5}(?<=\d\d\d\d)"
)

# --- flats -----------------------------------------------------------------------------------------------------------

FLAT_WORD = r"(?:кв(?:ю|-?\s?р[аеуы]|артир\w{0,3}|арт\.?)?|комнат\w{0,3}|комн?|апартамент\w{0,3}|apt)"
FLAT_SIGN = r"[\s.:_#№(«-]{0,5}(?:(?:под\s)?ном(?:\.|ер(?:ом)?)\s|n[o]?[\s.]{0,2}|но?\.\s?)?"
ONES = "один|два|три|четыре|пять|шесть|семь|восемь|девять"
IN_WORDS = rf"(?:(?:[а-яё]{{2,7}}(?:надцать|дцать|десят)|сорок|девяносто|сто|десять)(?:\s(?:{ONES}))?|{ONES})(?![а-яё])"
AND_MORE = rf"(?:\s?(?:и|или|-)\s?\d{{1,4}}(?!\d|\s{MONTH_WORD})){{0,5}}"
FLATS = (
    rf"(?<![а-яёa-z_]){FLAT_WORD}{FLAT_SIGN}(?:\d{{1,4}}(?!\d){AND_MORE}|(?<=\s){IN_WORDS})",
    r"/?\s?(?<!\d)\d{1,4}(?:-?(?:ая|ой|ую|й|я|ю))?\s?(?:квартир(?:а|е|у|ы|ой)|комнате|кв-?р[аеуы]"
    r"|кв(?!\.?\s?(?:м|км|см|дм|мет|кил|сант)[а-яё.²2]{0,12}(?![а-яё]))\.?)(?![\wа-яё-])",
    r"(?<![а-яё])[а-яё]{0,10}(?:перв|втор|трет|четв[её]рт|пят|шест|седьм|восьм|девят|десят|цат|сорок)(?:ая|ой|ую|ья|ьей|ью)"
    r"\sквартир(?:а|е|у|ы|ой)(?![а-яё])",
)

EVERYWHERE = (
    *(
        (MAIL, pattern)
        for pattern in (rf"{LOCAL}{AT}[\w-]{{2,63}}{ZONE}", DOG_MAIL, SPACED_MAIL, LETTER_MAIL, HEARD_MAIL)
    ),
    (MAIL, rf"(?<![\w.+-])[a-z0-9_.+-]{{1,40}}?[#*]?{HOSTS}"),
    (MAIL, r"(?<![а-яё])(?:почт[ауые]|e-?mail|мейл|мыло)[\s:—–-]{1,3}[a-z][\w.+-]{2,64}(?!\w)"),
    (LINK, r"(?:\bhttps?\s?:\s?/\s?/\s?|\b[a-z]{2,12}://|\bwww\.)\S{1,300}"),
    (LINK, r"(?<!\w)(?:vk|ok|t)\s(?:точка\s)?(?:com|ru|me)\s?[/\\]\s?\S{1,300}"),
    (LINK, DOMAIN),
    (LINK, r"(?<!\w)@\s?\w{2,40}"),
    (LINK, rf"(?<!\w)(?:{NETWORKS})[\s:—–/\\«\"-]{{0,4}}{ACCOUNT}"),
    (LINK, r"(?<!\w)(?:ник(?:ом)?|никнейм\w?|логин\w?)[\s:—–«\"-]{1,4}(?=\w{0,30}\d)(?=\d{0,30}[a-zа-яё])\w{3,40}"),
    (LINK, r"(?<!\w)id\s?\d{3,}"),
    (NUMBER, BIRTH),
    (NUMBER, TOLD_ACCOUNT),
    (NUMBER, PLATES),
    (NUMBER, TOLD_PLATE),
    (PHONE, MOBILE),
    (PHONE, OF_A_TOWN),
    (PHONE, TOLD_PHONE),
)
AMONG_WHAT_STAYS = ((PHONE, MANY_DIGITS), (PHONE, OF_SIX), (NUMBER, r"\d{6,}"), *((FLAT, one) for one in FLATS))


def _compiled(patterns: tuple) -> tuple:
    return tuple((what, re.compile(one, re.IGNORECASE) if isinstance(one, str) else one) for what, one in patterns)


EVERYWHERE, AMONG_WHAT_STAYS = _compiled(EVERYWHERE), _compiled(AMONG_WHAT_STAYS)


def without_numbers(text: str) -> str:
    """Of a cleaned text. Dates, hours, sums and standards are cut out before a row of figures is taken for a number."""
    text = _without(text, EVERYWHERE)
    pieces = STAYS.split(text)
    return "".join(piece if at % 2 else _without(piece, AMONG_WHAT_STAYS) for at, piece in enumerate(pieces))


def _without(text: str, patterns: tuple) -> str:
    for what, pattern in patterns:
        text = pattern.sub(f" {what}", text)
    return text
