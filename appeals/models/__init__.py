from .answer_draft import AnswerDraft
from .appeal import Appeal
from .calendar import CalendarDay
from .category import Category, RepairTerm, ResponsibilityRule, TermRule
from .change import AppealChange
from .follower import Follower
from .photo import AppealPhoto, PhotoUpload
from .question import AppealQuestion
from .violation import Violation

__all__ = [
    "AnswerDraft",
    "Appeal",
    "AppealChange",
    "AppealPhoto",
    "AppealQuestion",
    "CalendarDay",
    "Category",
    "Follower",
    "PhotoUpload",
    "RepairTerm",
    "ResponsibilityRule",
    "TermRule",
    "Violation",
]
