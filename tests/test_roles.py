"""Every desk address and every verb of the desk's API, asked by everybody: each gets what the table says."""

import json
from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest
import time_machine
from django.contrib.gis.geos import MultiPolygon
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import URLPattern, get_resolver, reverse

from appeals import program_keys
from appeals.models import AnswerTemplate, WarrantyClaim
from closures import actions, amending, confirming
from closures.models import (
    EventTemplate,
    PastedNotice,
    ProposedChange,
    ReadingSuggestion,
    SiteReport,
    SourceRun,
    Story,
    StoryTheme,
    WorksSource,
)
from roadmap.models import Agency, Area, Delivery, Effect, Road, Upload, User
from tests.appeals.factories import category, personal, photo_of, rule
from tests.closures.factories import active, draft, published
from tests.conftest import NOW, signed_in
from tests.plan import area
from tests.roadmap import test_posts
from tests.roadmap.test_accounts import account
from tests.roles import API, CALLERS, PAGES, Row

DESK, STAFF_API = "desk/", "api/staff/v1/"
METHODS = ("get", "post", "put", "patch", "delete")


def patterns(found: list | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in get_resolver().url_patterns if found is None else found:
        path = f"{before}{each.pattern}"
        if isinstance(each, URLPattern):
            yield path, each
        else:
            yield from patterns(each.url_patterns, path)


def test_every_desk_address_has_a_row():
    names = {pattern.name for path, pattern in patterns() if path.startswith(DESK)}
    assert names == {row.name for row in PAGES}


def test_every_verb_of_the_desks_api_has_a_row():
    found = {(pattern.name, pattern.callback.cls) for path, pattern in patterns() if path.startswith(STAFF_API)}
    verbs = {(name, method) for name, view in found for method in METHODS if hasattr(view, method)}
    assert verbs == {(row.name, row.method) for row in API}


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people(db, agency, other_agency):
    """By caller; `beyond` is of an agency's own, whose territory is set while they ask."""

    def person(name, agency, *roles):
        return User.objects.create_user(name, password="pass-word-1", agency=agency, roles=list(roles))

    roles = ("dispatcher", "approver", "operator", "editor", "leader", "administrator")
    found = {role: person(role, agency, role) for role in roles}
    found["outsider"] = person("outsider", other_agency, "dispatcher")
    found["beyond"] = person("beyond", agency, "dispatcher")
    found["disabled"] = person("disabled", agency, "dispatcher", "administrator")
    return found


@pytest.fixture
def world(people, agency, small_city, monkeypatch):
    """What the addresses are about, by its name in the table: the number of each."""
    author = people["leader"]  # nobody of those who decide
    things = {
        "event": published(agency, by=author),
        "begun": active(agency, by=author),
        "over": _over(agency),
        "draft": draft(agency, kind="repair-zone", by=author),
        "review": _in_review(agency, author),
        "held": _held(agency, author),
        "proposed": _proposed(agency, author),
        "road": Road.objects.get(city=small_city, name="улица Пушкина"),
        "message": personal(small_city),
        "claim": _claim(agency),
        "account": account(agency, needs_approval=True),
        "delivery": _refused(),
        "post": test_posts.told(agency),
        "effect": Effect.objects.create(name="x", key="1", created_at=NOW, next_try_at=None),
        "story": _story(small_city, author),
        "key": program_keys.make(small_city, owner="x", contact="a@example.org", per_hour=1, by=author, at=NOW)[0],
        "answer_template": AnswerTemplate.objects.create(city=small_city, agency=agency, title="x", text="x"),
        "category": category(),
        "rule": rule(small_city, "lighting", agency),
        "source": WorksSource.objects.create(city=small_city, name="Ордера", agency=agency, format="csv"),
    }
    things |= _of_others(things, agency, author)
    picture = photo_of(things["message"])
    told = {"photo": picture.name, "picture": picture.pk, "digest": ProposedChange.objects.get().digest}
    return {name: thing.pk for name, thing in things.items()} | told


def _over(agency):
    event = active(agency, kind="repair-zone")
    confirming.finish(event, by=None, at=NOW)
    return event


def _in_review(agency, author):
    event = draft(agency, by=author)
    actions.submit_for_review(event, by=author, at=NOW)
    return event


def _held(agency, author):
    """The agency's hold is set for the moment of the step alone."""
    event = published(agency, kind="repair-zone")
    Agency.objects.filter(pk=agency.pk).update(hold_s=60)
    amending.change(event, fields={"reason": "x"}, by=author, at=NOW)
    Agency.objects.filter(pk=agency.pk).update(hold_s=0)
    return event


def _proposed(agency, author):
    event = published(agency, kind="repair-zone")
    told = {"verb": "change", "values": {"reason": "y", "clash_reason": "x"}, "by": author, "at": NOW}
    ProposedChange.objects.create(event=event, **told)
    return event


def _claim(agency):
    told = {"city": agency.city, "claimant": agency, "contractor": agency, "warranty_until": NOW.date()}
    return WarrantyClaim.objects.create(**told, street="улица Пушкина", written_at=NOW, due_at=NOW)


def _refused():
    latest = Delivery.objects.order_by("-pk").first()
    Delivery.objects.filter(pk=latest.pk).update(state="refused")
    return latest


def _story(city, author):
    told = {"title": "Новый асфальт", "text": "Уложили.", "place": "у моста", "status": "published", "valid_from": NOW}
    theme, when = StoryTheme.objects.get(slug="roads"), {"published_at": NOW, "updated_at": NOW}
    return Story.objects.create(city=city, theme=theme, published_by=author, created_by=author, **told, **when)


def _of_others(things, agency, author):
    city, moments = agency.city, {"written_at": NOW, "pasted_at": NOW}
    report = SiteReport(event=things["event"], key=uuid4(), word="started", at=NOW, answer="asks", doubt="far")
    report.photo.save("x.jpg", ContentFile(b"\xff\xd8\xff"), save=False)
    report.thumbnail.save("y.jpg", ContentFile(b"\xff\xd8\xff"), save=False)
    report.save()
    text = {"digest": "1", "text": "x"}
    return {
        "report": report,
        "template": EventTemplate.objects.create(
            agency=agency, name="x", values={"kind": "closure", "phases": []}, created_by=author, created_at=NOW
        ),
        "notice": PastedNotice.objects.create(city=city, agency=agency, by=author, **text, **moments),
        "run": SourceRun.objects.create(
            source=things["source"], file_name="x.csv", content=b"id;place\n1;x\n", state="seen", by=author, at=NOW
        ),
        "upload": _uploaded(city, author, "roads", "seen"),
        "borders": _uploaded(city, author, "areas", "done"),
        "table": _uploaded(city, author, "segments", "done"),
        "suggestion": ReadingSuggestion.objects.create(
            city=city, published=NOW, created_at=NOW, next_try_at=NOW, **text
        ),
    }


def _uploaded(city, author, kind, state):
    told = {"file_name": "x", "state": state, "seen": {"rows": 0}}
    return Upload.objects.create(kind=kind, city=city, by=author, at=NOW, **told)


def client_of(caller, people, anonymous):
    if caller == "anonymous":
        return anonymous
    client = signed_in(people[caller])
    if caller == "disabled":
        User.objects.filter(pk=people[caller].pk).update(is_active=False)
    return client


def told(value, world):
    """“{event}” → the number of the event."""
    if isinstance(value, dict):
        return {name: told(each, world) for name, each in value.items()}
    if isinstance(value, str) and value.startswith("{") and value[1:-1] in world:
        return world[value[1:-1]]
    return value.format(**world) if isinstance(value, str) and "{" in value else value


def address_of(row: Row, world) -> str:
    args = ([world[row.about]] if row.about else []) + [told(each, world) for each in row.more]
    return reverse(row.name, args=args) + told(row.query, world)


def asked(client, row: Row, world, *, is_api: bool) -> int:
    """What is written is rolled back, so that each row finds the world as it was made."""
    address, values = address_of(row, world), told(row.values, world)
    with transaction.atomic():
        if row.method == "get":
            answer = client.get(address)
        elif is_api:
            named = {"If-Match": "*"}
            answer = client.generic(row.method.upper(), address, *_as_json(values), headers=named)
        else:
            answer = client.post(address, values)
        if answer.streaming:
            b"".join(answer.streaming_content)  # its file is shut with its last byte
        transaction.set_rollback(True)
    signs_in = answer.status_code == 302 and answer.headers["Location"].startswith("/login/")
    return 401 if signs_in else answer.status_code


@pytest.mark.parametrize("body", [[1], "x", 5, None])
def test_a_body_that_is_no_object_is_refused_by_every_verb(body, world, people):
    client = signed_in(people["approver"])
    written = [row for row in API if row.method != "get"]
    found = {row.name: asked(client, replace(row, query="", values=body), world, is_api=True) for row in written}
    assert found.pop("api-desk-drawing") == 415
    assert set(found.values()) == {400}, found


def _as_json(values):
    return json.dumps(values), "application/json"


def expected(row: Row, caller: str) -> int:
    if caller in ("anonymous", "disabled"):
        return 403 if row in API else 401  # a page leads to the door
    if caller in row.apart:
        return row.apart[caller]
    if caller in row.allowed:
        return row.status
    is_of_the_desk = caller in ("dispatcher", "beyond", "approver", "administrator", "outsider")
    return 403 if row in API and not is_of_the_desk else 404


@pytest.mark.parametrize("caller", CALLERS)
def test_each_address_answers_each_caller(caller, world, people, agency, anonymous):
    if caller == "beyond":
        shape = MultiPolygon(area((-900, -500), (-600, -500), (-600, -400), (-900, -400)), srid=4326)
        agency.territory.add(Area.objects.create(city=agency.city, name="Дальний", slug="far", geometry=shape))
    client = client_of(caller, people, anonymous)
    wrong = {
        f"{row.method} {row.name}": (status, expected(row, caller))
        for row in (*PAGES, *API)
        if (status := asked(client, row, world, is_api=row in API)) != expected(row, caller)
    }
    assert wrong == {}
