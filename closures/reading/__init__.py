"""A notice that somebody wrote, read; `pasted` makes drafts of road events of it. `read_notice`, `notice_label`."""

from closures.reading.labels import notice_label
from closures.reading.notice import Notice, read_notice

__all__ = ["Notice", "notice_label", "read_notice"]
