"""One measured figure with its limit, and the table of them all."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Figure:
    """`bare` is what the limit was reckoned from, where it is not a constant; without a unit it is a count."""

    name: str
    ours: float
    limit: float
    unit: str = "ms"
    bare: float | None = None
    note: str = ""

    @property
    def ratio(self) -> float:
        """Of the limit; where nothing is allowed, how much there is."""
        return self.ours / self.limit if self.limit else self.ours

    @property
    def verdict(self) -> str:
        return "ok" if self.ours <= self.limit else "over"

    def as_dict(self) -> dict:
        figures = {key: round(value, 3) if isinstance(value, float) else value for key, value in asdict(self).items()}
        return {**figures, "ratio": round(self.ratio, 3), "verdict": self.verdict}


HEAD = ("measure", "ours", "bare", "limit", "ours/limit", "verdict", "of what")


def table(figures: Iterable[Figure]) -> str:
    rows = [HEAD, *map(_row, figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join(_line(row, widths) for row in rows)


def _row(figure: Figure) -> tuple[str, ...]:
    return (
        figure.name,
        _number(figure.ours, figure.unit),
        _number(figure.bare, figure.unit) if figure.bare is not None else "",
        _number(figure.limit, figure.unit),
        f"{figure.ratio:.2f}",
        figure.verdict,
        figure.note,
    )


def _number(value: float, unit: str) -> str:
    if not unit:
        return f"{value:.0f}"
    return f"{value:.2f} {unit}" if value < 100 else f"{value:.0f} {unit}"


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    """Numbers to the right, words to the left."""
    columns = enumerate(zip(row, widths, strict=True))
    return "  ".join(text.rjust(width) if 0 < at < 5 else text.ljust(width) for at, (text, width) in columns).rstrip()
