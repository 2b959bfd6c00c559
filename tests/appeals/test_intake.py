"""What people write on networks: on the map by their words, answered where they wrote, forgotten where they ask."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from appeals import actions, answering, asking, erasing
from appeals.intake.comment import LONGEST_NAME
from appeals.models import Appeal, NetworkMessage
from roadmap import delivery
from roadmap.hooks import keeping
from roadmap.models import Account, Address, Delivery, IncomingEvent
from tests.appeals.factories import PUSHKINA
from tests.closures.factories import active
from tests.conftest import NOW, signed_in
from tests.doubles.telegram import TelegramDouble

pytestmark = pytest.mark.django_db
GROUP, CHANNEL = -1002, "@roads_of_test"
POTHOLE = "яма на Пушкина у дома 12, сколько можно"
ANNA = {"id": 77, "is_bot": False, "first_name": "Анна", "last_name": "Секретова"}
OTHER = {"id": 78, "is_bot": False, "first_name": "Пётр"}


@pytest.fixture
def telegram(settings):
    with TelegramDouble() as double:
        settings.TELEGRAM_API = double.url
        yield double


@pytest.fixture
def page(agency) -> Account:
    row = Account(city=agency.city, network="telegram", place=CHANNEL, name="Дороги", owner=agency, made_at=NOW)
    row.seal_keys({"token": "1:token", "hook": "s" * 43})
    row.save()
    return row


@pytest.fixture
def hears(page, follow_up):
    """An update comes in and is worked on."""
    numbers = iter(range(1, 1000))

    def hears(told, at=NOW):
        keeping.take_in(page, str(next(numbers)), json.dumps(told), at)
        follow_up(at)

    return hears


def posted(page, subject="road-event:1", remote_id="500", title="Улица Баумана закрыта") -> Delivery:
    told = {"city": page.city, "channel": "telegram", "recipient": page.place, "account": page, "state": "sent"}
    when = {"created_at": NOW, "next_try_at": NOW, "sent_at": NOW}
    return Delivery.objects.create(
        subject=subject, version=1, title=title, text=title, remote_id=remote_id, **told, **when
    )


def comment(text=POTHOLE, number=11, author=ANNA, **told) -> dict:
    head = {"message_id": 10, "is_automatic_forward": True, "forward_origin": {"type": "channel", "message_id": 500}}
    chat = {"id": GROUP, "type": "supergroup"}
    message = {"message_id": number, "from": author, "chat": chat, "date": 1, "text": text, "message_thread_id": 10}
    return {"update_id": number, "message": message | {"reply_to_message": head} | told}


def private(text=POTHOLE, number=21, author=ANNA, **told) -> dict:
    chat = {"id": author["id"], "type": "private"}
    return {"message": {"message_id": number, "from": author, "chat": chat, "date": 1, "text": text} | told}


def changed(told, text) -> dict:
    return {"edited_message": told["message"] | {"text": text}}


def sent_out() -> None:
    for pk in Delivery.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True):
        delivery.send(pk, NOW + timedelta(hours=1))


# taken in


def test_a_comment_under_our_post_is_a_message_on_the_right_segment(page, hears):
    posted(page)
    hears(comment())
    found = Appeal.objects.get()
    house = Address.objects.get(road__name="улица Пушкина", house="12")
    assert (found.category.code, found.street, found.source) == ("pothole", "улица Пушкина", "network")
    assert found.point.coords == pytest.approx(house.point.coords, abs=1e-6)
    assert found.segment.road.name == "улица Пушкина"
    assert (found.text, found.author_name, found.is_text_released) == (POTHOLE, "Анна Секретова", False)
    assert "Улица Баумана закрыта" in found.place_text, "which post it stands under"


def test_the_same_event_and_the_same_comment_are_one_message(page, hears, follow_up):
    for _time in range(2):
        hears(comment())
    assert Appeal.objects.count() == NetworkMessage.objects.count() == 1


def test_what_is_no_road_matter_is_put_aside(page, hears):
    hears(comment("Когда включат отопление? В квартире холодно"))
    assert not Appeal.objects.exists()
    assert NetworkMessage.objects.get().is_aside


def test_a_place_that_is_not_told_is_left_to_a_person(page, hears):
    posted(page)
    hears(comment("Опять яма посреди дороги, машину жалко"))
    found = Appeal.objects.get()
    assert (found.category.code, found.point, found.segment) == ("pothole", None, None)


def test_a_house_without_a_street_stands_on_the_street_of_the_post(page, agency, hears):
    event = active(agency)
    assert posted(page, f"road-event:{event.pk}", title="x")
    hears(comment("яма у дома 12, сколько можно"))
    found = Appeal.objects.get()
    assert found.street == "улица Пушкина"
    assert found.house == "12"


def test_a_place_that_is_sent_is_where_it_is(page, hears):
    location = {"longitude": PUSHKINA.x, "latitude": PUSHKINA.y}
    hears(private("Огромная яма, пробил колесо", location=location))
    assert Appeal.objects.get().point.coords == pytest.approx(PUSHKINA.coords)


def test_a_place_that_comes_after_the_words_is_theirs(page, hears):
    hears(private("Огромная яма, пробил колесо"))
    assert Appeal.objects.get().point is None
    location = {"longitude": PUSHKINA.x, "latitude": PUSHKINA.y}
    hears(private("", 22, location=location), NOW + timedelta(minutes=5))
    assert Appeal.objects.get().street == "улица Пушкина"


def test_what_no_person_says_makes_nothing(page, hears):
    bot = {"id": 5, "is_bot": True, "first_name": "x"}
    for told in (comment(author=bot), comment(sender_chat={"id": -1}), comment("/start"), {"poll": {}}, {"message": 5}):
        hears(told)
    assert not NetworkMessage.objects.exists()


HOSTILE = [
    {"text": "яма\x00 на Пушкина у дома 12"},
    {"text": "яма \ud800 на Пушкина у дома 12"},
    {"text": ["яма"]},
    {"text": None},
    {"from": [1]},
    {"from": {"id": "x" * 500, "is_bot": False, "first_name": "y" * 500}},
    {"chat": {"id": 10**40}},
    {"chat": "x"},
    {"message_id": True},
    {"location": {"longitude": "east", "latitude": 5}},
    {"location": {"longitude": 1e300, "latitude": 5}},
    {"photo": [5, {"file_id": 5}]},
    {"photo": {"x": 1}},
    {"reply_to_message": 5},
    {"message_thread_id": {"x": 1}},
    {"text": "яма " * 5000},
]


@pytest.mark.parametrize("told", HOSTILE)
def test_whatever_shape_it_has_it_is_worked_off(page, told):
    keeping.take_in(page, "1", json.dumps(comment(**told)), NOW)
    from roadmap import effects
    from roadmap.models import Effect

    for pk in Effect.objects.filter(name="event-of-network").values_list("pk", flat=True):
        assert effects.run(pk, NOW)
    assert all(len(row.author_name) <= LONGEST_NAME for row in NetworkMessage.objects.all())


# one story


def test_the_same_story_is_one_incident_with_a_count(page, hears):
    hears(comment())
    hears(comment("На Пушкина у дома 12 яма!", 12, OTHER), NOW + timedelta(hours=2))
    first, second = Appeal.objects.order_by("pk")
    assert second.duplicate_of == first
    assert Appeal.objects.told_together([first]) == {first.pk: 2}


def test_an_old_story_is_another_one(page, hears):
    hears(comment())
    hears(comment("На Пушкина у дома 12 яма!", 12, OTHER), NOW + timedelta(days=4))
    assert not Appeal.objects.filter(status="duplicate").exists()


# changed, deleted


def test_words_that_are_changed_are_changed_here_and_the_history_says_so(page, hears):
    told = comment("яма посреди дороги")
    hears(told)
    hears(changed(told, POTHOLE), NOW + timedelta(minutes=1))
    found = Appeal.objects.get()
    assert (found.text, found.street) == (POTHOLE, "улица Пушкина")
    assert [entry.verb for entry in found.changes.all()] == ["submitted", "noted", "linked"]
    assert POTHOLE not in str(list(found.changes.values()))


def test_what_was_put_aside_is_read_anew_when_its_words_are_changed(page, hears):
    told = comment("Здравствуйте")
    hears(told)
    hears(changed(told, POTHOLE))
    assert Appeal.objects.get().text == POTHOLE
    assert not NetworkMessage.objects.get().is_aside


def test_a_change_before_the_words_themselves_is_the_words(page, hears):
    hears(changed(comment("x"), POTHOLE))
    hears(comment("яма"))
    assert Appeal.objects.get().text == POTHOLE


def test_who_is_forgotten_is_forgotten_here_too(page, hears, telegram, operator):
    posted(page)
    hears(comment())
    erasing.erase_author(Appeal.objects.get(), at=NOW)
    row = NetworkMessage.objects.get()
    assert (row.author, row.author_name, row.text) == ("", "", "")
    assert not any("Секретова" in event.body for event in IncomingEvent.objects.all())
    answering.give(Appeal.objects.get(), "Заделали", outcome="explained", by=operator, at=NOW)
    sent_out()
    assert telegram.calls == []


def test_what_was_put_aside_is_forgotten_after_a_month(page, hears):
    hears(comment("Здравствуйте"))
    NetworkMessage.objects.forget_aside(NOW + timedelta(days=30))
    assert NetworkMessage.objects.get().text
    NetworkMessage.objects.forget_aside(NOW + timedelta(days=30, seconds=1))
    assert not NetworkMessage.objects.get().text


# answered


def test_the_answer_stands_below_the_comment_and_names_no_person(page, hears, telegram, operator, follow_up):
    posted(page)
    hears(comment())
    words = "Анна Секретова, яму заделаем до пятницы."
    answering.give(Appeal.objects.get(), words, outcome="planned", by=operator, at=NOW)
    follow_up(NOW)
    sent_out()
    [call] = telegram.calls
    assert call.method == "sendMessage"
    assert call.fields["chat_id"] == str(GROUP)
    assert call.fields["reply_parameters"]["message_id"] == 11
    first, _empty, *rest = call.fields["text"].splitlines()
    assert str(Appeal.objects.get()) in first
    assert "яму заделаем до пятницы" in " ".join(rest)
    assert "Анна" not in call.fields["text"]
    assert "Секретов" not in call.fields["text"]
    assert "/m/" not in call.fields["text"], "the own page is nobody else's"
    assert f"appeal-{Appeal.objects.get().pk}" in call.fields["text"]


def test_everybody_of_one_story_is_answered_once(page, hears, telegram, operator, follow_up):
    hears(comment())
    hears(comment("На Пушкина у дома 12 яма!", 12, OTHER), NOW + timedelta(hours=2))
    main = Appeal.objects.get(duplicate_of=None)
    answering.give(main, "Заделали.", outcome="explained", by=operator, at=NOW + timedelta(hours=3))
    for _time in range(2):
        follow_up(NOW + timedelta(hours=3))
    sent_out()
    Delivery.objects.filter(state="waiting").update(next_try_at=NOW)
    sent_out()
    assert [call.fields["reply_parameters"]["message_id"] for call in telegram.calls] == [11, 12]


def test_a_question_asks_to_write_in_private_and_repeats_nothing(page, hears, telegram, operator, follow_up):
    hears(comment())
    asking.ask(Appeal.objects.get(), "Анна, какой у вас телефон?", by=operator, at=NOW)
    follow_up(NOW)
    sent_out()
    [call] = telegram.calls
    assert call.fields["reply_parameters"]["message_id"] == 11
    assert "телефон" not in call.fields["text"]


def test_who_has_written_in_private_is_asked_there_and_the_reply_is_a_reply(page, hears, telegram, operator, follow_up):
    hears(private("Здравствуйте", 20))
    hears(comment())
    asking.ask(Appeal.objects.get(), "Какая глубина?", by=operator, at=NOW)
    follow_up(NOW)
    sent_out()
    [call] = telegram.calls
    assert call.fields["chat_id"] == "77"
    assert "Какая глубина?" in call.fields["text"]
    hears(private("по колено", 22), NOW + timedelta(hours=1))
    assert Appeal.objects.count() == 1
    assert Appeal.objects.get().questions.get().reply == "по колено"


def test_who_writes_in_private_gets_the_link_of_the_own_page_in_private(page, hears, telegram, follow_up):
    hears(private())
    follow_up(NOW)
    sent_out()
    [call] = telegram.calls
    assert call.fields["chat_id"] == "77"
    assert Appeal.objects.get().get_secret_url() in call.fields["text"]
    assert Delivery.objects.get().action == "notice", "no list of the desk shows it"


def test_a_refused_private_word_is_not_shown_to_a_dispatcher(page, hears, dispatcher):
    hears(private())
    page_of = signed_in(dispatcher).get(reverse("desk-deliveries")).content.decode()
    assert Appeal.objects.get().secret not in page_of


# the inbox


def test_the_inbox_shows_what_came_from_networks(page, small_city, hears, operator):
    hears(comment())
    actions.submit(city=small_city, category=Appeal.objects.get().category, point=PUSHKINA, at=NOW, text="иначе")
    rows = signed_in(operator).get(reverse("desk-appeals"), {"source": "network"}).context["rows"]
    assert [row.text for row, _late in rows] == [POTHOLE]


def test_the_whole_way_by_the_door(page, hears, follow_up):
    told = json.dumps(comment())
    headers = {"X-Telegram-Bot-Api-Secret-Token": "s" * 43}
    address = reverse("hook", args=["telegram", page.pk])
    for _time in range(3):
        assert Client().post(address, told, "application/json", headers=headers).status_code == 200
    from django.utils import timezone

    follow_up(timezone.now())
    assert Appeal.objects.get().text == POTHOLE
