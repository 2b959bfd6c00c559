"""What the clock and the desk ask of the table of deliveries when it is years old: by an index, however long it is."""

from collections.abc import Callable, Iterator

from django.db import connection

from roadmap import delivery
from roadmap.models import Delivery

from .bench import Bench
from .figures import Figure
from .load import refresh_statistics
from .timing import medians

AN_EVENT = 180  # rows for each road event: 900,000 beside a season of 5,000
CLOCK_MS, DESK_MS = 10.0, 25.0
MOST_AT_ONCE = 500  # what the clock hands over
PAGE = 51  # rows of a desk's page, and one to see whether another follows
STILL = 1_000  # of each so many rows one waits and one is unknown

FILL = """
INSERT INTO roadmap_delivery
    (subject, version, channel, recipient, action, city_id, title, text, caption, url, created_at, state, attempts,
     next_try_at, claimed_at, sent_at, reason, remote_id, remote_url)
SELECT 'bench:' || number / 6, 1 + number / 2 %% 3, channel, channel,
       CASE number / 2 %% 3 WHEN 0 THEN 'post' ELSE 'edit' END, %(city)s, 'Закрыто движение',
       'Закрыто движение по улице до окончания работ.', '', '', told_at, state, 1,
       told_at, told_at, told_at, '', number::text, ''
FROM generate_series(0, %(rows)s - 1) AS number
CROSS JOIN LATERAL (SELECT %(at)s - make_interval(mins => (%(rows)s - number)::int) AS told_at) AS moment
CROSS JOIN LATERAL (SELECT CASE number %% 2 WHEN 0 THEN 'journal' ELSE 'telegram' END AS channel) AS place
CROSS JOIN LATERAL (
    SELECT CASE number %% %(still)s WHEN 0 THEN 'waiting' WHEN 1 THEN 'unknown' ELSE 'sent' END AS state
) AS what
"""


def measure(bench: Bench) -> Iterator[Figure]:
    rows = bench.events * AN_EVENT
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"city": bench.city.pk, "rows": rows, "at": bench.at, "still": STILL})
    refresh_statistics()
    for name, limit, work in _questions(bench):
        (ours,) = medians(work, repeats=bench.repeats)
        yield Figure(name, ours, limit, note=f"{rows} deliveries")


def _questions(bench: Bench) -> list[tuple[str, float, Callable[[], object]]]:
    due = Delivery.objects.due(bench.at).ready().order_by("next_try_at").values_list("pk", flat=True)
    latest = Delivery.objects.with_overtaken().select_related("picture")
    return [
        ("deliveries, recover", CLOCK_MS, lambda: delivery.recover(bench.at)),
        ("deliveries, due", CLOCK_MS, lambda: list(due[:MOST_AT_ONCE])),
        ("deliveries, in question", CLOCK_MS, Delivery.objects.asking().count),
        ("deliveries, desk", DESK_MS, lambda: list(latest[:PAGE])),
    ]
