"""Which part of a text says what is shut, which the way round, and which only mentions a street."""

from roadmap.language.mentions.units import Unit
from roadmap.language.tables import stems

AFFECTED, DETOUR, CONTEXT = "affected", "detour", "context"
# Affected only where nothing else is: a street under repair («идёт ремонт 2-й Окружной»), a place where a pipe broke
WORKS, CAUSE = "works", "cause"

# Words after which streets are a way round by themselves…
AROUND = ("объезд", "объех", "объезж", "объед", "альтернатив", "перенаправ", "переориентир", "взамен")
# …and words that mean it only with «по», «через» or a colon after them, and without a «не» before
MOVING = stems(
    """
    поедут поедет пойдут пойдет направля направят направили направлены следова следуют следует пустят
    пустили пущен пользуйтесь воспольз пользова ехать едут проехать проезжать проезжайте двигат
    двигаться движут добира добрат курсир крутимся крутиться проследу поезжайте пускают отправ выбира
    поехать езжайте ездить ездим ходить ходят идут маршрут маршруту осуществлят организу организован
    прокладыв выруч едем поезжай
    """
)
TAKEN = ("пользуйтесь", "воспольз", "пользова", "выбира", "выруч")  # the street follows at once
NEGATIONS = ("не", "нельзя", "невозможно", "запрещено", "запретят", "запрещен", "запрещается", "ни")
AGAIN = ("снова", "вновь", "опять")  # «снова ездить через…»: no way round, but the place itself
WORK_STEMS = ("ремонт", "капремонт", "реконструкц", "строительств", "благоустройств", "обновлени")
FORMER = ("прежнее", "прежняя", "прежний участок", "прежде")
TRANSPORT = ("автобус", "такси", "маршрутк", "троллейбус", "трамва", "транспорт", "транзит", "грузовик")
STOPS = ("пассажир", "посадк", "высадк")
MOVED = stems(
    """
    временн перенес перенос отмен исключ сделают организуют
    """
)
CAUSES = stems(
    """
    утечк прорыв порыв авари провал повреждени прорвало обруш дефект
    """
)
SHUTTING = stems(
    """
    перекр закр огранич прекра запре сузи сузя сужен нельзя отключ
    """
)
RACES = ("стартует", "стартуют", "финиш")
REACH = 7  # how far after the word its «по» may stand


def roles_of(units: list[Unit]) -> list[str]:
    """A role for every unit; that of a street is what counts."""
    roles: list[str] = []
    carried = False
    cut = sentences(units)
    shut = [_says(sentence, SHUTTING) and any(unit.letter == "S" for unit in sentence) for sentence in cut]
    last_shut = max((number for number, is_shut in enumerate(shut) if is_shut), default=-1)
    for number, sentence in enumerate(cut):
        role = DETOUR if carried and any(unit.letter == "S" for unit in sentence) else AFFECTED
        found = _roles_in(sentence, role)
        if number < last_shut and not shut[number] and _says(sentence, CAUSES):
            found = [
                CAUSE if one in (AFFECTED, WORKS) else one for one in found
            ]  # what broke is told before what is shut
        roles += found
        if any(unit.letter == "S" for unit in sentence) or _says(sentence, AROUND):
            carried = (
                _is_header(sentence)
                and (found[-1] == DETOUR or _says(sentence, AROUND))
                or (carried and _is_item(sentence))
            )
    return roles


def sentences(units: list[Unit]) -> list[list[Unit]]:
    """Units cut after every full stop and line."""
    cut: list[list[Unit]] = [[]]
    for unit in units:
        cut[-1].append(unit)
        if unit.letter in ".n" and unit.key != "*":
            cut.append([])
    return [sentence for sentence in cut if sentence]


