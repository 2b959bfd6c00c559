"""Promised moments that have passed, found by the clock and kept as rows: who had the message then."""

from datetime import datetime

from django.db import connection

from appeals.models.violation import Kind
from appeals.workflow import OPEN

MOST_AT_ONCE = 5_000

# Whose moment has passed without its answer, or was met late; {…} are ours. A message that was answered at the moment
# and came back later was broken by coming back. Before a part was split off the whole's body had it. `history` is read
# by its unique index, a row or two a message. What was entered after its term is of the body that entered it, and
# broken by then. Whom an action holds just now is looked at the next time.
FIND = """
INSERT INTO appeals_violation (appeal_id, kind, agency_id, person_id, due_at, broken_at, found_at)
SELECT late.id, %(kind)s, coalesce(agency.id, late.entered_by, late.agency_id), person.id, late.due, late.broken_at,
       %(at)s
FROM (
    SELECT appeal.id, appeal.city_id, appeal.agency_id, appeal.{due} AS due,
           CASE WHEN was.is_open THEN appeal.{due} ELSE coalesce(back.at, entered.at, appeal.{due}) END AS broken_at,
           entered.agency_id AS entered_by,
           CASE WHEN was.is_open THEN was.state ELSE coalesce(back.state, was.state) END AS state
    FROM appeals_appeal AS appeal
    LEFT JOIN LATERAL (
        SELECT state, coalesce(state ->> 'status', %(new)s) = ANY(%(open)s) AS is_open
        FROM appeals_appealchange AS history
        WHERE history.appeal_id IN (appeal.id, appeal.split_from_id) AND history.at <= appeal.{due}
        ORDER BY history.appeal_id = appeal.id DESC, history.version DESC LIMIT 1
    ) AS was ON true
    LEFT JOIN LATERAL (
        SELECT state, at FROM appeals_appealchange AS history
        WHERE NOT was.is_open AND history.appeal_id IN (appeal.id, appeal.split_from_id)
              AND history.at > appeal.{due} AND state ->> 'status' = ANY(%(open)s)
        ORDER BY history.at, history.version LIMIT 1
    ) AS back ON true
    LEFT JOIN LATERAL (
        SELECT at, agency_id FROM appeals_appealchange AS history
        LEFT JOIN roadmap_user AS who ON who.id = history.by_id
        WHERE history.appeal_id = appeal.id ORDER BY history.version LIMIT 1
    ) AS entered ON was.state IS NULL
    WHERE appeal.{due} < %(at)s AND {late}
      AND NOT EXISTS (
          SELECT FROM appeals_violation AS known WHERE known.appeal_id = appeal.id AND known.kind = %(kind)s
      )
    ORDER BY appeal.{due} LIMIT %(most)s FOR NO KEY UPDATE OF appeal SKIP LOCKED
) AS late
LEFT JOIN roadmap_agency AS agency ON agency.city_id = late.city_id AND agency.slug = late.state ->> 'agency'
LEFT JOIN roadmap_user AS person ON person.id = (late.state ->> 'assignee')::bigint
ON CONFLICT (appeal_id, kind) DO NOTHING
"""
# Kind, the promised moment, and what is late: each by a partial index of its own (appeals/models/appeal.py).
LATE = (
    (Kind.ANSWER, "answer_due_at", "appeal.status IN ('new', 'in-work')"),
    (
        Kind.ANSWER,
        "answer_due_at",
        """(appeal.answered_at > appeal.answer_due_at
            OR appeal.settled_at > appeal.answer_due_at AND appeal.status IN ('rejected', 'duplicate'))""",
    ),
    (Kind.FIRST_REPLY, "first_reply_due_at", "appeal.status IN ('new', 'in-work') AND appeal.first_replied_at IS NULL"),
    (Kind.FIRST_REPLY, "first_reply_due_at", "appeal.first_replied_at > appeal.first_reply_due_at"),
)


def find(at: datetime) -> int:
    """Adds what was broken before `at` and is not written down yet; how many. Twice at once adds each once."""
    return sum(_find(kind, due, late, at) for kind, due, late in LATE)


def _find(kind: Kind, due: str, late: str, at: datetime) -> int:
    values = {"kind": kind.value, "at": at, "open": [str(status) for status in OPEN], "new": str(OPEN[0])}
    with connection.cursor() as cursor:
        cursor.execute(FIND.format(due=due, late=late), values | {"most": MOST_AT_ONCE})
        return cursor.rowcount
