"""Each step of a message is told to its author and to whoever follows it: once, by mail or push, in their language."""

import re
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client

from appeals import actions, answering, asking, clock, erasing, extending, following, objecting
from appeals.models import Appeal, Follower, TermRule
from appeals.models.appeal import KEPT_DAYS
from appeals.splitting import Part, split
from closures.subscriptions import actions as subscribing
from roadmap import delivery, effects, notices
from roadmap.models import Delivery, Effect, Subscriber
from tests.appeals.factories import ACROSS_TOWN, answered, appeal, personal, upload
from tests.conftest import NOW
from tests.doubles.mailbox import html_of, text_of

pytestmark = pytest.mark.django_db
LATER = timedelta(hours=3)
DAY = timedelta(days=1)
SECRETS = ("Секретова", "anna@example.org", "подъезда", "999 000")


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def post(follow_up, mailbox):
    """Does what is due as the workers would; tells the letters that came of it."""

    def post(at=NOW):
        before = len(mailbox.letters)
        follow_up(at)
        while due := list(Delivery.objects.due(at).ready().values_list("pk", flat=True)):
            for pk in due:
                delivery.send(pk, at)
        return mailbox.letters[before:]

    return post


def joined(message: Appeal, address: str = "boris@example.org", language: str = "ru", at=NOW) -> Follower:
    following.ask_by_mail(message, address, language=language, at=at)
    follower = message.followers.get(subscriber__address=address)
    following.confirm(follower, at=at)
    return follower


def to(letters, address: str) -> list:
    return [letter for letter in letters if letter["To"] == address]


def test_the_author_gets_the_secret_link_who_answers_and_by_when_at_once(small_city, agency, post, settings):
    sent = personal(small_city, email="Anna@Example.org")
    (letter,) = post()
    assert letter["To"] == "anna@example.org"
    assert sent.number in letter["Subject"]
    for text in (text_of(letter), html_of(letter)):
        assert f"{settings.SITE_URL}{sent.get_secret_url()}" in text
        assert "Департамент дорог" in text
        assert "19 июня" in text  # the tenth day after 10 June 2026 is a Saturday: the working day before
    assert post() == []


def test_a_part_is_told_as_a_part_of_the_message_that_was_sent(small_city, agency, operator, post, anonymous):
    whole = personal(small_city)
    post()
    (part,) = split(whole, [Part(whole.category, "вторая яма")], by=operator, at=NOW + LATER)
    (letter,) = post(NOW + LATER)
    assert f"№ {part.number}: часть вашего сообщения № {whole.number}" in re.sub(r"\s", " ", letter["Subject"])
    words = re.sub(r"\s+", " ", text_of(letter))
    assert "Если писали не вы" not in words
    assert "«Отписаться от всего» ниже прекратит письма и о нём" in words
    first = anonymous.get(whole.get_secret_url()).content.decode()
    own = anonymous.get(part.get_secret_url()).content.decode()
    assert f'href="{part.get_secret_url()}"' in first
    assert "разделено на несколько" in first
    assert f'href="{whole.get_secret_url()}"' in own
    assert f"выделено из сообщения № {whole.number}" in re.sub(r"\s", " ", own)
    assert f"остальных частей того, что вы отправили: № {part.number}." in re.sub(r"\s+", " ", first)
    for page in (first, own):
        assert "2-е сообщение здесь" not in page


def test_letters_come_in_the_order_of_their_steps_whichever_worker_is_first(small_city, agency, operator, post):
    message = personal(small_city)
    actions.take(message, by=operator, at=NOW)
    last = Effect.objects.filter(name="tell-of-message").order_by("pk").last()
    effects.run(last.pk, NOW)
    delivery.send(Delivery.objects.get(version=message.changes.last().version).pk, NOW)
    letters = [re.sub(r"\s", " ", letter["Subject"]) for letter in post()]
    assert letters == [f"Сообщение № {message.number}: {step}" for step in ("принято", "взято в работу")]


def test_nobody_is_asked_to_dispute_a_repair_that_the_answer_does_not_tell_of(small_city, agency, operator, post):
    wanted = {"planned": "Если вы не согласны", "explained": "Если вы не согласны", "": "Если не исправлено"}
    for outcome, asked in wanted.items():
        message = personal(small_city)
        post()
        actions.answer(message, "В плане на июль.", outcome=outcome, by=operator, at=NOW)
        (letter,) = post()
        assert [words for words in set(wanted.values()) if words in text_of(letter)] == [asked]


