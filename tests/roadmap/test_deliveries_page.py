"""Who may answer for a delivery in question."""

import pytest
from django.conf import settings as site
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from roadmap.models import Agency, City, Delivery, User
from tests.closures.factories import published
from tests.conftest import signed_in
from tests.queries import cost

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(agency) -> Delivery:
    delivery = Delivery.objects.filter(subject=published(agency).subject).first()
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.UNKNOWN)
    return delivery


def settle(user, delivery: Delivery, remote: str = "77") -> str:
    signed_in(user).post(f"/desk/deliveries/{delivery.pk}/", {"verdict": "there", "remote": remote})
    return Delivery.objects.get(pk=delivery.pk).state


def test_a_dispatcher_of_the_city_settles_it(asked, dispatcher):
    assert settle(dispatcher, asked) == "sent"


def test_an_english_desk_names_them_in_english_in_every_channel(asked, dispatcher):
    Delivery.objects.update(title_en="")
    english = Delivery.objects.get(pk=asked.pk)
    english.pk, english.channel, english.title_en = None, "max", "Road closed: ulitsa Pushkina"
    english.save()
    desk = signed_in(dispatcher)
    desk.cookies[site.LANGUAGE_COOKIE_NAME] = "en"
    for page in ("/desk/deliveries/", f"/desk/deliveries/{asked.pk}/"):
        words = desk.get(page).content.decode()
        assert "Road closed: ulitsa Pushkina" in words and escape(asked.title) not in words.partition("post-preview")[0]


def test_an_operator_does_not(asked, operator):
    assert settle(operator, asked) == "unknown"


def test_a_dispatcher_of_another_city_neither_sees_nor_settles_it(asked, small_city):
    city = City.objects.create(
        slug="elsewhere", name="Elsewhere", time_zone="UTC", metric_srid=32631, box=small_city.box
    )
    there = Agency.objects.create(city=city, slug="elsewhere", name="Elsewhere")
    stranger = User.objects.create_user("stranger", password="pass-word-1", agency=there, roles=["dispatcher"])
    assert settle(stranger, asked) == "unknown"
    assert asked.title not in signed_in(stranger).get("/desk/deliveries/").content.decode()


def test_an_answer_without_an_address_says_what_is_missing_and_settles_nothing(asked, dispatcher):
    answer = signed_in(dispatcher).post(f"/desk/deliveries/{asked.pk}/", {"verdict": "there", "remote": " "})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'aria-describedby="wrong-{asked.pk}"' in page
    assert "Укажите адрес записи" in page
    assert Delivery.objects.get(pk=asked.pk).state == "unknown"


def test_sending_again_is_offered_for_the_latest_text_only(asked, dispatcher):
    Delivery.objects.filter(pk=asked.pk).update(state=Delivery.State.REFUSED)
    page = signed_in(dispatcher).get("/desk/deliveries/").content.decode()
    assert 'value="again"' in page
    later(asked)
    page = signed_in(dispatcher).get("/desk/deliveries/").content.decode()
    assert 'value="again"' not in page
    assert "обогнала более новая версия" in page
    signed_in(dispatcher).post(f"/desk/deliveries/{asked.pk}/", {"verdict": "again"})
    assert Delivery.objects.get(pk=asked.pk).state == "refused"


def test_an_unknown_text_that_was_overtaken_may_be_said_not_to_be_there(asked, dispatcher):
    later(asked)
    page = signed_in(dispatcher).get("/desk/deliveries/").content.decode()
    assert 'value="absent"' in page
    assert 'value="again"' not in page
    signed_in(dispatcher).post(f"/desk/deliveries/{asked.pk}/", {"verdict": "absent"})
    assert Delivery.objects.get(pk=asked.pk).state == "refused"


def later(delivery: Delivery) -> None:
    """The same post's next version, which waits."""
    Delivery.objects.create(
        subject=delivery.subject,
        version=delivery.version + 1,
        channel=delivery.channel,
        recipient=delivery.recipient,
        action="edit",
        city=delivery.city,
        title="Продлено",
        text="Продлено",
        created_at=delivery.created_at,
        next_try_at=delivery.created_at,
    )


