"""A notice that somebody wrote → drafts of road events. `read_notice`, `drafts_of`, `notice_label`."""

from closures.reading.labels import notice_label
from closures.reading.notice import Draft, Notice, drafts_of, read_notice

__all__ = ["Draft", "Notice", "drafts_of", "notice_label", "read_notice"]