@pytest.mark.parametrize("address", ["", "no-address", "anna@server.local"])
def test_without_an_address_that_can_be_written_to_nobody_is_told(address, small_city, agency, post):
    appeal(small_city, email=address)
    assert post() == []
    assert not Follower.objects.exists()


def test_every_step_is_told_once_to_the_author(small_city, agency, other_agency, operator, post):
    sent = personal(small_city)
    steps = [
        (lambda: actions.forward(sent, other_agency, reason="люк теплосетей", by=operator, at=NOW), "Тепловые сети"),
        (lambda: actions.take(sent, by=operator, at=NOW), "в работе"),
        (lambda: actions.answer(sent, "Яму заделали.", by=operator, at=NOW), "Яму заделали."),
        (lambda: objecting.reopen(sent, at=NOW), "снова в работе"),
        (lambda: actions.reject(sent, reason="Это частная территория.", by=operator, at=NOW), "частная территория"),
    ]
    post()
    for step, words in steps:
        step()
        (letter,) = post()
        assert words in text_of(letter)
        assert sent.get_secret_url() in text_of(letter)
    assert post() == []


def test_a_question_goes_to_the_author_alone_and_is_replied_to_on_the_page(small_city, agency, operator, post):
    sent = personal(small_city)
    joined(sent)
    post()
    asking.ask(sent, "В какой полосе?", by=operator, at=NOW)
    (letter,) = post()
    assert letter["To"] == "anna@example.org"
    assert "В какой полосе?" in text_of(letter)
    client = Client(enforce_csrf_checks=True)
    assert "В какой полосе?" in client.get(sent.get_secret_url()).content.decode()
    empty = client.post(sent.get_secret_url(), {"verb": "reply", "words": " "})
    assert (empty.status_code, sent.questions.get().replied_at) == (400, None)
    answer = client.post(sent.get_secret_url(), {"verb": "reply", "words": "В правой", "photos": upload()})
    assert answer.url.endswith("?done=replied")
    assert (sent.questions.get().reply, sent.uploads.count()) == ("В правой", 1)
    assert "В правой" in client.get(answer.url).content.decode()
    assert client.post(sent.get_secret_url(), {"verb": "reply", "words": "ещё"}).status_code == 400
    assert post() == []


def test_an_english_letter_names_streets_in_english_and_holds_no_markup(small_city, agency, operator, post):
    sent = personal(small_city)
    post()
    Subscriber.objects.update(language="en")
    asking.ask(sent, "Где именно?", by=operator, at=NOW)
    (letter,) = post()
    assert "Где именно?" in text_of(letter) and "Pushkina Street" in text_of(letter)
    assert "<" not in text_of(letter)


def test_an_extension_and_a_correction_are_told_to_all_and_their_reason_to_the_author(
    small_city, agency, operator, post
):
    TermRule.objects.update(extension_days=30)
    sent = personal(small_city)
    joined(sent)
    post()
    extending.extend(sent, date(2026, 7, 1), reason="Ждём асфальт для Анны", by=operator, at=NOW)
    told = {letter["To"]: text_of(letter) for letter in post()}
    assert all("1 июля" in text for text in told.values())
    assert ["Анны" in told[address] for address in ("anna@example.org", "boris@example.org")] == [True, False]
    sent.refresh_from_db()
    actions.answer(sent, "Заделаем.", outcome="planned", by=operator, at=NOW)
    post()
    answering.correct(sent, "Заделаем в июле.", outcome="made-safe", by=operator, at=NOW)
    told = {letter["To"]: text_of(letter) for letter in post()}
    assert "Заделаем в июле." in told["anna@example.org"]
    assert "Заделаем" not in told["boris@example.org"]


def test_what_is_nobodys_news_is_not_told(small_city, agency, operator, post):
    sent = answered(small_city, by=operator, email="anna@example.org")
    post()
    objecting.rate(sent, 5, at=NOW)
    actions.release(sent, text=False, photos=[], by=operator, at=NOW)
    assert post() == []


def test_the_clock_closes_and_tells(small_city, agency, operator, post):
    answered(small_city, by=operator, email="anna@example.org")
    post()
    clock.close_unrefuted(NOW + 16 * DAY)
    (letter,) = post(NOW + 16 * DAY)
    assert "закрыто" in text_of(letter)


