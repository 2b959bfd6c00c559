"""The operator's desk: only the own body's messages, and everything that can be done with them."""

import re
from datetime import timedelta

import pytest
import time_machine

from appeals import actions
from appeals.models import Appeal
from roadmap.models import User
from tests.appeals.factories import ACROSS_TOWN, CORNER, NOWHERE, answered, appeal, looked_at, personal, upload
from tests.conftest import NOW, signed_in

INBOX = "/desk/appeals/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(operator):
    return signed_in(operator)


def url(row: Appeal) -> str:
    return f"{INBOX}{row.pk}/"


def do(client, row: Appeal, verb: str, **told):
    answer = client.post(url(row), {"verb": verb, **told})
    row.refresh_from_db()
    return answer


def text_of(answer) -> str:
    return answer.content.decode()


def test_anonymous_people_are_asked_to_sign_in(small_city, agency, anonymous):
    for address in (INBOX, url(appeal(small_city))):
        answer = anonymous.get(address)
        assert answer.status_code == 302
        assert answer.url.startswith("/login/")


def test_a_stranger_finds_nothing_rather_than_a_refusal(small_city, agency, other_dispatcher, dispatcher):
    row = personal(small_city)
    photo = f"{url(row)}photos/{row.photos.get().name}/"
    for user in (other_dispatcher, dispatcher):
        client = signed_in(user)
        assert client.get(url(row)).status_code == 404
        assert client.get(photo).status_code == 404
        assert do(client, row, "take").status_code == 404
    assert row.status == "new"
    assert signed_in(dispatcher).get(INBOX).status_code == 404, "a dispatcher is no operator"


def test_an_operator_without_a_body_finds_nothing(small_city, agency):
    row = appeal(small_city)
    lost = User.objects.create_user("lost", password="pass-word-1", roles=["operator"])
    assert signed_in(lost).get(url(row)).status_code == 404


def test_an_administrator_sees_all_bodies(small_city, agency):
    row = appeal(small_city)
    boss = User.objects.create_user("boss", password="pass-word-1", roles=["administrator"])
    assert signed_in(boss).get(url(row)).status_code == 200


def test_the_inbox_is_sorted_by_the_promised_date_and_marks_what_is_late_by_a_word(small_city, agency, desk, at):
    fresh = appeal(small_city, at=at)
    late = appeal(small_city, ACROSS_TOWN, at=at - timedelta(days=30))
    page = text_of(desk.get(INBOX))
    assert page.index(url(late)) < page.index(url(fresh))
    assert page.count("просрочено") == 1
    assert page.count("is-late") == 1


def test_the_tabs_choose(small_city, agency, other_agency, operator, desk, at):
    new = appeal(small_city, at=at)
    taken = actions.take(appeal(small_city, at=at), by=operator, at=at)
    late = appeal(small_city, ACROSS_TOWN, code="lighting", at=at - timedelta(days=30))
    done = answered(small_city, by=operator, at=at)
    foreign = actions.forward(appeal(small_city, at=at), other_agency, reason="-", by=operator, at=at)

    def shown(**query) -> set[int]:
        page = text_of(desk.get(INBOX, query))
        return {row.pk for row in (new, taken, late, done, foreign) if f'href="{url(row)}"' in page}

    assert shown() == {new.pk, taken.pk, late.pk}
    assert shown(show="new") == {new.pk, late.pk}
    assert shown(show="overdue") == {late.pk}
    assert shown(show="answered") == {done.pk}
    assert shown(show="all") == {new.pk, taken.pk, late.pk, done.pk}
    assert shown(category="lighting") == {late.pk}
    assert shown(street="пушк") == {new.pk, taken.pk}
    assert shown(show="nonsense", category="nonsense", after="99") == {new.pk, taken.pk, late.pk}


def test_a_message_is_found_by_its_number_whatever_became_of_it(small_city, agency, other_agency, operator, desk, at):
    done, other = answered(small_city, by=operator, at=at), appeal(small_city, at=at)
    foreign = actions.forward(appeal(small_city, at=at), other_agency, reason="-", by=operator, at=at)

    def found(number: str) -> set[int]:
        page = text_of(desk.get(INBOX, {"number": number}))
        return {row.pk for row in (done, other, foreign) if f'href="{url(row)}"' in page}

    assert found(done.number) == found(f" {done.pk} ") == {done.pk}
    assert found(foreign.number) == {foreign.pk}  # who forwarded it reads on
    assert found("9" * 18) == set()
    assert found(f"№ {done.number.removeprefix('№ ')}") == {done.pk}
    assert found("26-") == found("abc") == set()
    assert "Напишите номер так" in text_of(desk.get(INBOX, {"number": "abc"}))
    assert found("") == {other.pk}  # no number: what waits


def test_the_inbox_turns_its_pages(small_city, agency, desk, at, monkeypatch):
    monkeypatch.setattr("appeals.views.desk.A_PAGE", 2)
    rows = [appeal(small_city, at=at + timedelta(hours=hour)) for hour in range(3)]
    first = text_of(desk.get(INBOX, {"street": "пушк"}))
    assert [url(row) in first for row in rows] == [True, True, False]
    address = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = text_of(desk.get(f"{INBOX}{address}"))
    assert [url(row) in second for row in rows] == [False, False, True]
    assert 'value="пушк"' in second
    assert 'rel="prev"' in second


@pytest.mark.parametrize("rows", [1, 15])
def test_the_inbox_costs_the_same_queries(rows, small_city, agency, desk, django_assert_max_num_queries):
    for _ in range(rows):
        personal(small_city)
    with django_assert_max_num_queries(19):  # who asks, the page, bounded numbers, filters, what waits, the look
        assert text_of(desk.get(INBOX)).count("/desk/appeals/") >= rows


