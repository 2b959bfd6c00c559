"""The longest page of the messages' API, over real HTTP, beside the SQL that fetches the same features."""

import json
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from roadmap.api.lists import MOST

from .bench import Bench
from .events import same
from .figures import Figure
from .timing import medians

RATIO, HTTP_MS = 1.2, 3.0  # the framework's SQL and its rows; the page is cut, joined and tagged in Python
ADDRESS = f"/api/v1/appeals/?{urlencode({'limit': MOST})}"

# By hand, as one would write it past the framework.
BARE = """
SELECT json_build_object('type', 'Feature', 'id', m.id, 'geometry', ST_AsGeoJSON(m.snapped_point, 6)::json,
  'properties', json_build_object(
    'category', c.code, 'category_name', coalesce(c.names ->> 'ru', c.name),
    'topic', coalesce(t.code, c.code),
    'topic_name', coalesce(t.names ->> 'ru', t.name, c.names ->> 'ru', c.name), 'status', m.status,
    'submitted_on', to_char(m.submitted_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD'),
    'due_on', to_char(m.answer_due_at AT TIME ZONE %(zone)s, 'YYYY-MM-DD'),
    'is_overdue', m.status IN ('new', 'in-work') AND m.answer_due_at < %(now)s,
    'agency', a.slug, 'agency_name', a.name, 'street', m.street,
    'text', CASE WHEN m.is_text_released THEN m.text END,
    'photos', ARRAY(SELECT replace(%(photo)s, 'NAME', p.name) FROM appeals_appealphoto p
                    WHERE p.appeal_id = m.id AND p.is_released ORDER BY p.id),
    'url', %(card)s || m.id))::text
FROM appeals_appeal m JOIN appeals_category c ON c.id = m.category_id JOIN roadmap_agency a ON a.id = m.agency_id
LEFT JOIN appeals_category t ON t.id = c.parent_id
WHERE m.city_id = %(city)s AND m.status IN ('new', 'in-work', 'answered') AND m.snapped_point IS NOT NULL
ORDER BY m.submitted_at, m.id LIMIT %(most)s
"""


def measure_page(bench: Bench) -> Figure:
    values = {
        "city": bench.city.pk,
        "zone": bench.city.time_zone,
        "now": timezone.now(),
        "photo": reverse("photo", args=["NAME"]),
        "card": f"{reverse('map')}?open=appeal-",
        "most": MOST,
    }

    def bare() -> str:
        return ",".join(text for (text,) in bench.scratch.bare.execute(BARE, values).fetchall())

    body = bench.client.fetch(ADDRESS).body
    found = same(json.loads(body)["features"], json.loads(f"[{bare()}]"))
    ours, alone = medians(lambda: bench.client.fetch(ADDRESS), bare, repeats=max(1, bench.repeats // 3))
    note = f"{found} messages, {len(body) / 1024:.0f} KB"
    return Figure("longest page of messages", ours, RATIO * alone + HTTP_MS, bare=alone, note=note)
