from .answer_draft import AnswerDraft
from .appeal import Appeal
from .calendar import CalendarDay
from .category import Category, RepairTerm, ResponsibilityRule, TermRule
from .category_question import CategoryQuestion
from .change import AppealChange
from .follower import Follower
from .photo import AppealPhoto, PhotoUpload
from .program_key import ProgramKey
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
    "CategoryQuestion",
    "Follower",
    "PhotoUpload",
    "ProgramKey",
    "RepairTerm",
    "ResponsibilityRule",
    "TermRule",
    "Violation",
]