def test_a_follower_hears_what_anybody_may_see_and_nothing_of_the_author(small_city, agency, operator, post):
    sent = personal(small_city)
    follower = joined(sent, language="en")
    post()
    actions.take(sent, by=operator, at=NOW)
    actions.answer(sent, "Анна Секретова, яму заделали.", by=operator, at=NOW + LATER)
    objecting.reopen(sent, words="Яма у моего подъезда", at=NOW + LATER)
    letters = to(post(NOW + LATER), "boris@example.org")
    assert len(letters) == 3
    for letter in letters:
        for text in (text_of(letter), html_of(letter), str(letter["Subject"])):
            assert not any(word in text for word in (*SECRETS, sent.secret))
        assert follower.get_absolute_url() in text_of(letter)
        assert "The message" in text_of(letter)  # in the follower's language


def test_nobody_is_written_to_before_a_yes(small_city, agency, operator, post):
    sent = appeal(small_city)
    following.ask_by_mail(sent, "boris@example.org", language="ru", at=NOW)
    (asking,) = post()
    follower = sent.followers.get()
    assert follower.get_absolute_url() in text_of(asking)
    assert sent.secret not in text_of(asking)
    actions.take(sent, by=operator, at=NOW)
    assert post() == []
    following.forget_unneeded(NOW + timedelta(hours=49))
    assert not Subscriber.objects.exists()


def test_who_follows_already_is_not_asked_again(small_city, agency, post):
    sent = appeal(small_city)
    follower = joined(sent)
    assert len(post()) == 1
    following.ask_by_mail(sent, "Boris@example.org".lower(), language="en", at=NOW + timedelta(days=1))
    assert post() == []
    assert sent.followers.get() == follower


def test_the_sender_of_a_joined_message_hears_of_the_main_one_by_the_own_link(small_city, agency, operator, post):
    main = personal(small_city)
    second = appeal(small_city, email="vera@example.org")
    post()
    actions.join(second, main, by=operator, at=NOW)
    (letter,) = post()
    assert (letter["To"], "сообщил" in text_of(letter)) == ("vera@example.org", True)
    actions.answer(main, "Заделали.", by=operator, at=NOW)
    told = {letter["To"]: text_of(letter) for letter in post()}
    assert set(told) == {"anna@example.org", "vera@example.org"}
    assert second.get_secret_url() in told["vera@example.org"]
    assert main.secret not in told["vera@example.org"]


def test_whoever_follows_two_messages_of_a_case_gets_one_letter_a_step(small_city, agency, operator, post):
    main, second = appeal(small_city), appeal(small_city)
    joined(main), joined(second)
    actions.join(second, main, by=operator, at=NOW)
    post()
    actions.take(main, by=operator, at=NOW)
    assert len(post()) == 1
    assert following.people_of(main) == 3  # two authors, one follower


def test_leaving_one_message_keeps_what_else_was_asked_for(small_city, agency, operator, post):
    one, other = appeal(small_city), appeal(small_city, ACROSS_TOWN)
    follower = joined(one)
    joined(other)
    reader = follower.subscriber
    wish = {"whole_city": small_city, "is_quiet_at_night": False}
    subscribing.ask_by_mail("boris@example.org", wish, city=small_city, language="ru", at=NOW)
    post()
    following.leave(follower)
    actions.take(one, by=operator, at=NOW)
    actions.take(other, by=operator, at=NOW)
    (letter,) = post()
    assert other.followers.get().get_absolute_url() in text_of(letter)
    subscribing.end(reader.subscriptions.get(), at=NOW)
    assert other.followers.exists()  # the end of a subscription forgets no other wish
    following.leave(other.followers.get())
    assert not Subscriber.objects.exists()


def test_one_click_of_the_letter_ends_everything(small_city, agency, operator, post, anonymous):
    sent = personal(small_city)
    (letter,) = post()
    end = letter["List-Unsubscribe"].strip(" <>")
    assert anonymous.post(urlsplit(end).path).status_code == 200
    actions.take(sent, by=operator, at=NOW)
    assert post() == []


def test_delete_my_data_ends_the_letters_and_takes_their_words(small_city, agency, operator, post):
    sent = personal(small_city)
    post()
    erasing.erase_author(sent, at=NOW)
    assert not Subscriber.objects.exists()
    assert not Delivery.objects.exclude(text="").exists()
    actions.take(sent, by=operator, at=NOW)
    assert post() == []


