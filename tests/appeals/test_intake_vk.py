"""VK: from a comment under our post to the reply below it, and what its author changes or deletes."""

import json
from datetime import timedelta

import pytest

from appeals import actions, answering, asking
from appeals.models import Appeal, NetworkMessage
from roadmap import delivery
from roadmap.hooks import keeping
from roadmap.models import Delivery, IncomingEvent
from tests.appeals.factories import PUSHKINA
from tests.appeals.test_intake import POTHOLE
from tests.conftest import NOW, SHARED
from tests.doubles.networks.accounts import account
from tests.doubles.networks.vk import COMMUNITY_KEY, GROUP, Post, VkDouble
from tests.standards.test_vk_schema import check, methods  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
PERSON = 4242


@pytest.fixture
def vk(settings):
    with VkDouble() as double:
        settings.VK_API = double.url
        double.posts[500] = Post("Улица Баумана закрыта", "", NOW)
        yield double


@pytest.fixture
def page(agency):
    row = account(agency, "vk", f"-{GROUP}", {"community": COMMUNITY_KEY, "hook": "s" * 43})
    told = {"city": row.city, "channel": "vk", "recipient": row.place, "account": row, "state": "sent"}
    when = {"created_at": NOW, "next_try_at": NOW, "sent_at": NOW}
    words = "Улица Баумана закрыта"
    Delivery.objects.create(subject="road-event:1", version=1, title=words, text=words, remote_id="500", **told, **when)
    return row


@pytest.fixture
def hears(page, follow_up):
    numbers = iter(range(1, 1000))

    def hears(kind, told, at=NOW):
        event = {"type": kind, "group_id": GROUP, "event_id": f"e{next(numbers)}", "object": told}
        keeping.take_in(page, event["event_id"], json.dumps(event), at)
        follow_up(at)

    return hears


def comment(text=POTHOLE, number=11, **told) -> dict:
    base = {"id": number, "from_id": PERSON, "owner_id": -GROUP, "post_owner_id": -GROUP, "post_id": 500, "date": 1}
    return base | {"text": text} | told


def private(text, number=21, **told) -> dict:
    base = {"id": 900, "conversation_message_id": number, "from_id": PERSON, "peer_id": PERSON, "date": 1}
    return {"message": base | {"text": text} | told, "client_info": {}}


def sent_out(at=NOW) -> None:
    for pk in Delivery.objects.filter(state="waiting").order_by("pk").values_list("pk", flat=True):
        delivery.send(pk, at + timedelta(hours=1))


@pytest.mark.shared_data
def test_a_comment_is_on_its_segment_and_its_answer_the_reply_in_its_thread(
    page,
    hears,
    vk,
    operator,
    follow_up,
    methods,  # noqa: F811
):
    hears("wall_reply_new", comment())
    found = Appeal.objects.get()
    assert (found.category.code, found.segment.road.name, found.house) == ("pothole", "улица Пушкина", "12")
    assert "Улица Баумана закрыта" in found.place_text
    answering.give(found, "Заделаем до пятницы.", outcome="planned", by=operator, at=NOW)
    follow_up(NOW)
    sent_out()
    [call] = vk.calls
    check(call, methods, vk)
    assert call.name == "wall.createComment"
    told = {name: call.fields[name] for name in ("owner_id", "post_id", "reply_to_comment", "from_group")}
    assert told == {"owner_id": f"-{GROUP}", "post_id": "500", "reply_to_comment": "11", "from_group": str(GROUP)}
    assert "Заделаем до пятницы." in call.fields["message"]
    assert Delivery.objects.get(subject__startswith="comment:").state == "sent"


def test_a_reply_whose_answer_was_lost_goes_once_more_as_the_same(page, hears, vk, operator, follow_up):
    hears("wall_reply_new", comment())
    answering.give(Appeal.objects.get(), "Заделаем.", outcome="planned", by=operator, at=NOW)
    follow_up(NOW)
    vk.fail("lost", None, "wall.createComment")
    for hours in (0, 1):
        Delivery.objects.filter(state="waiting").update(next_try_at=NOW)
        sent_out(NOW + timedelta(minutes=hours))
    guids = {call.fields["guid"] for call in vk.calls}
    assert len(vk.calls) == 2
    assert len(guids) == 1


