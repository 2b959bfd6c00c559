"""From the form to the letter: whom a change concerns, what they are told, once each, and the end of it."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.gis.geos import MultiPolygon
from django.utils import timezone

from closures import actions, amending, by_plan, confirming
from closures.models import DigestItem, Heard, RoadEvent, Subscription, Trip
from closures.models.subscription import EVERY_DAY, EVERY_HOUR
from closures.subscriptions import actions as reading
from closures.subscriptions import digest, fan_out
from closures.subscriptions.forms import SubscribeForm
from closures.subscriptions.hours import due_at, next_digest
from closures.subscriptions.reach import reach_of, weeks_of
from closures.subscriptions.words import what_changed
from closures.trips import keeping
from roadmap import delivery
from roadmap.models import Address, Area, Delivery, Road, Subscriber
from roadmap.postgis import point_at
from tests.closures.factories import draft, line, lonlat, phase, published
from tests.closures.trips import EAST_ON_LENINA, EAST_ON_PUSHKINA, WORKDAYS, hours, trip
from tests.conftest import NOW
from tests.doubles.mailbox import html_of, text_of

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Yekaterinburg")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
State = Delivery.State
FORM = {"channel": "mail", "email": "anna@example.org", "where": "street", "street": "улица Пушкина"}
CITY = FORM | {"where": "city"}


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def post(follow_up):
    """Does what is due at a moment: effects, then deliveries, as workers would."""

    def post(at=NOW):
        follow_up(at)
        while due := list(Delivery.objects.due(at).ready().values_list("pk", flat=True)):
            for pk in due:
                delivery.send(pk, at)

    return post


def wish(city, address="anna@example.org", *, confirmed=True, language="ru", **values):
    reader, _new = Subscriber.objects.get_or_create(
        city=city, channel="mail", address=address, defaults={"language": language, "created_at": NOW}
    )
    place = {} if {"road", "area", "point", "trip"} & values.keys() else {"whole_city": city}
    made = Subscription(subscriber=reader, created_at=NOW, confirmed_at=NOW if confirmed else None, **place, **values)
    made.draw_circle()
    made.save()
    return made


def moved(event, **values):
    return amending.change(event, fields={}, phases=[phase(**values)], by=None, at=NOW)


def test_a_street_is_asked_for_confirmed_told_of_a_change_once_and_of_its_end_once(client, agency, mailbox, post):
    page = client.post("/subscribe/", FORM)
    assert "Загляните в почту" in page.content.decode()
    event = published(agency)
    post()
    (asking,) = mailbox.letters
    assert "Улица Пушкина" in text_of(asking)

    reader = Subscriber.objects.get()
    secret = reader.get_absolute_url()
    assert secret in text_of(asking)
    client.get(secret)
    assert not Subscription.objects.confirmed().exists(), "a program that opens links confirms nothing"
    client.post(secret, {"verb": "confirm", "pk": reader.subscriptions.get().pk})

    moved(event, planned_end=NOW + 9 * DAY)
    post(), post()
    confirming.finish(RoadEvent.objects.get(pk=event.pk), by=None, at=NOW + 2 * DAY)
    post(NOW + 2 * DAY), post(NOW + 2 * DAY)
    _asking, changed, over = mailbox.letters
    assert "Конец перенесён с 13 на 19 июня." in text_of(changed)
    assert "Продлено закрытие движения" in changed["Subject"]
    assert f"/events/{event.pk}/" in text_of(changed)
    assert "Открыто движение" in over["Subject"]
    assert over["In-Reply-To"] == changed["Message-ID"]
    assert not Heard.objects.exists()


def test_an_edit_that_texts_do_not_tell_of_is_no_word(agency, mailbox, post):
    wish(agency.city)
    event = published(agency)
    post()
    amending.change(event, fields={"client": "Заказчик", "severity": 5}, by=None, at=NOW)
    post()
    assert len(mailbox.letters) == 1


def test_a_channel_that_the_site_has_no_more_gets_no_word(agency, mailbox, post, settings):
    """Nothing waits for it, and who heard of nothing hears of no end."""
    reader = wish(agency.city).subscriber
    settings.EMAIL_URL = ""
    published(agency)
    post()
    assert not reader.deliveries.exists()
    assert not Heard.objects.exists()


def test_of_two_changes_hours_apart_a_digest_tells_the_latest(agency, mailbox, post):
    wish(agency.city, digest_hour=8)
    event = published(agency)
    post()
    amending.change(event, fields={}, phases=[phase(planned_end=NOW + 9 * DAY)], by=None, at=NOW + HOUR)
    post(NOW + HOUR)
    digest.send_due(NOW + DAY)
    post(NOW + DAY)
    (letter,) = mailbox.letters
    assert "Конец перенесён с 13 на 19 июня." in text_of(letter)


def test_several_wishes_of_one_reader_make_one_letter(agency, mailbox, post):
    wish(agency.city), wish(agency.city, road=Road.objects.get(name="улица Пушкина"))
    published(agency)
    post()
    assert len(mailbox.letters) == 1


def test_an_english_reader_is_told_in_english(agency, mailbox, post):
    wish(agency.city, language="en")
    event = published(agency)
    moved(event, planned_end=NOW + 9 * DAY)
    post()
    assert "The end is moved from 13 to 19 June." in text_of(mailbox.letters[-1])
    assert "Unsubscribe from everything" in html_of(mailbox.letters[-1])


def test_one_who_never_heard_of_it_does_not_hear_of_its_end(agency, mailbox, post):
    event = published(agency)
    post()
    wish(agency.city)
    actions.cancel(event, by=None, at=NOW)
    post()
    assert mailbox.letters == []


def test_one_who_heard_hears_the_end_though_it_went_elsewhere(agency, mailbox, post):
    wish(agency.city, road=Road.objects.get(name="улица Пушкина"))
    event = published(agency)
    post()
    moved(event, geometry=line((0, 20), (0, 150)))
    actions.cancel(RoadEvent.objects.get(pk=event.pk), by=None, at=NOW)
    post()
    assert "Отменено" in mailbox.letters[-1]["Subject"]


def test_what_waited_for_the_morning_is_withdrawn_when_the_event_is_over_before(agency, mailbox, post):
    wish(agency.city, is_quiet_at_night=True)
    night, morning = NOW + 11 * HOUR, NOW + 19 * HOUR  # 23:00 and 07:00 of the city
    event = published(agency, at=night, phases=[phase(planned_start=NOW + 3 * DAY, planned_end=NOW + 4 * DAY)])
    post(night)
    assert mailbox.letters == []
    actions.cancel(event, by=None, at=night + HOUR)
    post(night + HOUR), post(morning)
    assert mailbox.letters == []
    assert not Heard.objects.exists()


def test_word_of_the_night_comes_in_the_morning_unless_it_begins_before(agency, mailbox, post):
    wish(agency.city, is_quiet_at_night=True)
    night, morning = NOW + 11 * HOUR, NOW + 19 * HOUR
    published(agency, at=night, phases=[phase(planned_start=NOW + 3 * DAY, planned_end=NOW + 4 * DAY)])
    published(agency, at=night, phases=[phase(planned_start=NOW + 14 * HOUR, planned_end=NOW + 2 * DAY)])
    post(night)
    assert len(mailbox.letters) == 1
    post(morning - timedelta(seconds=1))
    assert len(mailbox.letters) == 1
    post(morning)
    assert len(mailbox.letters) == 2


def test_a_digest_has_the_latest_word_of_each_event_once_at_its_hour(agency, mailbox, post):
    wish(agency.city, digest_hour=18)
    event = published(agency)
    moved(event, planned_end=NOW + 9 * DAY)
    published(agency, phases=[phase(planned_start=NOW + 5 * DAY, planned_end=NOW + 6 * DAY)])
    post()
    six = datetime(2026, 6, 10, 18, 0, tzinfo=ZONE)
    assert (digest.send_due(six - HOUR), digest.send_due(six), digest.send_due(six)) == (0, 1, 0)
    post(six)
    (letter,) = mailbox.letters
    assert "2" in letter["Subject"]
    assert text_of(letter).count("Конец перенесён с 13 на 19 июня.") == 1
    assert not DigestItem.objects.exists()


def test_a_digest_is_written_in_its_readers_language(agency, mailbox, post):
    """One change, two readers, one batch."""
    wish(agency.city, digest_hour=18), wish(agency.city, "john@example.org", language="en", digest_hour=18)
    moved(published(agency), planned_end=NOW + 9 * DAY)
    post()
    assert digest.send_due(NOW + DAY) == 2
    post(NOW + DAY)
    told = {letter["To"]: text_of(letter) for letter in mailbox.letters}
    assert "Конец перенесён с 13 на 19 июня." in told["anna@example.org"]
    assert "The end is moved from 13 to 19 June." in told["john@example.org"]


def test_an_effect_begun_anew_tells_nobody_twice(agency, mailbox, post):
    wish(agency.city)
    event = published(agency)
    post()
    change = event.changes.get(verb="published")
    fan_out.tell(at=NOW, change=change.pk, after=0)
    post()
    assert len(mailbox.letters) == 1


def test_readers_come_in_batches_and_each_is_told_once(agency, mailbox, post, monkeypatch):
    monkeypatch.setattr("closures.subscriptions.fan_out.BATCH", 2)
    for number in range(5):
        wish(agency.city, f"reader-{number}@example.org")
    event = published(agency)
    post()
    assert sorted(letter["To"] for letter in mailbox.letters) == [f"reader-{n}@example.org" for n in range(5)]
    assert Heard.objects.filter(event=event).count() == 5


def test_a_change_that_a_later_one_has_overtaken_is_told_to_nobody(agency, mailbox, post):
    wish(agency.city)
    event = published(agency)
    moved(event, planned_end=NOW + 9 * DAY)
    post()
    assert [row.version for row in Delivery.objects.notices()] == [event.version + 1]


def test_calendar_and_feed_are_of_the_place_that_the_form_was_opened_with(client, small_city):
    page = client.get("/subscribe/?street=ulitsa-pushkina").text
    assert "/feeds/roadworks.ics?street=ulitsa-pushkina" in page
    near = client.get("/subscribe/?lon=65.54&lat=57.15").text
    assert "/feeds/roadworks.atom?near=65.54%2C57.15" in near
    for whole in ("/subscribe/", "/subscribe/?street=nowhere", "/subscribe/?lon=x&lat=57.15"):
        assert re.search(r'roadworks\.atom">[^<]*</a> всего города', client.get(whole).text), whole


def test_an_extension_is_told_though_the_new_term_has_passed_before_its_batch_runs(agency, mailbox, post):
    wish(agency.city)
    event = published(agency)
    post()
    moved(event, planned_end=NOW + 9 * DAY)
    by_plan.start(event, at=NOW + DAY)
    post(NOW + DAY)
    told = len(mailbox.letters)
    moved(event, planned_end=NOW + 19 * DAY)
    by_plan.mark_overdue(event, at=NOW + 19 * DAY)
    post(NOW + 19 * DAY)
    extended, overdue = mailbox.letters[told:]
    assert "Конец перенесён с 19 на 29 июня." in text_of(extended)
    assert "перенесён" not in text_of(overdue)


class TestWhom:
    """улица Пушкина from (0, 200) to (200, 200) is shut round the clock from 11 June, a Thursday, for two days."""

    def reached(self, event):
        return Subscription.objects.reached_by(reach_of(event, NOW))

    def test_by_place(self, agency):
        city = agency.city
        area = Area.objects.create(city=city, slug="north", name="Север", geometry=MultiPolygon(city.box, srid=4326))
        hit = [
            wish(city),
            wish(city, road=Road.objects.get(name="улица Пушкина")),
            wish(city, area=area),
            wish(city, point=point_at(*lonlat(100, 300)), radius_m=102),
        ]
        wish(city, road=Road.objects.exclude(name="улица Пушкина").first())
        wish(city, point=point_at(*lonlat(100, 300)), radius_m=98)
        wish(city, confirmed=False)
        assert list(self.reached(published(agency)).order_by("pk")) == hit

    def test_by_kind_and_what_is_shut(self, agency):
        shut, only = wish(agency.city, kinds=["closure"], only_closed=True), wish(agency.city, kinds=["repair-zone"])
        assert list(self.reached(published(agency))) == [shut]
        narrowed = published(agency, kind="repair-zone", phases=[phase(vehicle_impact="some-lanes-closed")])
        assert list(self.reached(narrowed)) == [only]

    def test_by_days_and_hours(self, agency):
        nights = {"hours": [{"weekdays": ["thu"], "start": "22:00", "end": "06:00"}], "except": []}
        event = published(agency, phases=[phase(schedule=nights, planned_end=NOW + 4 * DAY)])
        thursday, friday, monday = 1 << 3, 1 << 4, 1
        hit = [
            wish(agency.city, days=thursday, hours=1 << 22),
            wish(agency.city, days=friday, hours=1 << 5),
            wish(agency.city),
        ]
        wish(agency.city, days=friday, hours=1 << 22)
        wish(agency.city, days=thursday, hours=1 << 5)
        wish(agency.city, days=monday)
        assert list(self.reached(event).order_by("pk")) == hit

    def test_the_number_of_questions_does_not_grow(self, agency, mailbox, follow_up, django_assert_max_num_queries):
        event = published(agency)
        follow_up(NOW)
        for number in range(30):
            wish(agency.city, f"reader-{number}@example.org")
        with django_assert_max_num_queries(30):
            fan_out.tell(at=NOW, change=event.changes.get(verb="published").pk, after=0)
        assert Delivery.objects.notices().count() == 30


@pytest.mark.parametrize(
    ("windows", "weeks"),
    [
        ([(datetime(2026, 6, 8, 4, 30, tzinfo=UTC), datetime(2026, 6, 8, 6, 0, tzinfo=UTC))], {0b11 << 9: 1}),
        ([(datetime(2026, 6, 8, tzinfo=UTC), None)], {}),
        ([], {}),
    ],
)
def test_the_week_of_an_event_by_the_citys_clock(windows, weeks):
    assert weeks_of(windows, ZONE) == weeks


@pytest.mark.parametrize(
    ("hour", "starts", "due"),
    [(12, [], 12), (23, [], 31), (3, [], 7), (3, [3], 3), (3, [5], 3), (3, [8], 7), (22, [30], 22), (7, [], 7)],
)
def test_at_night_it_is_quiet(hour, starts, due):
    midnight = datetime(2026, 6, 10, tzinfo=ZONE)
    windows = [(midnight + start * HOUR, None) for start in starts]
    assert due_at(midnight + hour * HOUR, ZONE, is_quiet=True, windows=windows) == midnight + due * HOUR
    assert due_at(midnight + hour * HOUR, ZONE, is_quiet=False, windows=windows) == midnight + hour * HOUR


def test_the_next_digest_is_of_today_until_its_hour():
    noon = datetime(2026, 6, 10, 12, tzinfo=ZONE)
    assert (next_digest(13, noon, ZONE), next_digest(12, noon, ZONE)) == (noon + HOUR, noon + DAY)


def test_what_changed_is_told_in_sentences(agency):
    event = published(agency, detour="по улице Мира")
    change = amending.change(
        event,
        fields={"detour": "по Садовой улице"},
        phases=[phase(planned_start=NOW + 2 * DAY, planned_end=NOW + 25 * DAY + HOUR)],
        by=None,
        at=NOW,
    )
    assert what_changed(change) == [
        "Объезд: было — по улице Мира, стало — по Садовой улице.",
        "Начало перенесено с 11 на 12 июня.",
        "Конец перенесён с 13 июня, 12:00 на 5 июля, 13:00.",
    ]


class TestTrip:
    """East on улица Пушкина; what is shut there is shut from Thursday 11 June, noon, to Saturday noon."""

    @pytest.fixture
    def morning(self, city):
        return trip(city, *EAST_ON_PUSHKINA, schedule=hours("08:00", "10:00", WORKDAYS))

    @pytest.fixture
    def city(self, agency):
        return agency.city

    def shut(self, agency, *points, **values):
        return published(agency, phases=[phase(geometry=line(*points), **values)])

    def test_what_is_beside_it_is_silent(self, agency, city, mailbox, post):
        """A street that it crosses, the other carriageway, the other direction, other hours, another vehicle."""
        wish(city, trip=trip(city, *EAST_ON_PUSHKINA, schedule=hours("08:00", "10:00", WORKDAYS)))
        wish(city, trip=trip(city, *EAST_ON_LENINA))
        self.shut(agency, (0, 10), (0, 200))
        self.shut(agency, (100, 10), (-100, 10), direction="forward")
        self.shut(agency, (200, 200), (0, 200), direction="forward")
        self.shut(agency, (0, 200), (200, 200), schedule=hours("22:00", "06:00"))
        self.shut(agency, (0, 200), (200, 200), vehicle_classes=["lorry"])
        post()
        assert mailbox.letters == []

    def test_along_it_there_is_one_word_one_of_other_dates_and_one_of_the_end(
        self, agency, city, morning, mailbox, post
    ):
        wish(city, trip=morning)
        event = published(agency)
        post(), post()
        assert len(mailbox.letters) == 1
        moved(event, planned_end=NOW + 9 * DAY)
        post(), post()
        confirming.finish(RoadEvent.objects.get(pk=event.pk), by=None, at=NOW + 2 * DAY)
        post(NOW + 2 * DAY), post(NOW + 2 * DAY)
        _first, changed, over = mailbox.letters
        assert "Конец перенесён с 13 на 19 июня." in text_of(changed)
        assert "Открыто движение" in over["Subject"]

    def test_who_was_told_hears_that_it_is_called_off_though_it_had_moved_out_of_the_hours(
        self, agency, city, morning, mailbox, post
    ):
        wish(city, trip=morning)
        event = published(agency)
        post()
        moved(event, schedule=hours("22:00", "06:00"))
        post()
        actions.cancel(RoadEvent.objects.get(pk=event.pk), by=None, at=NOW)
        post()
        assert [("Отменено" in letter["Subject"]) for letter in mailbox.letters] == [False, False, True]

    def test_from_its_page_over_the_form_to_the_letter(self, client, morning, mailbox, post):
        address = f"/subscribe/?trip={morning.secret}"
        assert f'href="{address}"' in client.get(morning.get_absolute_url()).text
        page = client.get(address)
        assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "no-referrer")
        told = {"channel": "mail", "email": "anna@example.org", "where": "trip", "trip": morning.secret}
        client.post("/subscribe/", told | {"days": "weekend", "hour_from": "22", "hour_to": "6"})
        found = Subscription.objects.get()
        assert (found.trip, found.days, found.hours) == (morning, EVERY_DAY, EVERY_HOUR)
        post()
        assert "Моя поездка" in text_of(mailbox.letters[0])
        client.post(found.subscriber.get_absolute_url(), {"verb": "confirm", "pk": found.pk})
        page = client.get(found.subscriber.get_absolute_url()).text
        for name in ("roadworks.ics", "roadworks.atom"):
            assert f"{morning.get_absolute_url()}{name}" in page

    def test_what_is_no_trip_is_refused(self, client, small_city, mailbox):
        assert client.get("/subscribe/?trip=nowhere").status_code == 404
        answer = client.post(
            "/subscribe/", FORM | {"where": "trip", "trip": "nowhere"}, headers={"Accept": "application/json"}
        )
        assert (answer.status_code, set(answer.json())) == (400, {"trip"})

    def test_while_somebody_is_told_of_it_a_trip_is_kept(self, city, morning):
        other, asked = trip(city), trip(city)
        wish(city, trip=morning), wish(city, trip=asked, confirmed=False)
        assert keeping.forget(NOW + 181 * DAY) == 2
        assert list(Trip.objects.all()) == [morning], (other, asked)

    def test_a_trip_that_is_deleted_takes_its_reader_along(self, client, city, morning):
        wish(city, trip=morning)
        wish(city, "ivan@example.org", trip=morning), wish(city, "ivan@example.org")
        client.post(morning.get_absolute_url(), {"verb": "delete"})
        assert [reader.address for reader in Subscriber.objects.all()] == ["ivan@example.org"]
        assert Subscription.objects.get().whole_city == city


WRONG = {
    "channel": "pigeon",
    "email": "anna",
    "endpoint": {"channel": "push", "endpoint": "https://127.0.0.1/", "p256dh": "A", "auth": "B"},
    "where": "moon",
    "trip": {"where": "trip", "trip": "nobody's"},
    "district": {"where": "district", "district": "!"},
    "street": {"where": "street", "street": "qqqq"},
    "place": {"where": "around", "place": "somewhere"},
    "lon": {"where": "around", "lon": "999", "lat": "57"},
    "lat": {"where": "around", "lon": "65", "lat": "-99"},
    "radius_m": "7",
    "kinds": "ufo",
    "days": "never",
    "hour_from": "99",
    "hour_to": "x",
    "digest": "hourly",
    "digest_hour": "24",
}


class TestForm:
    def test_the_answer_never_says_whether_an_address_is_known(self, client, small_city, mailbox):
        wish(small_city)
        known, unknown = (
            client.post("/subscribe/", CITY | {"email": f"{who}@example.org"}) for who in ("anna", "ivan")
        )
        one, other = (re.sub(rb'name="csrf[^>]+', b"", page.content) for page in (known, unknown))
        assert one == other

    @pytest.mark.parametrize(
        "address",
        [
            "anna@example.org\r\nBcc: all@example.org",
            '"a\x0b b"@example.org',
            "anna@example.org, ivan@example.org",
            "Anna <anna@example.org>",
            "анна@example.org",
            "",
            "a" * 300 + "@example.org",
        ],
    )
    def test_an_address_that_could_break_a_letter_is_refused_and_named(self, client, small_city, mailbox, address):
        answer = client.post("/subscribe/", CITY | {"email": address})
        assert answer.status_code == 400
        assert 'id="error-email"' in answer.content.decode()
        assert not Subscriber.objects.exists()

    def test_the_same_wish_asked_again_is_one(self, client, small_city, mailbox, post):
        for _ in range(2):
            client.post("/subscribe/", CITY)
        post()
        assert (Subscription.objects.count(), len(mailbox.letters)) == (1, 2)

    def test_an_address_is_asked_five_times_a_day_at_most(self, client, small_city, mailbox, post, settings):
        settings.RATES = settings.RATES | {"subscribe": "100/hour"}
        pages = {client.post("/subscribe/", CITY | {"days": "weekend"}).status_code for _ in range(8)}
        post()
        assert (pages, len(mailbox.letters)) == ({200}, 5)

    def test_a_caller_gets_no_further_than_the_limit(self, client, small_city, mailbox, settings):
        settings.RATES = settings.RATES | {"subscribe": "2/hour"}
        answers = [client.post("/subscribe/", CITY | {"email": f"n{n}@example.org"}) for n in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[-1].headers["Retry-After"]
        assert Subscriber.objects.count() == 2

    def test_nobody_has_more_than_twenty_wishes(self, small_city, mailbox):
        for number in range(25):
            told = {"whole_city": small_city, "days": 1 + number, "is_quiet_at_night": False}
            reading.ask_by_mail("anna@example.org", told, city=small_city, language="ru", at=NOW)
        assert Subscription.objects.count() == 20

    def test_nothing_is_asked_where_mail_is_not_set_up(self, client, small_city):
        assert "не настроена" in client.get("/subscribe/").content.decode()
        assert client.post("/subscribe/", CITY).status_code == 503
        assert not Subscriber.objects.exists()

    @pytest.mark.parametrize(
        ("told", "field"),
        [
            ({"where": "street", "street": "qqqq"}, "street"),
            ({"where": "district", "district": "nowhere"}, "district"),
            ({"where": "around", "place": "somewhere"}, "place"),
            ({"where": "around", "lon": "0", "lat": "0"}, "place"),
            ({"where": "around", "lon": "1e999", "lat": "nan"}, "lon"),
            ({"where": "moon"}, "where"),
            ({"kinds": "ufo"}, "kinds"),
            ({"digest": "daily", "digest_hour": "99"}, "digest_hour"),
            ({"channel": "pigeon"}, "channel"),
            ({"channel": "push", "endpoint": "https://127.0.0.1/", "p256dh": "A", "auth": "B"}, "endpoint"),
        ],
    )
    def test_what_is_wrong_is_named(self, client, small_city, mailbox, settings, told, field):
        settings.VAPID_PRIVATE_KEY = "A" * 42 + "E"
        answer = client.post("/subscribe/", CITY | told, headers={"Accept": "application/json"})
        assert (answer.status_code, field in answer.json()) == (400, True)

    @pytest.mark.parametrize(("field", "value"), [*WRONG.items()])
    @pytest.mark.parametrize("language", ["ru", "en"])
    def test_a_reader_is_told_of_each_field_at_its_place_and_above_in_words_that_name_it(
        self, client, small_city, mailbox, settings, field, value, language
    ):
        settings.VAPID_PRIVATE_KEY = "A" * 42 + "E"
        told = CITY | (value if isinstance(value, dict) else {field: value})
        answer = client.post("/subscribe/", told, headers={"Accept-Language": language})
        page = answer.content.decode()
        (beside,) = re.findall(rf'id="error-{field}" data-error="{field}">(.+?)</p>', page)
        summary = page.partition('class="form__errors')[2].partition("</ul>")[0]
        (anchor, words), *more = re.findall(r'<a href="#([\w-]+)">(.+?)</a>', summary)
        assert (answer.status_code, beside.strip()) == (400, words)
        assert field == "endpoint" or more == [], "said once"
        assert f'id="{anchor}"' in page
        assert bool(re.search("[а-я]", words)) == (language == "ru")

    def test_every_field_that_can_be_refused_is_tried(self):
        switches = {"only_closed", "quiet"}
        assert set(WRONG) == set(SubscribeForm.base_fields) - switches - {"p256dh", "auth"}

    def test_what_was_typed_stays_in_the_form(self, client, small_city, mailbox):
        told = CITY | {"where": "around", "place": "нигде 1", "radius_m": "500", "hour_from": "7", "hour_to": "99"}
        page = client.post("/subscribe/", told | {"kinds": ["closure"], "quiet": "on"}).content.decode()
        assert 'value="нигде 1"' in page
        for chosen in (
            'value="500" selected',
            'value="7" selected',
            'value="closure" checked',
            'id="quiet" name="quiet" checked',
        ):
            assert chosen in page
        assert 'value="repair-zone" checked' not in page

    def test_hours_over_midnight_and_a_point_are_kept_as_asked(self, client, small_city, mailbox):
        lon, lat = lonlat(100, 300)
        told = {"where": "around", "lon": lon, "lat": lat, "radius_m": "500", "hour_from": "22", "hour_to": "6"}
        client.post("/subscribe/", CITY | told | {"days": "workdays", "kinds": ["closure"], "quiet": "on"})
        found = Subscription.objects.get()
        assert (found.radius_m, found.days, found.kinds, found.is_quiet_at_night) == (500, 0b11111, ["closure"], True)
        assert [hour for hour in range(24) if found.hours >> hour & 1] == [0, 1, 2, 3, 4, 5, 22, 23]

    def test_a_link_fills_in_the_street_by_its_name(self, client, small_city):
        road = Road.objects.get(name="улица Пушкина")
        page = client.get(f"/subscribe/?street={road.slug}").text
        assert 'name="street" type="search" value="улица Пушкина"' in page

    def test_an_english_reader_writes_the_street_as_he_reads_it(self, client, small_city, mailbox):
        english, road = {"headers": {"accept-language": "en"}}, Road.objects.get(name="улица Пушкина")
        page = client.get(f"/subscribe/?street={road.slug}", **english).text
        assert 'value="Pushkina Street"' in page
        client.post("/subscribe/", CITY | {"where": "street", "street": "Pushkina Street"}, **english)
        assert Subscription.objects.get().road == road

    def test_of_two_streets_that_read_alike_in_english_the_reader_is_asked_which(self, client, small_city, mailbox):
        Road.objects.filter(name="Садовая улица").update(name="Пушкина улица")
        told = CITY | {"where": "street", "street": "Pushkina Street"}
        answer = client.post("/subscribe/", told, headers={"accept-language": "en"})
        assert "Which of these streets is it?" in answer.text
        assert not Subscription.objects.exists()

    def test_a_house_that_is_typed_takes_the_place_of_the_link(self, client, small_city, mailbox):
        house = Address.objects.filter(road__isnull=False).first()
        lon, lat = lonlat(100, 300)
        told = {"where": "around", "lon": lon, "lat": lat, "place": f"{house.road.name}, {house.house}"}
        assert client.post("/subscribe/", CITY | told).status_code == 200
        assert Subscription.objects.get().point.coords == pytest.approx(house.point.coords)

    def test_a_house_is_found_as_in_the_search(self, client, small_city, mailbox):
        """Its block told in words, and the flat behind it."""
        house = Address.objects.get(road__city=small_city, house="10к1")
        told = {"where": "around", "place": f"{house.road.name}, д. 10 корпус 1, кв. 7"}
        assert client.post("/subscribe/", CITY | told).status_code == 200
        assert Subscription.objects.get().point.coords == pytest.approx(house.point.coords)

    def test_without_hours_every_one_matters(self, client, small_city, mailbox):
        client.post("/subscribe/", CITY)
        found = Subscription.objects.get()
        assert (found.days, found.hours, found.digest_hour) == (EVERY_DAY, EVERY_HOUR, None)


class TestEnding:
    def test_one_click_of_a_mail_program_ends_all_and_forgets_the_address(self, client, agency, mailbox, post):
        reader = wish(agency.city).subscriber
        published(agency)
        post()
        address = mailbox.letters[0]["List-Unsubscribe"].strip(" <>").removeprefix("http://127.0.0.1:8000")
        assert client.get(address).status_code == 200
        assert Subscriber.objects.exists(), "only a POST ends"
        for _ in range(2):
            assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
        assert not Subscriber.objects.exists()
        assert client.get(reader.get_absolute_url()).status_code == 404
        kept = " ".join(map(str, Delivery.objects.notices().values_list()))
        assert "anna" not in kept
        assert reader.secret not in kept

    def test_ending_one_of_two_withdraws_what_only_it_asked_for(self, client, agency, mailbox, follow_up):
        street = wish(agency.city, road=Road.objects.get(name="улица Пушкина"))
        wish(agency.city, road=Road.objects.exclude(name="улица Пушкина").first())
        published(agency)
        follow_up(NOW)
        page = street.subscriber.get_absolute_url()
        client.post(page, {"verb": "end", "pk": street.pk})
        assert [row.state for row in Delivery.objects.notices()] == [State.REFUSED]
        assert client.get(page).status_code == 200

    def test_ending_one_of_two_leaves_nothing_of_it_to_be_sent_again(self, client, agency, mailbox, follow_up):
        street = wish(agency.city, road=Road.objects.get(name="улица Пушкина"))
        wish(agency.city, road=Road.objects.exclude(name="улица Пушкина").first())
        published(agency)
        follow_up(NOW)
        Delivery.objects.notices().update(state=State.UNKNOWN, claimed_at=NOW)
        client.post(street.subscriber.get_absolute_url(), {"verb": "end", "pk": street.pk})
        assert [row.state for row in Delivery.objects.notices()] == [State.REFUSED]

    def test_ending_one_of_two_empties_the_digest_of_what_only_it_asked_for(self, client, agency, mailbox, follow_up):
        street = wish(agency.city, road=Road.objects.get(name="улица Пушкина"), digest_hour=18)
        wish(agency.city, road=Road.objects.get(name="улица Баумана"), digest_hour=18)
        published(agency)
        kept = published(agency, phases=[phase(geometry=line((0, 20), (0, 150)))])
        follow_up(NOW)
        assert DigestItem.objects.count() == 2
        client.post(street.subscriber.get_absolute_url(), {"verb": "end", "pk": street.pk})
        assert [item.change.event for item in DigestItem.objects.all()] == [kept]

    def test_what_nobody_confirmed_is_forgotten_after_two_days(self, small_city):
        wish(small_city, confirmed=False), wish(small_city, "ivan@example.org")
        assert reading.forget_unconfirmed(NOW + 2 * DAY) == 0
        assert reading.forget_unconfirmed(NOW + 2 * DAY + timedelta(seconds=1)) == 1
        assert Subscriber.objects.get().address == "ivan@example.org"

    def test_one_reader_cannot_touch_anothers(self, client, small_city):
        mine, other = wish(small_city), wish(small_city, "ivan@example.org", confirmed=False)
        page = mine.subscriber.get_absolute_url()
        for verb in ("confirm", "end"):
            assert client.post(page, {"verb": verb, "pk": other.pk}).status_code == 404
        assert Subscription.objects.get(pk=other.pk).confirmed_at is None


def test_the_secret_page_hides_its_address(client, small_city):
    answer = client.get(wish(small_city).subscriber.get_absolute_url())
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")


class TestNoWordOutlivesTheWish:
    """A letter that asks for a confirmation says where the reader lives."""

    HOME = FORM | {"where": "around", "lon": "65.541234", "lat": "57.151234", "radius_m": "300"}

    @pytest.fixture
    def reader(self, client, small_city, mailbox, post):
        assert client.post("/subscribe/", self.HOME).status_code == 200
        post()
        return Subscriber.objects.get()

    def left(self) -> str:
        rows = Delivery.objects.notices().values_list("title", "text", "caption", "url")
        return "".join(words for row in rows for words in row)

    def test_told_first(self, reader):
        assert "от точки 57.15123, 65.54123" in self.left()

    def test_who_ends_all_leaves_none_and_the_row_says_that_it_was_sent(self, reader):
        reading.end_all(reader)
        assert (self.left(), Delivery.objects.notices().get().state) == ("", State.SENT)

    def test_of_two_wishes_the_one_that_ends(self, reader):
        wish(reader.city)
        reading.end(reader.subscriptions.exclude(point=None).get(), at=NOW)
        assert (self.left(), Subscriber.objects.count()) == ("", 1)

    def test_nor_the_one_that_was_never_confirmed(self, reader):
        wish(reader.city)
        reading.forget_unconfirmed(NOW + 3 * DAY)
        assert (self.left(), Subscriber.objects.count()) == ("", 1)


@pytest.mark.parametrize("address", ["root@localhost", "postmaster@mail.local", "a@127.0.0.1", "a@mail.internal"])
def test_a_server_of_our_own_is_nobodys_mailbox(client, small_city, mailbox, address):
    answer = client.post("/subscribe/", CITY | {"email": address}, headers={"accept": "application/json"})
    assert (answer.status_code, list(answer.json())) == (400, ["email"])
    assert not Subscriber.objects.exists()


def test_a_mailbox_of_any_country_is_one(client, small_city, mailbox):
    assert client.post("/subscribe/", CITY | {"email": "anna@xn--80a1acny.xn--p1ai"}).status_code == 200
    assert Subscriber.objects.exists()


def test_who_asks_again_after_the_first_letter_was_swept_gets_another(client, small_city, mailbox):
    for _time in range(2):
        client.post("/subscribe/", CITY)
    Delivery.objects.notices().order_by("version").first().delete()
    client.post("/subscribe/", CITY)
    assert sorted(Delivery.objects.notices().values_list("version", flat=True)) == [2, 3]


def test_a_draft_tells_nobody(agency, mailbox, post):
    wish(agency.city)
    draft(agency)
    post()
    assert (mailbox.letters, timezone.now()) == ([], NOW)