def test_followers_are_forgotten_with_the_case(small_city, agency, operator, post):
    sent = answered(small_city, by=operator)
    joined(sent)
    ended = actions.close(sent, at=NOW).settled_at
    following.forget_unneeded(ended + timedelta(days=KEPT_DAYS - 1))
    assert Follower.objects.exists()
    following.forget_unneeded(ended + timedelta(days=KEPT_DAYS + 1))
    assert not Follower.objects.exists() and not Subscriber.objects.exists()


def test_an_address_is_told_of_so_many_new_messages_a_day_and_the_page_says_so(
    small_city, agency, operator, monkeypatch, post, anonymous
):
    monkeypatch.setattr(following, "MOST_A_DAY", 2)
    first, *_others, last = [appeal(small_city, email="anna@example.org") for _ in range(4)]
    assert len(post()) == 2
    told, untold = (anonymous.get(f"{row.get_secret_url()}?done=sent").content.decode() for row in (first, last))
    assert ("пришлём её на ваш адрес" in told, "Письма об этом сообщении не будет" in untold) == (True, True)
    split(last, [Part(first.category, "Люк")], by=operator, at=NOW)
    assert len(post()) == 1  # whoever works there makes no more of them than the sender's own matter has


def test_the_sender_hears_all_at_an_address_that_a_stranger_had_typed(small_city, agency, operator, post):
    sent = appeal(small_city)
    following.ask_by_mail(sent, "anna@example.org", language="ru", at=NOW)
    following.ask_by_mail(sent, "anna@example.org", language="ru", at=NOW, is_author=True)
    following.confirm(sent.followers.get(), at=NOW)
    post()
    actions.answer(sent, "Заделали.", by=operator, at=NOW)
    (letter,) = post()
    assert "Заделали." in text_of(letter) and sent.get_secret_url() in text_of(letter)


def test_a_letter_waits_for_the_commit(small_city, agency, mailbox):
    appeal(small_city, email="anna@example.org")
    assert list(Effect.objects.filter(name="tell-of-message").values_list("attempts", flat=True)) == [0]
    assert mailbox.letters == []


# Pages


def joining(message: Appeal, client: Client, **told):
    return client.post(f"/appeals/{message.pk}/follow/", told)


def test_joining_by_mail_without_scripts_and_cookies(small_city, agency, post):
    sent = personal(small_city)
    client = Client(enforce_csrf_checks=True)
    assert "1 человек" in client.get(f"/appeals/{sent.pk}/follow/").content.decode()
    answer = joining(sent, client, channel="mail", email="Boris@example.org")
    assert (answer.status_code, "Загляните в почту" in answer.content.decode()) == (200, True)
    letters = post()
    (asking,) = to(letters, "boris@example.org")
    address = re.search(r"http\S+/follow/\S+/", text_of(asking))[0]
    path = urlsplit(address).path
    client.get(path)
    assert not sent.followers.get(is_author=False).is_confirmed  # a program that opens links confirms nothing
    client.post(path, {"verb": "confirm"})
    assert sent.followers.get(is_author=False).is_confirmed
    shown = client.get(path).content.decode()
    assert not any(word in shown for word in (*SECRETS, sent.secret))
    client.post(path, {"verb": "leave"})
    assert not sent.followers.filter(is_author=False).exists()
    assert client.get(path).status_code == 404


def test_one_address_is_so_many_people_of_one_message(small_city, agency, settings):
    settings.RATES = settings.RATES | {"joins-of-a-message": "2/day"}
    sent = appeal(small_city)
    assert [joining(sent, Client(), channel="link").status_code for _ in range(3)] == [302, 302, 429]
    assert "no-store" in Client().get(f"/appeals/{sent.pk}/follow/")["Cache-Control"]


def test_one_browser_joins_by_a_link_once(small_city, agency):
    sent, client = appeal(small_city), Client()
    client.get(f"/appeals/{sent.pk}/follow/")
    first, second = (joining(sent, client, channel="link") for _ in range(2))
    assert (first.status_code, first.url) == (302, second.url)
    assert following.people_of(sent) == 2
    assert client.get(first.url).status_code == 200
    other = Client()
    other.get(f"/appeals/{sent.pk}/follow/")
    joining(sent, other, channel="link")
    assert following.people_of(sent) == 3


def test_what_is_not_public_cannot_be_joined(small_city, agency, operator, anonymous):
    hidden = actions.reject(appeal(small_city), reason="-", by=operator, at=NOW)
    assert anonymous.get(f"/appeals/{hidden.pk}/follow/").status_code == 404
    assert joining(hidden, anonymous, channel="link").status_code == 404


