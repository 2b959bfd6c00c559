"""Where a body wants a second pair of eyes on what residents read: also on the small words, which wait for no draft."""

from appeals.models import Appeal
from appeals.workflow import MoveRefused
from closures.approval import is_approver
from roadmap.models import User


def may_tell(appeal: Appeal, by: User) -> bool:
    """Whether what they write goes to the sender of the message at once."""
    return not appeal.agency.answers_need_second_person or is_approver(by)


def check_may_tell(appeal: Appeal, by: User, refusal: str) -> None:
    """Raises MoveRefused."""
    if not may_tell(appeal, by):
        raise MoveRefused(refusal)