def _roles_in(sentence: list[Unit], role: str) -> list[str]:
    if role == AFFECTED and _says(sentence, FORMER):
        return [CONTEXT] * len(sentence)
    if (
        role == AFFECTED
        and sentence[0].letter != "S"
        and _is_about_stops(sentence)
        and not _says(sentence, SHUTTING + AROUND + MOVING[:9])
    ):
        return [CONTEXT] * len(sentence)
    roles, bypassing, race = [], False, 0
    for at, unit in enumerate(sentence):
        if unit.letter in "wVN9" and role != DETOUR:
            if unit.key.startswith(AROUND):
                bypassing = _takes_street(sentence, at)
                role = role if bypassing else DETOUR
            elif unit.key.startswith(MOVING) and _leads_on(sentence, at):
                role = DETOUR
        elif (
            role == AFFECTED
            and unit.letter == "-"
            and _is_about_buses(sentence[:at])
            and _key(sentence, at + 1) == "по"
        ):
            role = DETOUR  # «Автобусы и такси — по Малышева»
        elif bypassing and (unit.key in ("по", "через") or unit.letter == ":"):
            role, bypassing = DETOUR, False
        race = 8 if unit.key.startswith(RACES) else 0 if unit.letter in ",:(" else max(race - 1, 0)
        if race and unit.letter == "S" and role == AFFECTED and _key(sentence, at - 1) in ("от", "у", "с", "возле"):
            roles.append(CONTEXT)  # «полумарафон стартует от Цветного бульвара»
            continue
        is_works = unit.letter in "SB" and role == AFFECTED and at and sentence[at - 1].key.startswith(WORK_STEMS)
        roles.append(WORKS if is_works else role)
    return roles


def _key(sentence: list[Unit], at: int) -> str:
    return sentence[at].key if at < len(sentence) else ""


def _is_about_buses(words: list[Unit]) -> bool:
    return _says(words, TRANSPORT) and not _says(words, SHUTTING)


def _is_about_stops(sentence: list[Unit]) -> bool:
    """Where buses stop for a while is no place that is shut."""
    return _says(sentence, STOPS) or (_says(sentence, ("остановк",)) and _says(sentence, MOVED))


def _takes_street(sentence: list[Unit], at: int) -> bool:
    """«объезжают Пархоменко», «в объезд перекрытого участка на…»: the street is what one drives around."""
    if at + 1 >= len(sentence):
        return False
    after = sentence[at + 1]
    word = sentence[at].key
    if word.startswith("объезд") and after.letter == "S" and not (at and sentence[at - 1].key == "в"):
        return False  # «объезд Ямская – Полевая»
    return after.letter in "SQX" or after.key.startswith(
        ("перекрыт", "закрыт", "ремонтируем", "этого", "этот", "места", "аварийн")
    )


def _leads_on(sentence: list[Unit], at: int) -> bool:
    if any(unit.key in NEGATIONS + AGAIN for unit in sentence[max(at - 3, 0) : at]):
        return False
    word = sentence[at].key
    for further in range(at + 1, min(at + REACH + 1, len(sentence))):
        unit = sentence[further]
        if unit.key in NEGATIONS:
            return False
        if unit.letter == "S" and not word.startswith(TAKEN):
            return False
        if unit.letter == "S" and word.startswith(TAKEN):
            return True
        if unit.key in ("по", "через") or unit.letter == ":":
            return any(one.letter == "S" for one in sentence[further + 1 : further + 4])
    return False


def _says(sentence: list[Unit], stems: tuple[str, ...]) -> bool:
    return any(unit.letter in "wVL9" and unit.tokens[0].key.startswith(stems) for unit in sentence)


def _is_header(sentence: list[Unit]) -> bool:
    """«Схемы объезда:» and then a list of lines."""
    words = [unit for unit in sentence if unit.letter not in "n."]
    return bool(words) and words[-1].letter == ":"


def _is_item(sentence: list[Unit]) -> bool:
    return any(unit.letter == "S" for unit in sentence) and (sentence[0].letter in "-n9~S" or sentence[0].key == "*")
