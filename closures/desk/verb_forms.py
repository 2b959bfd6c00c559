"""What may come with a verb."""

from closures.desk.event_form import words
from closures.desk.unusual import confirmed_codes
from closures.models.lists import Source
from roadmap.api.fields import Choice, MomentField, Parts, Whole


class ConfirmInput(Parts):
    """Without a moment: the phase began as planned. Without a source: a button in an office says so."""

    phase = Whole(required=False, min_value=1, max_value=1000)
    started_at = MomentField(required=False)
    ended_at = MomentField(required=False)
    source = Choice(Source.choices, required=False)
    comment = words(300)


class FinishInput(Parts):
    """Without a moment: now. Without a source: a button in an office says so."""

    ended_at = MomentField(required=False)
    source = Choice(Source.choices, required=False)
    comment = words(300)


class CommentInput(Parts):
    comment = words(300)


class NothingInput(Parts):
    pass


class UndoInput(Parts):
    clash_reason = words(300)


class PublishInput(CommentInput):
    confirmed = confirmed_codes()
    clash_reason = words(300)


class ReopenInput(PublishInput):
    planned_end = MomentField(required=False, allow_null=True)