@pytest.mark.parametrize(
    "told",
    [
        {"channel": "mail", "email": "x"},
        {"channel": "mail"},
        {"channel": "pigeon"},
        {"channel": "mail", "email": "a@server.local"},
        {"channel": "push", "endpoint": "http://127.0.0.1/", "p256dh": "x", "auth": "y"},
    ],
)
def test_a_wrong_way_to_follow_is_refused_in_words(told, small_city, agency, anonymous):
    answer = joining(appeal(small_city), anonymous, **told)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.content.decode()
    assert not Follower.objects.exists()


def test_joining_is_limited(small_city, agency, anonymous, settings):
    settings.RATES = settings.RATES | {"joins": "1/hour"}
    sent = appeal(small_city)
    joining(sent, anonymous, channel="link")
    answer = joining(sent, anonymous, channel="link")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_the_author_asks_for_letters_later_and_stops_them(small_city, agency, operator, post):
    sent, client = appeal(small_city), Client(enforce_csrf_checks=True)
    client.post(sent.get_secret_url(), {"verb": "follow", "channel": "mail", "email": "anna@example.org"})
    (asking,) = post()
    assert sent.secret not in text_of(asking)
    follower = sent.followers.get()
    client.post(follower.get_absolute_url(), {"verb": "confirm"})
    actions.take(sent, by=operator, at=NOW)
    (letter,) = post()
    assert sent.get_secret_url() in text_of(letter)
    assert "anna@example.org" in client.get(sent.get_secret_url()).content.decode()
    client.post(sent.get_secret_url(), {"verb": "leave", "follower": follower.pk})
    assert not Subscriber.objects.exists()


# The lost link


def shown_of(answer) -> str:
    return re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)[0]


def test_all_links_of_an_address_come_in_one_letter(small_city, agency, post, anonymous):
    one, other = personal(small_city), personal(small_city, point=ACROSS_TOWN, email="ANNA@example.org")
    stranger = appeal(small_city, email="boris@example.org")
    post()
    known = anonymous.post("/report/lost/", {"email": "Anna@example.org"})
    (letter,) = post()
    assert letter["To"] == "anna@example.org"
    for message in (one, other):
        assert message.get_secret_url() in text_of(letter)
        assert message.number in text_of(letter)
    assert stranger.secret not in text_of(letter)
    unknown = anonymous.post("/report/lost/", {"email": "nobody@example.org"})
    assert post() == []
    assert not Subscriber.objects.filter(address="nobody@example.org").exists()
    assert known.status_code == unknown.status_code
    assert shown_of(known) == shown_of(unknown)


def test_who_gave_an_address_and_left_gets_the_link_and_is_forgotten_again(small_city, agency, post, anonymous):
    personal(small_city)
    post()
    notices.forget(Subscriber.objects.get())
    anonymous.post("/report/lost/", {"email": "anna@example.org"})
    assert len(post()) == 1
    notices.forget_idle(NOW + DAY)
    assert Subscriber.objects.exists()
    notices.forget_idle(NOW + 4 * DAY)
    assert not Subscriber.objects.exists()


def test_a_lost_link_is_asked_for_so_often(small_city, agency, post, anonymous, settings):
    settings.RATES = settings.RATES | {"lost-links-address": "2/day"}
    personal(small_city)
    post()
    for _ in range(4):
        assert anonymous.post("/report/lost/", {"email": "anna@example.org"}).status_code == 200
        post()
    assert Delivery.objects.filter(subject__startswith="lost:").count() == 2
    anonymous.post("/report/lost/", {"email": "anna@example.org"}, REMOTE_ADDR="198.51.100.7")
    post()
    assert Delivery.objects.filter(subject__startswith="lost:").count() == 3  # no stranger uses up its owner's tries
    settings.RATES = settings.RATES | {"lost-links": "1/hour"}
    cache.clear()
    settings.LIMITS_PREFIX = "test-lost-again"
    anonymous.post("/report/lost/", {"email": "anna@example.org"})
    assert anonymous.post("/report/lost/", {"email": "anna@example.org"}).status_code == 429


def test_no_address_is_no_lost_link(small_city, agency, mailbox, anonymous):
    answer = anonymous.post("/report/lost/", {"email": "x"})
    assert (answer.status_code, "name@example.org" in answer.content.decode()) == (400, True)
