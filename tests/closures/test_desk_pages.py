"""The dispatcher's pages: what each role finds there, and the two buttons about a delivery."""

import pytest
import time_machine

from roadmap.delivery import Content, enqueue
from roadmap.models import Delivery
from tests.closures.factories import active, draft, published
from tests.conftest import NOW, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


def test_the_desk_asks_who_is_there(client):
    assert client.get("/desk/").headers["Location"].startswith("/login/")


def test_each_tab_holds_its_own(agency, dispatcher):
    running, coming, unseen = active(agency), published(agency), draft(agency)
    desk = signed_in(dispatcher)
    for state, event in (("active", running), ("planned", coming), ("draft", unseen)):
        html = desk.get("/desk/", {"state": state}).content.decode()
        found = [other.pk for other in (running, coming, unseen) if f"/desk/events/{other.pk}/" in html]
        assert found == [event.pk]


def test_an_empty_tab_has_words(dispatcher):
    assert "Здесь пусто" in signed_in(dispatcher).get("/desk/").content.decode()


def test_an_operator_has_the_messages_for_a_desk(operator):
    assert signed_in(operator).get("/desk/", follow=True).redirect_chain[-1][0] == "/desk/appeals/"


def test_a_stranger_finds_no_event(agency, other_dispatcher):
    event = published(agency)
    assert signed_in(other_dispatcher).get(f"/desk/events/{event.pk}/").status_code == 404


def test_the_editor_tells_which_channels_are_not_configured(dispatcher):
    assert "Telegram" in signed_in(dispatcher).get("/desk/events/new/").content.decode()


def test_the_editor_holds_the_event_in_the_citys_time(agency, dispatcher):
    event = published(agency)
    html = signed_in(dispatcher).get(f"/desk/events/{event.pk}/").content.decode()
    assert "2026-06-11T12:00:00+05:00" in html


def test_an_event_with_hostile_words_breaks_no_page(agency, dispatcher, client):
    event = published(agency, reason="</script><script>alert(1)</script>")
    for browser, address in ((signed_in(dispatcher), f"/desk/events/{event.pk}/"), (client, f"/events/{event.pk}/")):
        assert b"<script>alert" not in browser.get(address).content


@pytest.fixture
def unknown(small_city, settings):
    settings.TELEGRAM_TOKEN, settings.TELEGRAM_CHAT = "1:t", "@roads"
    (row,) = enqueue(
        "road-event:1", 1, Content("Закрыто", "Закрыто", "Закрыто", ""), city=small_city, at=NOW, channels=["telegram"]
    )
    Delivery.objects.filter(pk=row.pk).update(state="unknown", reason="Telegram не ответил.")
    return row


def test_an_unknown_delivery_is_a_question_with_two_buttons(unknown, dispatcher):
    html = signed_in(dispatcher).get("/desk/deliveries/").content.decode()
    assert html.count(f'action="/desk/deliveries/{unknown.pk}/"') == 2


@pytest.mark.parametrize(("verdict", "state"), [("there", "sent"), ("again", "waiting")])
def test_each_button_settles_it(unknown, dispatcher, verdict, state):
    desk = signed_in(dispatcher)
    desk.post(f"/desk/deliveries/{unknown.pk}/", {"verdict": verdict, "remote": "https://t.me/roads/5"})
    unknown.refresh_from_db()
    assert (unknown.state, unknown.settled_by) == (state, dispatcher)
    again = desk.post(f"/desk/deliveries/{unknown.pk}/", {"verdict": "there"}, follow=True)
    assert "уже не под вопросом" in again.content.decode()


def test_nobody_else_may_settle_it(unknown, operator, client):
    assert signed_in(operator).post(f"/desk/deliveries/{unknown.pk}/", {"verdict": "again"}).status_code == 404
    assert client.post(f"/desk/deliveries/{unknown.pk}/", {"verdict": "again"}).status_code == 302
    unknown.refresh_from_db()
    assert unknown.state == "unknown"
