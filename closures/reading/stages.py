"""«1-й этап: …, 2-й этап: …»: the stages that a text numbers, each with the words behind its number."""

from dataclasses import dataclass, replace

from closures.reading.notice import Notice
from closures.reading.numbering import spans_of_stages
from roadmap.language.text import plain_in_place
from roadmap.language.times.windows import Window


@dataclass(frozen=True)
class ToldStage:
    """Of one stage the span of its words, the numbers of its places and its windows."""

    number: int
    span: tuple[int, int]
    places: tuple[int, ...]
    windows: tuple[Window, ...]

    @property
    def name(self) -> str:
        return f"{self.number}-й этап"


def stages_in(notice: Notice) -> list[ToldStage]:
    """In their order; empty where the text does not number two, or tells of no time of theirs.

    A stage that names no place of its own is where the text began, else where the stage before it was.
    """
    told = [_told(notice, number, span) for number, span in spans_of_stages(plain_in_place(notice.text))]
    if not any(one.windows for one in told):
        return []
    taken = {number for one in told for number in one.places}
    where = tuple(number for number in range(len(notice.affected)) if number not in taken)
    found = []
    for one in told:
        where = one.places or where
        found.append(replace(one, places=where))
    return found


def _told(notice: Notice, number: int, span: tuple[int, int]) -> ToldStage:
    places = (place for place, mention in enumerate(notice.affected) if _is_in(mention.start, span))
    windows = (window for window in notice.windows if _is_in(window.span[0], span) and window.span[1])
    return ToldStage(number, span, tuple(places), tuple(dict.fromkeys(replace(one, place_no=None) for one in windows)))


def _is_in(at: int, span: tuple[int, int]) -> bool:
    return span[0] <= at < span[1]
