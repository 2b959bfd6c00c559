from .answer_draft import AnswerDraft
from .answer_template import AnswerTemplate
from .appeal import Appeal
from .calendar import CalendarDay
from .category import Category, RepairTerm, TermRule
from .category_question import CategoryQuestion
from .change import AppealChange
from .claim import WarrantyClaim
from .crew_report import CrewReport
from .desk_form import DeskForm
from .follower import Follower
from .network_message import NetworkMessage
from .note import InternalNote
from .photo import AppealPhoto, PhotoMask, PhotoUpload
from .program_key import ProgramKey
from .question import AppealQuestion
from .responsibility import ResponsibilityRule
from .saved_filter import SavedFilter
from .violation import Violation

__all__ = [
    "AnswerDraft",
    "AnswerTemplate",
    "Appeal",
    "AppealChange",
    "AppealPhoto",
    "AppealQuestion",
    "CalendarDay",
    "Category",
    "CategoryQuestion",
    "CrewReport",
    "DeskForm",
    "Follower",
    "InternalNote",
    "NetworkMessage",
    "PhotoMask",
    "PhotoUpload",
    "ProgramKey",
    "RepairTerm",
    "ResponsibilityRule",
    "SavedFilter",
    "TermRule",
    "Violation",
    "WarrantyClaim",
]
