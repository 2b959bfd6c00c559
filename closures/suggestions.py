"""The second reader's verbs: a text is put down to be asked about, and a worker asks.

One row a text: whoever claims it asks. The request is counted before it is made, against the city's cap of the month.
"""

import logging
from datetime import datetime
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_noop as sentence

from closures.models import ReadingSuggestion, SecondReaderMonth
from closures.models.suggestion import digest_of
from closures.reading import read_notice
from closures.reading.asking import NoAnswer, Reply, ask, is_configured
from closures.reading.second import Refused, is_unsure, messages_of, schema_of, suggestion_of
from roadmap import broker
from roadmap.language.gazetteer import Gazetteer
from roadmap.language.masking import masked
from roadmap.language.text import clean
from roadmap.models import City
from roadmap.places.rows import gazetteer_for
from roadmap.said import Said

log = logging.getLogger(__name__)
State = ReadingSuggestion.State

MOST_AT_ONCE = 100
EXPIRES_S = 60  # the clock hands it over once more


def has_second_reader(city: City, *, is_message: bool = False) -> bool:
    """Where the installation names a model and the city gives it requests; for residents only if the city says so."""
    is_wanted = is_configured() and city.second_reader_requests_a_month > 0
    return is_wanted and (city.second_reader_reads_messages or not is_message)


@transaction.atomic
def ask_second_reader(
    text: str, published: datetime, city: City, *, at: datetime, is_message: bool = False
) -> ReadingSuggestion | None:
    """Puts it down for a worker, who asks about notices of which our own reader is unsure; None where the city has no
    such reader. The same text of the same day is asked once; one that got no answer is asked anew.

    Of messages the caller says which are unclear; they are kept and sent without what is personal.
    """
    if not has_second_reader(city, is_message=is_message):
        return None
    row, is_new = put_down(text, published, city, at=at, is_message=is_message)
    if is_new:
        transaction.on_commit(partial(hand_over, row.pk), robust=True)
    return row


def put_down(
    text: str, published: datetime, city: City, *, at: datetime, is_message: bool = False
) -> tuple[ReadingSuggestion, bool]:
    """The row of the text, and whether it waits anew."""
    text = masked(text, gazetteer_for(city)) if is_message else clean(text)
    digest = digest_of(text, published.astimezone(city.zone).date(), is_message=is_message)
    values = {"text": text, "published": published, "is_message": is_message, "created_at": at, "next_try_at": at}
    row, is_new = ReadingSuggestion.objects.get_or_create(city=city, digest=digest, defaults=values)
    return row, is_new or _renew(row, at)


def _renew(row: ReadingSuggestion, at: datetime) -> bool:
    unanswered = ReadingSuggestion.objects.filter(pk=row.pk, state=State.UNANSWERED)
    is_renewed = unanswered.update(state=State.WAITING, attempts=0, next_try_at=at) == 1
    row.refresh_from_db(fields=["state", "attempts", "next_try_at"])
    return is_renewed


def hand_over(pk: int) -> None:
    """Each may take its half minute: posts that come later overtake those that wait."""
    broker.hand_over("closures.tasks.ask_model", pk, expires_s=EXPIRES_S, priority=broker.AWAITED)


# --- what a worker does ----------------------------------------------------------------------------------------------


def answer(pk: int, at: datetime) -> None:
    """One attempt at one text, if it is due."""
    row = _claim(pk, at)
    if row is None:
        return  # another worker has it, or its time has not come
    gazetteer = gazetteer_for(row.city)
    if _is_needed(row, gazetteer) and _is_allowed(row, at):
        _ask(row, gazetteer, at)


@transaction.atomic
def _claim(pk: int, at: datetime) -> ReadingSuggestion | None:
    """The attempt is counted before it is made: what kills its process comes to an end, too."""
    due = ReadingSuggestion.objects.due(at).select_related("city")
    row = due.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
    if row is None:
        return None
    row.state, row.asked_at, row.attempts = State.ASKING, at, row.attempts + 1
    row.save(update_fields=["state", "asked_at", "attempts"])
    return row


def _is_needed(row: ReadingSuggestion, gazetteer: Gazetteer) -> bool:
    if row.is_message or is_unsure(read_notice(row.text, _local(row), gazetteer)):
        return True
    _end(row, State.NOT_NEEDED)
    return False


def _is_allowed(row: ReadingSuggestion, at: datetime) -> bool:
    """The city may have changed its mind since."""
    if not has_second_reader(row.city, is_message=row.is_message):
        _end(row, State.UNANSWERED, Said(sentence("The city has no second reader.")))
    elif not SecondReaderMonth.take(row.city, at):
        _end(row, State.UNANSWERED, Said(sentence("The city's requests of this month are used up.")))
    else:
        return True
    return False


def _ask(row: ReadingSuggestion, gazetteer: Gazetteer, at: datetime) -> None:
    published = _local(row)
    messages = messages_of(row.text, published, row.city.name, is_message=row.is_message)
    try:
        told = ask(messages, schema_of(is_message=row.is_message))
    except NoAnswer as error:
        _put_off(row, error, at)
        return
    try:
        found = suggestion_of(told.content, row.text, published, gazetteer, is_message=row.is_message)
    except Refused as error:
        _end(row, State.REFUSED, Said(error.sentence, error.values), **_as_told(told, at))
    else:
        _end(row, State.SUGGESTED, suggestion=found, **_as_told(told, at))


def _as_told(told: Reply, at: datetime) -> dict:
    return {"tokens": told.tokens, "answered_at": at}


def _put_off(row: ReadingSuggestion, error: NoAnswer, at: datetime) -> None:
    said = Said(error.sentence, error.values)
    told = error.sentence % error.values if error.values else error.sentence
    log.warning("The second reader gave no answer to text %s at attempt %d: %s", row.pk, row.attempts, told)
    if error.is_final or row.attempts >= row.MOST_ATTEMPTS:
        _end(row, State.UNANSWERED, said)
    else:
        _end(row, State.WAITING, said, next_try_at=at + error.rest * row.attempts)


def _end(row: ReadingSuggestion, state: str, said: Said | None = None, **values: object) -> None:
    """Only of its own attempt: another worker may have taken over from one that was thought dead."""
    mine = ReadingSuggestion.objects.filter(pk=row.pk, state=State.ASKING, attempts=row.attempts)
    mine.update(state=state, **(said or Said()).as_columns("reason"), **values)


def _local(row: ReadingSuggestion) -> datetime:
    return row.published.astimezone(row.city.zone).replace(tzinfo=None)


# --- what time does --------------------------------------------------------------------------------------------------


def look_after(at: datetime) -> None:
    """Hands over what waits, takes up what a dead worker left, and forgets what was kept long enough."""
    stuck = ReadingSuggestion.objects.stuck(at)
    left = Said(sentence("The worker that asked did not come back.")).as_columns("reason")
    stuck.filter(attempts__gte=ReadingSuggestion.MOST_ATTEMPTS).update(state=State.UNANSWERED, **left)
    stuck.update(state=State.WAITING, next_try_at=at)
    ReadingSuggestion.objects.kept_long_enough(at).delete()
    for pk in ReadingSuggestion.objects.due(at).order_by("next_try_at").values_list("pk", flat=True)[:MOST_AT_ONCE]:
        hand_over(pk)
