"""Text → the windows of time that it tells, as local wall-clock times."""

from roadmap.language.times.reading import Times, read_times
from roadmap.language.times.windows import Window

__all__ = ["Times", "Window", "read_times"]