def test_pages_are_turned_without_counting_all_rows(asked, dispatcher):
    city, at = asked.city, asked.created_at
    Delivery.objects.bulk_create(
        Delivery(
            subject=f"x:{number}",
            version=1,
            channel="journal",
            recipient="journal",
            city=city,
            title=f"Запись {number}",
            text="",
            created_at=at,
            next_try_at=at,
            state="sent",
        )
        for number in range(60)
    )
    client = signed_in(dispatcher)
    with CaptureQueriesContext(connection) as asked_for:
        first = client.get("/desk/deliveries/").content.decode()
    of_all = 'FROM "roadmap_delivery"'
    counted = [query["sql"] for query in asked_for if f'COUNT(*) AS "__count" {of_all}' in query["sql"]]
    counted = [sql for sql in counted if "unknown" not in sql]
    assert counted == []
    assert "Запись 59" in first
    assert "Запись 0<" not in first
    assert "Запись 0<" in client.get("/desk/deliveries/?page=2").content.decode()
    assert client.get("/desk/deliveries/?page=²").status_code == 200


class TestTextAsSent:
    def test_it_is_shown_with_its_picture_and_leads_to_the_event_and_back(self, asked, dispatcher):
        client = signed_in(dispatcher)
        number = asked.subject.partition(":")[2]
        event, page = f"/desk/events/{number}/", f"/desk/deliveries/{asked.pk}/"
        shown = client.get(page).content.decode()
        assert escape(asked.text) in shown
        assert f"/pictures/{asked.picture.digest}.png" in shown
        assert f'href="{event}"' in shown
        assert f'href="{page}"' in client.get(event).content.decode()
        listed = client.get("/desk/deliveries/").content.decode()
        assert f'href="{page}"' in listed
        assert f'href="{event}"' in listed

    def test_under_a_picture_telegram_has_the_caption(self, asked, dispatcher):
        Delivery.objects.filter(pk=asked.pk).update(channel="telegram", caption="Под картинкой", text="Целиком")
        page = f"/desk/deliveries/{asked.pk}/"
        shown = signed_in(dispatcher).get(page).content.decode()
        assert "Под картинкой" in shown
        assert "Целиком" not in shown
        Delivery.objects.filter(pk=asked.pk).update(picture=None)
        assert "Целиком" in signed_in(dispatcher).get(page).content.decode()

    def test_another_agencys_text_leads_to_no_page_that_would_not_open(self, asked, other_agency):
        person = User.objects.create_user("other", password="pass-word-1", agency=other_agency, roles=["dispatcher"])
        shown = signed_in(person).get(f"/desk/deliveries/{asked.pk}/")
        assert shown.status_code == 200
        assert "/desk/events/" not in shown.content.decode().partition("page-head")[2]

    def test_nobody_else_reads_it(self, asked, operator, client):
        page = f"/desk/deliveries/{asked.pk}/"
        assert signed_in(operator).get(page).status_code == 404
        assert client.get(page).status_code == 302


def copies(delivery: Delivery, count: int, *, start: int = 0, **values) -> None:
    rows = []
    for number in range(start, start + count):
        row = Delivery.objects.get(pk=delivery.pk)
        row.pk, row.subject = None, f"road-event:{1_000_000 + number}"
        for name, value in values.items():
            setattr(row, name, value)
        rows.append(row)
    Delivery.objects.bulk_create(rows)


def test_a_channels_badge_counts_what_was_refused_and_what_is_in_question(asked, dispatcher):
    copies(asked, 2, channel="telegram", state="refused", title="Отклонённая")
    copies(asked, 1, start=2, channel="telegram", state="unknown", title="Под вопросом")
    client = signed_in(dispatcher)
    page = client.get("/desk/deliveries/").content.decode()
    assert "отклонено: 2" in page
    assert page.count("под вопросом: 1") == 2, "the journal has one of its own"
    later(Delivery.objects.filter(state="refused").first())
    assert "отклонено: 1" in client.get("/desk/deliveries/").content.decode(), "one was overtaken"
    narrowed = client.get("/desk/deliveries/?wrong=telegram").content.decode()
    rows = narrowed.partition('class="rows deliveries"')[2]
    assert (rows.count("Отклонённая"), rows.count("Под вопросом"), rows.count("Продлено")) == (1, 1, 0)


def test_a_longer_list_asks_no_more_questions(asked, dispatcher):
    client = signed_in(dispatcher)
    few = cost(client, "/desk/deliveries/")
    copies(asked, 30, state="sent")
    assert cost(client, "/desk/deliveries/") == few
