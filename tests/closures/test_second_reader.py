"""A second reader over real HTTP: what is asked, what is believed, what is counted, and that nothing is published."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import translation

from closures import suggestions
from closures.models import ReadingSuggestion, RoadEvent, SecondReaderMonth
from closures.reading.asking import MOST_BYTES
from closures.reading.second import MODEL
from roadmap import broker, checks
from tests.closures.reading.second_notices import INJECTED, NOTICE, VAGUE, answer, place
from tests.conftest import NOW, ROOT, process_environment, signed_in
from tests.doubles.model import ModelDouble, completion, drips, drips_headers, hangs_up, is_late, sends
from tests.hands import Hand
from tests.workers import wait_until

State = ReadingSuggestion.State
HAND_OVER = suggestions.hand_over
A_MINUTE = timedelta(minutes=1)
LIMIT_S, PATIENCE_S = 0.5, 12  # of the call; of a server that is slow


@pytest.fixture
def model(settings):
    with ModelDouble() as double:
        settings.SECOND_READER_URL, settings.SECOND_READER_MODEL = double.url, "small"
        settings.SECOND_READER_KEY = "s3cret"
        settings.SECOND_READER_TIMEOUT_S = 20
        double.standing = answer()
        yield double


@pytest.fixture(autouse=True)
def is_unsure(monkeypatch):
    """Our own reader may learn to read whatever stands here: as a rule it is unsure; gives what it really thinks."""
    really = suggestions.is_unsure
    for room in ("closures.suggestions", "closures.management.commands.read_notices"):
        monkeypatch.setattr(f"{room}.is_unsure", lambda notice: True)
    return really


@pytest.fixture
def city(small_city):
    small_city.second_reader_requests_a_month = 10
    small_city.save()
    return small_city


def ask(city, text=NOTICE, *, at=NOW, **told):
    """As the desk would, and what a worker does then; None where nobody is asked."""
    row = suggestions.ask_second_reader(text, NOW, city, at=at, **told)
    return row and answered(row, at)


def answered(row, at=NOW):
    suggestions.answer(row.pk, at)
    row.refresh_from_db()
    return row


def requests_of(city) -> int:
    return SecondReaderMonth.objects.filter(city=city).values_list("requests", flat=True).first() or 0


# --- off unless it is set --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_nobody_is_asked_where_nothing_is_set(small_city):
    assert ask(small_city) is None


@pytest.mark.django_db
def test_nobody_is_asked_for_a_city_that_gives_no_requests(small_city, model):
    assert small_city.second_reader_requests_a_month == 0
    assert (ask(small_city), model.calls) == (None, [])


@pytest.mark.django_db
def test_nobody_is_asked_without_a_models_name(city, model, settings):
    settings.SECOND_READER_MODEL = ""
    assert (ask(city), model.calls) == (None, [])


@pytest.mark.parametrize(
    ("url", "name", "key", "told"),
    [
        ("", "", "", []),
        ("https://llm.example.org/v1", "small", "k", []),
        ("http://127.0.0.1:8080/v1", "small", "k", []),
        ("https://llm.example.org/v1", "", "", ["roadmap.W003"]),
        ("", "small", "", ["roadmap.W003"]),
        ("", "", "k", ["roadmap.W003"]),
        ("http://llm.example.org/v1", "small", "k", ["roadmap.W004"]),
        ("https://llm.example.org/v1", "small", "ключ", ["roadmap.W007"]),
        ("https://llm.example.org/v1", "sm\nall", "k", ["roadmap.W007"]),
        ("http://[", "small", "", ["roadmap.W006"]),
        ("https://llm.example.org:99999/v1", "small", "k", ["roadmap.W006"]),
    ],
)
def test_what_is_half_set_is_told(settings, url, name, key, told):
    settings.SECOND_READER_URL, settings.SECOND_READER_MODEL, settings.SECOND_READER_KEY = url, name, key
    assert [one.id for one in checks.second_reader(None)] == told


def test_a_reader_that_may_outlive_its_worker_is_told(settings):
    settings.SECOND_READER_TIMEOUT_S = settings.CELERY_TASK_TIME_LIMIT
    assert [one.id for one in checks.second_reader(None)] == ["roadmap.W005"]


# --- a right answer --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_right_answer_is_a_suggestion_and_publishes_nothing(city, model):
    row = ask(city)
    assert (row.state, row.reason, row.tokens, row.asked_at, row.answered_at) == (State.SUGGESTED, "", 321, NOW, NOW)
    assert (row.suggestion["suggested_by"], row.suggestion["kind"]) == (MODEL, "closure")
    assert row.suggestion["confidence"] < 0.5
    assert not RoadEvent.objects.exists()


@pytest.mark.django_db
def test_the_request_speaks_openais_form(city, model):
    ask(city)
    (asked,) = model.calls
    assert asked.path == "/v1/chat/completions"
    assert asked.headers["Authorization"] == "Bearer s3cret"
    assert (asked.body["model"], asked.body["temperature"]) == ("small", 0)
    assert [message["role"] for message in asked.body["messages"]] == ["system", "user"]
    form = asked.body["response_format"]
    assert (form["type"], form["json_schema"]["strict"]) == ("json_schema", True)
    assert (asked.notice["text"], asked.notice["city"]) == (NOTICE, city.name)


@pytest.mark.django_db
def test_a_notice_that_our_own_reader_understands_is_not_sent(city, model, is_unsure, monkeypatch):
    monkeypatch.setattr("closures.suggestions.is_unsure", is_unsure)
    row = ask(city, "Закрыто движение по улице Пушкина от улицы Баумана до Речного переулка с 15 по 17 июня.")
    assert (row.state, model.calls, requests_of(city)) == (State.NOT_NEEDED, [], 0)


@pytest.mark.django_db(transaction=True)
def test_the_web_only_puts_it_down_for_a_worker(city, model, monkeypatch):
    handed = []
    monkeypatch.setattr("closures.suggestions.hand_over", handed.append)
    row = suggestions.ask_second_reader(NOTICE, NOW, city, at=NOW)
    assert (row.state, handed, model.calls) == (State.WAITING, [row.pk], [])


def test_texts_that_wait_for_a_model_are_overtaken_by_posts(monkeypatch):
    given = []
    monkeypatch.setattr(broker.current_app, "send_task", lambda name, args, **options: given.append(options))
    monkeypatch.setitem(broker._broker, "away_until", 0.0)
    HAND_OVER(7)
    delivery_of_a_post = 0
    assert given[0]["priority"] > delivery_of_a_post


# --- wrong answers ---------------------------------------------------------------------------------------------------

WRONG = {
    "a foreign street": answer(places=[place("street", on="Садовая улица")]),
    "a street of no city": answer(places=[place("street", on="улица Выдумщиков")]),
    "a foreign day": answer().replace("2026-06-17", "2026-06-18"),
    "a foreign hour": answer().replace("T09:00", "T07:30"),
    "prose": "Похоже, что улица Пушкина закрыта.",
    "broken JSON": answer()[:-9],
    "more than was asked for": answer(publish=True),
    "NUL in a name": answer(detour_streets=["проспект\u0000Ленина\u0000Мира"]),
}


@pytest.mark.django_db
@pytest.mark.parametrize("content", WRONG.values(), ids=WRONG)
def test_a_wrong_answer_is_refused_with_its_reason(city, model, content):
    model.will(content)
    row = ask(city)
    assert (row.state, row.suggestion, len(model.calls)) == (State.REFUSED, {}, 1)
    assert row.why


@pytest.mark.django_db
def test_an_instruction_of_the_notice_changes_nothing(city, model):
    """Neither what is asked, nor what is believed of a model that obeyed it."""
    ask(city, NOTICE)
    model.will(answer(places=[place("street", on="Садовая улица")], windows=[], detour_streets=[], publish=True))
    row = ask(city, INJECTED)
    task, other_task = (call.body["messages"][0] for call in model.calls)
    assert task == other_task
    assert model.calls[1].notice["text"] == INJECTED
    assert (row.state, row.suggestion) == (State.REFUSED, {})
    assert not RoadEvent.objects.exists()


@pytest.mark.django_db
def test_a_reason_is_told_in_the_readers_language(city, model):
    model.will(answer(places=[place("street", on="Садовая улица")]))
    row = ask(city)
    assert row.why == "В тексте нет улицы «Садовая улица»."
    with translation.override("en"):
        assert row.why == "The text does not name the street “Садовая улица”."


# --- no answer -------------------------------------------------------------------------------------------------------

FOR_NOW = {
    "late": is_late(PATIENCE_S),
    "by drops": drips(PATIENCE_S),
    "by drops of a header": drips_headers(PATIENCE_S),
    "too many requests": sends(b"{}", status=429, Retry_After="90"),
    "a fault": sends(b"oops", status=500),
    "a line cut off": hangs_up,
}
REFUSED, TOO_LONG = "The model's server refused: HTTP %(status)d.", "The model's answer is too long."
OTHER_FORM = "The server's answer does not speak OpenAI's form."
FOR_GOOD = {
    "no key": (sends(b"{}", status=401), REFUSED),
    "elsewhere": (sends(b"", status=302, Location="http://127.0.0.1:9/"), REFUSED),
    "10 MB": (sends(b" " * 10 * 1024 * 1024), TOO_LONG),
    "a page": (sends(b"<html>"), OTHER_FORM),
    "another form": (sends(b'{"choices": []}'), OTHER_FORM),
    "nothing": (sends(b'{"choices": [{"message": {"content": null}}]}'), OTHER_FORM),
    "deep": (sends(b"[" * MOST_BYTES), OTHER_FORM),
    "packed": (sends(b"x", Content_Encoding="gzip"), REFUSED),
    "cut short": (completion(answer(), finish="length"), TOO_LONG),
}


@pytest.mark.django_db
@pytest.mark.parametrize("given", FOR_NOW.values(), ids=FOR_NOW)
def test_what_fails_for_now_is_tried_again_and_comes_to_an_end(city, model, settings, given):
    model.standing, settings.SECOND_READER_TIMEOUT_S = given, LIMIT_S
    began = time.monotonic()
    row = ask(city)
    assert time.monotonic() - began < PATIENCE_S / 2, "the limit is of the whole call"
    assert row.state == State.WAITING
    assert row.why
    assert row.next_try_at >= NOW + A_MINUTE
    later = NOW + timedelta(hours=1)
    answered(row, later)
    row = answered(row, later + timedelta(hours=1))
    assert (row.state, row.attempts, len(model.calls), requests_of(city)) == (State.UNANSWERED, 3, 3, 3)


@pytest.mark.django_db
def test_a_server_says_when_to_come_again(city, model):
    model.will(sends(b"{}", status=429, Retry_After="90"))
    assert ask(city).next_try_at == NOW + timedelta(seconds=90)


@pytest.mark.django_db
@pytest.mark.parametrize(("given", "reason"), FOR_GOOD.values(), ids=FOR_GOOD)
def test_what_fails_for_good_is_asked_once(city, model, given, reason):
    model.standing = given
    row = ask(city)
    assert (row.state, row.reason, len(model.calls)) == (State.UNANSWERED, reason, 1)


ODD_URLS = ["http://127.0.0.1:99999/v1", "http://\udcff/v1", "http://127.0.0.1/\udcff", "http://я\n/v1"]


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["http://127.0.0.1:1/v1", "http://[", "ftp://127.0.0.1/v1", "llm", *ODD_URLS])
def test_an_address_where_nobody_is_gives_a_reason(city, model, settings, url):
    settings.SECOND_READER_URL = url
    row = ask(city)
    assert row.state in (State.WAITING, State.UNANSWERED)
    assert row.why


NO_KEYS = ["ключ", "s3 cret", " s3cret", "s3\ncret", "s3cret\r\nX-Other: 1", "s3\0cret", "s" * 100_000, "\udcff"]
NO_NAMES = ["\udcff", "sm\nall", "s" * 100_000]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("setting", "value", "reason"),
    [
        *(("SECOND_READER_KEY", key, "The model's key is none.") for key in NO_KEYS),
        *(("SECOND_READER_MODEL", name, "The model's name is none.") for name in NO_NAMES),
    ],
    ids=[ascii(value[:20]) for value in (*NO_KEYS, *NO_NAMES)],
)
def test_a_key_or_a_name_that_cannot_be_sent_is_told(city, model, settings, setting, value, reason):
    setattr(settings, setting, value)
    row = ask(city)
    assert (row.state, row.reason, model.calls) == (State.UNANSWERED, reason, [])


@pytest.mark.django_db
def test_the_limit_holds_while_the_address_is_looked_up(city, model, settings, monkeypatch):
    settings.SECOND_READER_URL, settings.SECOND_READER_TIMEOUT_S = "http://slow.example.org/v1", LIMIT_S
    is_over, found = threading.Event(), socket.getaddrinfo

    def slowly(host, *more, **named):
        if host in ("slow.example.org", b"slow.example.org"):
            is_over.wait(PATIENCE_S)
            raise socket.gaierror("no such host")
        return found(host, *more, **named)

    monkeypatch.setattr(socket, "getaddrinfo", slowly)
    began = time.monotonic()
    row = ask(city)
    took = time.monotonic() - began
    is_over.set()
    assert took < PATIENCE_S / 2
    assert (row.state, row.reason) == (State.WAITING, "The model did not answer in time.")


# --- once, and within the cap ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_same_notice_of_the_same_day_is_asked_once(city, model):
    first, again = ask(city), ask(city, at=NOW + A_MINUTE)
    assert (first.pk, len(model.calls)) == (again.pk, 1)


@pytest.mark.django_db
def test_what_got_no_answer_is_asked_anew_when_somebody_asks_again(city, model):
    model.will(sends(b"{}", status=401))
    assert ask(city).state == State.UNANSWERED
    row = ask(city, at=NOW + A_MINUTE)
    assert (row.state, row.reason) == (State.SUGGESTED, "")


@pytest.mark.django_db(transaction=True)
def test_two_workers_who_take_the_same_notice_ask_once(city, model):
    model.slowly_s = 0.3
    rows = [Hand(lambda: suggestions.ask_second_reader(NOTICE, NOW, city, at=NOW)) for _time in range(2)]
    (pk,) = {done(hand).pk for hand in rows}
    for hand in [Hand(lambda: suggestions.answer(pk, NOW)) for _time in range(2)]:
        done(hand)
    assert (len(model.calls), requests_of(city)) == (1, 1)
    assert ReadingSuggestion.objects.get().state == State.SUGGESTED


@pytest.mark.django_db(transaction=True)
def test_a_worker_who_comes_while_another_asks_leaves_it_alone(city, model):
    model.slowly_s = 0.4
    row = suggestions.ask_second_reader(NOTICE, NOW, city, at=NOW)
    first = Hand(lambda: suggestions.answer(row.pk, NOW))
    wait_until(lambda: model.calls, 20)
    done(Hand(lambda: suggestions.answer(row.pk, NOW)))
    done(first)
    assert (len(model.calls), requests_of(city)) == (1, 1)


def done(hand):
    hand.join(20)
    assert not hand.is_alive()
    assert hand.error is None
    return hand.result


@pytest.mark.django_db(transaction=True)
def test_the_cap_of_the_month_holds_whoever_counts_at_the_same_moment(city, model):
    city.second_reader_requests_a_month = 3
    city.save()
    texts = [f"{NOTICE} Сообщение {number}." for number in range(8)]
    rows = [suggestions.ask_second_reader(text, NOW, city, at=NOW).pk for text in texts]
    halves = rows[::2], rows[1::2]
    for hand in [Hand(lambda half=half: [suggestions.answer(pk, NOW) for pk in half]) for half in halves]:
        done(hand)
    assert (len(model.calls), requests_of(city)) == (3, 3)
    states = list(ReadingSuggestion.objects.values_list("state", flat=True))
    assert (states.count(State.SUGGESTED), states.count(State.UNANSWERED)) == (3, 5)


@pytest.mark.django_db
def test_a_new_month_of_the_citys_calendar_begins_anew(city, model):
    city.second_reader_requests_a_month = 1
    city.save()
    assert ask(city).state == State.SUGGESTED
    row = ask(city, VAGUE)
    assert row.state == State.UNANSWERED
    assert row.reason == "The city's requests of this month are used up."
    july = NOW.replace(month=6, day=30, hour=19, minute=30)  # 00:30 of the 1st of July in the small city
    model.will(answer(places=[], windows=[], detour_streets=[]))
    assert ask(city, VAGUE, at=july).state == State.SUGGESTED
    assert [str(month) for month in SecondReaderMonth.objects.order_by("month")] == ["2026-06: 1", "2026-07: 1"]


@pytest.mark.django_db
def test_a_city_that_changed_its_mind_is_obeyed_by_the_worker(city, model):
    row = suggestions.ask_second_reader(NOTICE, NOW, city, at=NOW)
    type(city).objects.update(second_reader_requests_a_month=0)
    assert (answered(row).state, model.calls) == (State.UNANSWERED, [])


DIES = """
import os, signal, sys
import django
django.setup()
from django.utils.dateparse import parse_datetime
from closures import suggestions
suggestions.is_unsure = lambda notice: True
suggestions.suggestion_of = lambda *_, **__: os.kill(os.getpid(), signal.SIGKILL)
suggestions.answer(int(sys.argv[1]), parse_datetime(sys.argv[2]))
"""


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_left_is_asked_again_and_comes_to_an_end(city, model, monkeypatch):
    handed = []
    monkeypatch.setattr("closures.suggestions.hand_over", handed.append)
    row = suggestions.ask_second_reader(NOTICE, NOW, city, at=NOW)
    names = "SECOND_READER_URL", "SECOND_READER_MODEL"
    environment = process_environment(
        DJANGO_SETTINGS_MODULE="roadmap.settings", **dict(zip(names, (model.url, "small"), strict=True))
    )
    command = [sys.executable, "-c", DIES, str(row.pk), NOW.isoformat()]
    died = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert died.returncode == -signal.SIGKILL, died.stderr
    row.refresh_from_db()
    assert (row.state, len(model.calls)) == (State.ASKING, 1)

    suggestions.look_after(NOW + A_MINUTE / 2)
    row.refresh_from_db()
    assert row.state == State.ASKING, "its worker may still live"
    handed.clear()
    suggestions.look_after(NOW + 2 * A_MINUTE)
    assert handed == [row.pk]
    assert answered(row, NOW + 2 * A_MINUTE).state == State.SUGGESTED
    ReadingSuggestion.objects.update(state=State.ASKING, attempts=3)
    suggestions.look_after(NOW + 9 * A_MINUTE)
    row.refresh_from_db()
    assert row.state == State.UNANSWERED


@pytest.mark.django_db
def test_a_worker_that_was_thought_dead_overwrites_nothing(city, model):
    row = suggestions.ask_second_reader(NOTICE, NOW, city, at=NOW)
    late = suggestions._claim(row.pk, NOW)
    suggestions.look_after(NOW + 2 * A_MINUTE)
    answered(row, NOW + 2 * A_MINUTE)
    suggestions._end(late, State.REFUSED)
    row.refresh_from_db()
    assert row.state == State.SUGGESTED


@pytest.mark.django_db
def test_texts_are_forgotten_after_their_term(city, model):
    row = ask(city)
    suggestions.look_after(NOW + row.KEPT - A_MINUTE)
    assert ReadingSuggestion.objects.exists()
    suggestions.look_after(NOW + row.KEPT + A_MINUTE)
    assert not ReadingSuggestion.objects.exists()


# --- residents' messages ---------------------------------------------------------------------------------------------

MESSAGE = (
    "Меня зовут Мария Ивановна Кржыж, тел. 8 912 345-67-89, maria@mail.ru."
    " На улице Пушкина у дома 4 провал. Что делать?"
)


@pytest.mark.django_db
def test_messages_are_never_sent_unless_the_city_says_so(city, model):
    assert ask(city, MESSAGE, is_message=True) is None
    assert (model.calls, ReadingSuggestion.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_messages_are_sent_and_kept_without_their_sender(city, model):
    city.second_reader_reads_messages = True
    city.save()
    where = [place("address", on="улица Пушкина", house="4")]
    model.will(answer(kind="complaint_pothole", places=where, windows=[], detour_streets=[]))
    row = ask(city, MESSAGE, is_message=True)
    assert (row.state, row.suggestion["kind"]) == (State.SUGGESTED, "complaint_pothole")
    sent = json.dumps(model.calls[0].body, ensure_ascii=False)
    for personal in ("Мария", "Ивановна", "Кржыж", "912", "345", "mail.ru"):
        assert personal not in sent
        assert personal not in row.text
    assert "улице Пушкина у дома 4" in row.text


@pytest.mark.django_db
def test_a_city_that_takes_its_permission_back_is_obeyed_by_the_worker(city, model):
    type(city).objects.update(second_reader_reads_messages=True)
    city.refresh_from_db()
    row = suggestions.ask_second_reader(MESSAGE, NOW, city, at=NOW, is_message=True)
    type(city).objects.update(second_reader_reads_messages=False)
    assert (answered(row).state, model.calls) == (State.UNANSWERED, [])


# --- the desk and the command ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_dispatcher_of_the_city_sees_it_and_nobody_else(city, model, dispatcher, operator, anonymous):
    row = ask(city)
    address = f"/api/staff/v1/reading-suggestions/{row.pk}/"
    told = signed_in(dispatcher).get(address).json()
    assert (told["state"], told["suggested_by"], told["suggestion"]) == ("suggested", MODEL, row.suggestion)
    assert told["label"] == "предложено моделью"
    assert signed_in(operator).get(address).status_code == 403
    assert anonymous.get(address).status_code == 403
    assert signed_in(dispatcher).post(address).status_code == 405


@pytest.mark.django_db
def test_a_dispatcher_of_another_city_and_a_residents_message_are_not_found(city, model, dispatcher):
    row = ask(city)
    client, address = signed_in(dispatcher), f"/api/staff/v1/reading-suggestions/{row.pk}/"
    ReadingSuggestion.objects.update(is_message=True)
    assert client.get(address).status_code == 404
    ReadingSuggestion.objects.update(is_message=False)
    elsewhere = type(city).objects.create(slug="elsewhere", name="Иное", metric_srid=32641, box=city.box)
    ReadingSuggestion.objects.update(city=elsewhere)
    assert client.get(address).status_code == 404


LIST = "/api/staff/v1/reading-suggestions/"


@pytest.mark.django_db
def test_dispatchers_find_what_a_model_suggested_the_newest_first(city, model, dispatcher, operator, anonymous):
    rows = [ask(city, f"{NOTICE} {number}", at=NOW + number * A_MINUTE / 2) for number in (0, 1, 1, 2)][::-1]
    ReadingSuggestion.objects.filter(pk=rows[0].pk).update(state=State.REFUSED)
    client = signed_in(dispatcher)
    assert [one["id"] for one in client.get(LIST).json()["results"]] == sorted({row.pk for row in rows}, reverse=True)
    suggested = client.get(LIST, {"state": "suggested,waiting"}).json()["results"]
    assert {one["state"] for one in suggested} == {"suggested"}
    assert client.get(LIST, {"state": "sure"}).status_code == 400
    assert (signed_in(operator).get(LIST).status_code, anonymous.get(LIST).status_code) == (403, 403)


@pytest.mark.django_db
def test_the_list_comes_in_pages_of_one_question(city, model, dispatcher, django_assert_max_num_queries):
    rows = [suggestions.put_down(f"{NOTICE} {number}", NOW, city, at=NOW)[0] for number in range(5)]
    ReadingSuggestion.objects.filter(pk=rows[0].pk).update(created_at=NOW + A_MINUTE)
    client, address, pages = signed_in(dispatcher), f"{LIST}?limit=2", []
    while address:
        with django_assert_max_num_queries(5):
            told = client.get(address).json()
        pages.append([one["id"] for one in told["results"]])
        address = told["next"]
    first, *others = [row.pk for row in rows]
    assert pages == [[first, others[3]], [others[2], others[1]], [others[0]]]
    ReadingSuggestion.objects.update(is_message=True)
    assert client.get(LIST).json() == {"results": [], "next": None}


@pytest.mark.django_db
def test_the_log_says_which_status_came_instead_of_an_answer(city, model, caplog):
    model.will(sends(b"", status=503))
    ask(city)
    assert "HTTP 503" in caplog.text


def read(tmp_path, items, *options) -> list[dict]:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("\n".join(json.dumps(item) for item in items), encoding="utf-8")
    call_command("read_notices", str(source), str(target), *options)
    return [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


@pytest.mark.django_db
def test_the_command_asks_only_when_it_is_told_to(city, model, tmp_path, capsys):
    item = {"id": "1", "city": city.name, "published": "2026-06-10T12:00:00", "text": NOTICE}
    (plain,) = read(tmp_path, [item])
    assert ("second" in plain, model.calls) == (False, [])
    asked, elsewhere = read(tmp_path, [item, item | {"city": "Небылоград"}], "--second")
    assert asked["second"]["state"] == "suggested"
    assert asked["second"]["streets"] == ["улица Пушкина"]
    assert asked["second"]["suggested_by"] == MODEL
    assert ("second" in elsewhere, len(model.calls)) == (False, 1)