def test_the_message_shows_text_photo_place_and_contacts(small_city, agency, desk):
    row = personal(small_city)
    page = text_of(desk.get(url(row)))
    for words in ("Анна Секретова", "подъезда", "Пушкина, 13", str(row.why_agency), "appeal-place"):
        assert words in page, words
    photo = desk.get(f"{url(row)}photos/{row.photos.get().name}/")
    assert photo["Content-Type"] == "image/jpeg"


def test_take_answer_and_the_words_in_between(small_city, agency, operator, desk):
    row = appeal(small_city)
    do(desk, row, "take")
    assert (row.status, row.assignee) == ("in-work", operator)
    page = desk.post(url(row), {"verb": "answer", "text": "Заделали.", "photos": [upload()]}, follow=True)
    row.refresh_from_db()
    assert (row.status, row.answer, looked_at(row).photos.get().is_proof) == ("answered", "Заделали.", True)
    assert "Ответ сохранён" in text_of(page)


def test_an_empty_answer_or_a_bad_photo_is_explained_and_kept(small_city, agency, desk):
    row = appeal(small_city)
    assert do(desk, row, "answer", text=" ").status_code == 400
    answer = do(desk, row, "answer", text="Заделали у дома 5", photos=[upload(b"x" * 99, "no.jpg")])
    assert answer.status_code == 400
    assert "no.jpg" in text_of(answer)
    assert "Заделали у дома 5" in text_of(answer)
    assert row.status == "new"


def test_forwarding_takes_it_from_this_desks_inbox(small_city, agency, other_agency, desk):
    row = appeal(small_city)
    answer = do(desk, row, "forward", agency=other_agency.pk, reason="люк теплосетей")
    assert answer.url == INBOX
    assert row.agency == other_agency
    assert f'href="{url(row)}"' not in text_of(desk.get(INBOX, {"show": "all"}))


def test_forwarding_without_a_reason_is_refused(small_city, agency, other_agency, desk):
    row = appeal(small_city)
    assert do(desk, row, "forward", agency=other_agency.pk, reason="").status_code == 400
    assert row.agency == agency


def test_releasing_and_withholding(small_city, agency, desk):
    row = personal(small_city)
    do(desk, row, "release", text="1", photos=[row.photos.get().pk])
    assert (row.is_text_released, row.photos.get().is_released) == (True, True)
    do(desk, row, "release", photos=["x", "²", "9" * 5000])
    assert (row.is_text_released, row.photos.get().is_released) == (False, False)


def test_rejecting_and_joining(small_city, agency, desk):
    main, again, spam = appeal(small_city), appeal(small_city), appeal(small_city)
    assert str(main.pk) in text_of(desk.get(url(again)))
    do(desk, again, "join", main=main.pk)
    assert (again.status, again.duplicate_of) == ("duplicate", main)
    do(desk, spam, "reject", reason="Реклама.")
    assert (spam.status, spam.answer) == ("rejected", "Реклама.")


def test_the_place_is_corrected_by_a_new_pin_or_a_candidate(small_city, agency, desk):
    row = appeal(small_city, NOWHERE)
    do(desk, row, "place", lon=ACROSS_TOWN.x, lat=ACROSS_TOWN.y)
    assert row.street == "улица 8 Марта"
    corner = appeal(small_city, CORNER)
    chosen = next(one for one in corner.candidates if one["street"] == "улица Пушкина")
    assert "улица Пушкина" in text_of(desk.get(url(corner)))
    do(desk, corner, "place", lon="", lat="", segment=chosen["segment"])
    assert corner.segment_id == chosen["segment"]


@pytest.mark.parametrize("told", [{}, {"lon": 11.88, "lat": 43.46}, {"lon": "x", "lat": "y"}, {"segment": 10**9}])
def test_a_bad_place_is_refused(told, small_city, agency, desk):
    row = appeal(small_city, NOWHERE)
    assert do(desk, row, "place", **told).status_code == 400
    assert row.segment is None


def test_a_move_that_is_not_allowed_is_said_not_made(small_city, agency, operator, desk):
    row = answered(small_city, by=operator)
    page = desk.post(url(row), {"verb": "reject", "reason": "-"}, follow=True)
    row.refresh_from_db()
    assert row.status == "answered"
    assert "нельзя перейти" in text_of(page)


def test_an_unknown_verb_is_not_found(small_city, agency, desk):
    assert desk.post(url(appeal(small_city)), {"verb": "destroy"}).status_code == 404


def test_a_message_without_a_point_can_be_opened_and_placed(small_city, agency, desk):
    row = appeal(small_city, None, place_text="у школы")
    assert "у школы" in text_of(desk.get(url(row)))
    do(desk, row, "place", lon=ACROSS_TOWN.x, lat=ACROSS_TOWN.y)
    assert row.street == "улица 8 Марта"


def test_who_forwarded_a_message_reads_on_and_does_nothing_more_with_it(small_city, agency, other_agency, operator, at):
    row = personal(small_city)
    actions.forward(row, other_agency, reason="люк", by=operator, at=at)
    desk, photo = signed_in(operator), f"{url(row)}photos/{row.photos.get().name}/"
    page = text_of(desk.get(url(row)))
    assert "Вы переслали это сообщение" in page
    assert not re.findall(r'name="verb" value="(\w+)"', page)
    assert desk.get(photo).status_code == 200
    assert desk.post(url(row), {"verb": "take"}).status_code == 404
    row.refresh_from_db()
    assert row.status == "new"
    colleague = User.objects.create_user("colleague", password="pass-word-1", agency=agency, roles=["operator"])
    assert [signed_in(colleague).get(address).status_code for address in (url(row), photo)] == [404, 404]
