from .appeal import Appeal
from .calendar import CalendarDay
from .category import Category, ResponsibilityRule, TermRule
from .change import AppealChange
from .photo import AppealPhoto, PhotoUpload

__all__ = [
    "Appeal",
    "AppealChange",
    "AppealPhoto",
    "CalendarDay",
    "Category",
    "PhotoUpload",
    "ResponsibilityRule",
    "TermRule",
]