def test_a_deleted_comment_takes_its_words_and_the_message_along(page, hears, vk, follow_up):
    hears("wall_reply_new", comment())
    hears("wall_reply_delete", {"id": 11, "owner_id": -GROUP, "post_id": 500, "deleter_id": PERSON})
    follow_up(NOW)
    found, row = Appeal.objects.get(), NetworkMessage.objects.get()
    assert (found.status, found.text, row.text, row.author) == ("rejected", "", "", "")
    assert not any(POTHOLE in str(event.told) for event in IncomingEvent.objects.all())
    sent_out()
    assert vk.calls == []


def test_a_deleted_comment_that_somebody_works_on_stays_in_work_without_its_words(page, hears, vk, operator):
    hears("wall_reply_new", comment())
    actions.take(Appeal.objects.get(), by=operator, at=NOW)
    hears("wall_reply_delete", {"id": 11, "owner_id": -GROUP, "post_id": 500})
    assert (Appeal.objects.get().status, Appeal.objects.get().text) == ("in-work", "")


def test_a_deletion_that_comes_first_leaves_nothing_to_come(page, hears):
    hears("wall_reply_delete", {"id": 11, "owner_id": -GROUP, "post_id": 500})
    hears("wall_reply_new", comment())
    assert not Appeal.objects.exists()
    assert NetworkMessage.objects.get().text == ""


def test_a_changed_comment_is_changed(page, hears):
    hears("wall_reply_new", comment("яма посреди дороги"))
    hears("wall_reply_edit", comment())
    assert Appeal.objects.get().text == POTHOLE


def test_our_own_words_make_nothing(page, hears):
    hears("wall_reply_new", comment(from_id=-GROUP))
    hears("message_new", private("x", from_id=-GROUP))
    hears("wall_post_new", {"id": 500, "text": POTHOLE})
    hears("wall_reply_new", [])
    hears("message_new", {"message": 5})
    assert not NetworkMessage.objects.exists()


def test_whom_it_addresses_is_not_part_of_the_words(page, hears):
    hears("wall_reply_new", comment(f"[club{GROUP}|Дороги], {POTHOLE}"))
    assert Appeal.objects.get().text == POTHOLE


def test_a_place_and_a_photo_come_along(page, hears):
    geo = {"type": "point", "coordinates": {"latitude": PUSHKINA.y, "longitude": PUSHKINA.x}}
    sizes = [{"type": "s", "url": "https://x.example/s.jpg"}, {"type": "w", "url": "https://x.example/w.jpg"}]
    hears("message_new", private("Яма", geo=geo, attachments=[{"type": "photo", "photo": {"sizes": sizes}}]))
    assert Appeal.objects.get().street == "улица Пушкина"
    assert NetworkMessage.objects.get().photos == ["https://x.example/w.jpg"]


@pytest.mark.shared_data
def test_who_wrote_in_private_is_asked_in_private(page, hears, vk, operator, follow_up, methods):  # noqa: F811
    hears("message_new", private("Здравствуйте"))
    hears("wall_reply_new", comment())
    asking.ask(Appeal.objects.get(), "Какая глубина?", by=operator, at=NOW)
    follow_up(NOW)
    sent_out()
    [call] = vk.calls
    check(call, methods, vk)
    assert (call.name, call.fields["peer_id"]) == ("messages.send", str(PERSON))
    assert "Какая глубина?" in call.fields["message"]


@pytest.mark.shared_data
def test_maxs_sample_updates_are_worked_off(agency, follow_up):
    samples = SHARED / "data" / "channel-schemas" / "max" / "sample-updates"
    row = account(agency, "max", "-1001", {"hook": "s" * 43})
    for number, path in enumerate(sorted(samples.glob("webhook.*.json"))):
        keeping.take_in(row, str(number), path.read_text(encoding="utf-8"), NOW)
    follow_up(NOW)
    assert row.messages.count() == 2, "one was written, one changed; the changed one was deleted, too"
    assert IncomingEvent.objects.exclude(about="").count() == 3


def test_a_message_in_max_is_a_message(agency, follow_up):
    row = account(agency, "max", "-1001", {"hook": "s" * 43})
    place = {"type": "location", "latitude": PUSHKINA.y, "longitude": PUSHKINA.x}
    message = {
        "recipient": {"chat_id": 5, "chat_type": "dialog", "user_id": 9},
        "sender": {"user_id": 7, "name": "Анна", "is_bot": False},
        "body": {"mid": "mid.1", "text": "Яма", "attachments": [place]},
    }
    told = {"update_type": "message_created", "timestamp": 5, "message": message}
    keeping.take_in(row, "1", json.dumps(told), NOW)
    follow_up(NOW)
    assert (Appeal.objects.get().street, Appeal.objects.get().author_name) == ("улица Пушкина", "Анна")
