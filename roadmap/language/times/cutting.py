"""A text cut into its parts about time, each with its days and with what is said of it: does the road open or shut
then, or is it a term that held before?"""

import re
from datetime import date

from roadmap.language.times.constituents import GRAMMAR, Part
from roadmap.language.times.moments import same_year
from roadmap.language.times.settling import settle
from roadmap.language.times.words import Item, scan

OPENING = re.compile(
    r"откро|открыт[оаыь]?\b|открыли|открыва|\bверн[её]тся|\bвернут|пустят|восстанов|возобнов|снимут|сня(?:ть|ли|т)|включ|проехать\s+можно|можно\s+будет\s+проехать|возврат|законч|заверш(?:ат|ит)|починят|отремонтируют|доделают|устранят"
)

CLOSING = re.compile(
    r"закро|закры|перекр|огранич|запре|прекрат|прекращ|приостан|сузят|отключ|действу|сохран|продл|работ|ремонт"
)

DATED = ("date", "word_date", "full_date", "short_date")
MOST_PARTS = 120  # more dates than any notice has: the rest is not read

FORMER = re.compile(
    r"не\s+(?:откро|снимут|законч|заверш)\w*|(?<!по-)прежн\w+|ранее|изначально|первоначально|\bвместо\b|планировал\w*|долж(?:ен|на|но|ны)\s+был\w*|собирались|обеща(?:ли|лось)\s+(?:\S+\s+)?(?:откр|законч|заверш|верн)\w*|\bне\s+$|\bа\s+не\b"
)
NEW_MOMENT = re.compile(r"^\W*[—–-]|\b(?:а|но|еще)\b|откро|продл|перенес|сдвин|теперь|\bнов\w+\s+срок")

SENTENCE = re.compile(
    r"(?<=[!?;\n])|(?<=\.)(?<!\bул\.)(?<!\bпр\.)(?<!\bпер\.)(?<!\bг\.)(?<!\bд\.)(?<!\bим\.)(?<!\bпл\.)(?<!\bост\.)(?<!\bч\.)(?<!\bвл\.)(?<!\b[А-ЯЁ]\.)(?=\s+[А-ЯЁA-Z«\d•])"
)


class Cutter:
    """One text; `folded` is it in lower case with the places masked."""

    def __init__(self, text: str, folded: str, today: date, is_reopening: bool):
        self.text, self.folded, self.today, self.is_reopening = text, folded, today, is_reopening
        self.questions: list[str] = []

    def parts(self) -> list[Part]:
        parts: list[Part] = []
        offset, said = 0, None
        for number, sentence in enumerate(SENTENCE.split(self.text)):
            piece = self.folded[offset : offset + len(sentence)]
            items = settle(scan(piece, self.today), self.today, said)
            said = next((item.day for item in reversed(items) if item.name in DATED), said)
            for item in items:
                item.start, item.end = item.start + offset, item.end + offset
            parts += self._cut(items, number)
            offset += len(sentence)
            if len(parts) > MOST_PARTS:
                break
        parts = parts[:MOST_PARTS]
        self._mark_openings(parts)
        return parts

    def _cut(self, items: list[Item], sentence: int) -> list[Part]:
        shape = "".join(item.letter for item in items)
        parts, at = [], 0
        while at < len(shape):
            if shape[at] in "wo,":
                at += 1
                continue
            for name, pattern in GRAMMAR:
                found = pattern.match(shape, at)
                if found:
                    chosen = items[at : found.end()]
                    parts.append(Part(name, chosen[0].start, chosen[-1].end, items=chosen, sentence=sentence))
                    at = found.end()
                    break
            else:
                at += 1
        for part in parts:
            self._date(part)
        return parts

    def _date(self, part: Part) -> None:
        """Dates of the constituent: a weekday beside a date is checked against it, a lone one is resolved."""
        days: list[Item] = []
        for item in part.items:
            if item.letter == "D":
                days.append(item)
        for before, after in zip(part.items, part.items[1:], strict=False):
            pair = {before.letter: before, after.letter: after}
            if "W" in pair and "D" in pair:
                self._check_weekday(pair["W"], pair["D"])
        for before, comma, after in zip(part.items, part.items[1:], part.items[2:], strict=False):
            if comma.letter == "," and {before.letter, after.letter} == {"W", "D"}:
                self._check_weekday(
                    before if before.letter == "W" else after, before if before.letter == "D" else after
                )
        part.days = [item.day for item in days]
        if len(days) > 1 and not days[0].has_year and days[-1].has_year and part.name != "days":
            part.days = same_year(part.days)

    def _check_weekday(self, weekday: Item, day: Item) -> None:
        if weekday.weekday is not None and day.day and day.day.weekday() != weekday.weekday:
            said = self.text[weekday.start : weekday.end]
            self.questions.append(f"{said} ≠ {day.day:%d.%m.%Y}")

    def _mark_openings(self, parts: list[Part]) -> None:
        """Is the verb nearest to a constituent one of opening? The words before it count first, then those after."""
        for number, part in enumerate(parts):
            previous = parts[number - 1] if number and parts[number - 1].sentence == part.sentence else None
            following = (
                parts[number + 1] if number + 1 < len(parts) and parts[number + 1].sentence == part.sentence else None
            )
            before = self.folded[previous.end if previous else self.sentence_start(part.start) : part.start]
            after = self.folded[part.end : following.start if following else self.sentence_end(part.end)]
            if self.is_reopening:
                before, after = before.rsplit(",", 1)[-1], after.split(",", 1)[0]
            verbs = [(found.start(), True) for found in OPENING.finditer(before)] + [
                (found.start(), False) for found in CLOSING.finditer(before)
            ]
            if not verbs:
                verbs = [(-found.start(), True) for found in OPENING.finditer(after)] + [
                    (-found.start(), False) for found in CLOSING.finditer(after)
                ]
            part.opens = bool(verbs) and max(verbs)[1]
            if previous is not None and re.fullmatch(r"\W*а\W*(?:до|с)?\W*", before):
                part.opens = previous.opens  # «откроют не сегодня, а 30 октября»
            if re.match(r"\W*[—–-]\s*(?:открыти|включ|снят|возобнов)", after):
                part.opens = True  # «24 июля в 5:00 — открытие»

    def former(self, parts: list[Part]) -> list[Part]:
        """The parts that tell of a term before this one."""
        former: list[Part] = []
        for number, part in enumerate(parts):
            if self._is_former(part, parts[number - 1] if number else None, former):
                former.append(part)
        return former

    def _is_former(self, part: Part, previous: Part | None, former: list[Part]) -> bool:
        """«прежний срок — до 15 июня», «ранее планировали открыть 5 сентября»; «вместо 5 июня откроют 19-го»."""
        if previous is not None and previous in former and previous.sentence == part.sentence:
            return NEW_MOMENT.search(self.folded[previous.end : part.start]) is None
        before = self.folded[self.sentence_start(part.start) : part.start]
        clause = before.rsplit(",", 1)[-1]
        return FORMER.search(before[-70:] if not FORMER.search(clause) else clause) is not None

    def sentence_start(self, at: int) -> int:
        return max(self.text.rfind(mark, 0, at) for mark in ".!?;\n") + 1

    def sentence_end(self, at: int) -> int:
        ends = [self.text.find(mark, at) for mark in (". ", "!", "?", ";", "\n")]
        return min((end for end in ends if end >= 0), default=len(self.text))
