from .change import RoadEventChange
from .clash import ClashCode, KnownClash
from .event import RoadEvent
from .held_step import HeldStep
from .notice import NoticeEntry, PastedNotice
from .phase import Phase, PhasePlace, SegmentSpan
from .proposal import ProposedChange
from .public_version import PublicVersion
from .scheduled import ScheduledPublication
from .story import Story, StoryLike, StoryTheme
from .street import SiteLink, SiteReport
from .subscription import DigestItem, Heard, Subscription
from .suggestion import ReadingSuggestion, SecondReaderMonth
from .template import EventTemplate
from .trip import Trip
from .way_round import DetourSpan
from .works_source import SourceItem, SourceRow, SourceRun, WorksSource

__all__ = [
    "ClashCode",
    "DetourSpan",
    "DigestItem",
    "EventTemplate",
    "Heard",
    "HeldStep",
    "KnownClash",
    "NoticeEntry",
    "PastedNotice",
    "Phase",
    "PhasePlace",
    "ProposedChange",
    "PublicVersion",
    "ReadingSuggestion",
    "RoadEvent",
    "RoadEventChange",
    "SecondReaderMonth",
    "ScheduledPublication",
    "SegmentSpan",
    "SiteLink",
    "SiteReport",
    "SourceItem",
    "SourceRow",
    "SourceRun",
    "Subscription",
    "Story",
    "StoryLike",
    "StoryTheme",
    "Trip",
    "WorksSource",
]
