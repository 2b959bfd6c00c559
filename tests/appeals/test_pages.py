"""The resident's pages without JavaScript, and the secret page."""

import math
import re
from datetime import timedelta

import pyogrio
import pytest
import time_machine
from django.contrib.gis.geos import Point
from django.test import Client

from appeals import actions, place
from appeals.models import Appeal
from appeals.photos import checked
from roadmap.models import Address, City, Road, RoadSegment
from tests.appeals.factories import (
    ACROSS_TOWN,
    CORNER,
    NOWHERE,
    PUSHKINA,
    answered,
    appeal,
    looked_at,
    personal,
    upload,
)
from tests.closures.factories import published
from tests.conftest import NOW, signed_in


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def filled(point: Point | None = PUSHKINA, **told) -> dict:
    place = {"lon": f"{point.x:.6f}", "lat": f"{point.y:.6f}"} if point else {"lon": "", "lat": ""}
    return {"category": "pothole", "text": "яма", "consent": "true", "place_text": "", "email": ""} | place | told


def text_of(answer) -> str:
    return answer.content.decode()


# The form


def test_112_stands_before_the_form_and_says_what_becomes_public(small_city, agency, anonymous):
    page = text_of(anonymous.get("/report/"))
    assert 'href="tel:112"' in page
    assert page.index("tel:112") < page.index('<form class="report"')
    assert "90 дней" in page
    assert "Все видят" in page


def test_without_a_city_the_page_says_so(db, anonymous, settings):
    City.objects.all().delete()
    assert anonymous.get("/report/").status_code == 200


def test_the_form_works_without_javascript_and_without_cookies(small_city, agency):
    client = Client(enforce_csrf_checks=True)
    sent = client.post("/report/", filled(photos=[upload()]))
    message = Appeal.objects.get()
    assert (sent.status_code, sent.url) == (302, f"/m/{message.secret}/?done=sent")
    assert looked_at(message).photos.count() == 1
    page = text_of(client.get(sent.url))
    assert "Сообщение принято" in page
    assert f"http://testserver/m/{message.secret}/" in page
    assert message.number in page


def test_a_street_and_a_house_put_the_pin(small_city, agency, anonymous):
    found = text_of(anonymous.post("/report/", filled(None, place_text="улица Пушкина, 13", find="1")))
    assert "Это <strong>улица Пушкина</strong>" in found
    assert 'name="lon" value="65.5' in found
    assert not Appeal.objects.exists()


def test_a_misspelt_street_is_still_found(small_city, agency, anonymous):
    assert "улица Пушкина" in text_of(anonymous.post("/report/", filled(None, place_text="Пушкна 13", find="1")))


PIN = re.compile(r'name="lon" value="([^"]*)"')


def pin_of(page: str) -> str:
    return PIN.search(page)[1]


def found_for(client, words: str) -> tuple[bool, str, list[str]]:
    answer = client.post("/report/find/", {"q": words}).json()
    return answer["is_sure"], answer["said"], [one["title"] for one in answer["results"]]


@pytest.mark.parametrize("words", ["Пушкина 13", "ул. Пушкина, д. 13", "улица Пушкина дом №13, кв. 5, подъезд 2"])
def test_a_house_that_the_map_knows_is_used(words, small_city, agency, anonymous):
    assert found_for(anonymous, words) == (True, "", ["улица Пушкина, 13"])


@pytest.mark.parametrize("typed", ["13 А корп. 2", "13а к2", "13ак2"])
def test_a_house_is_the_same_however_its_block_is_written(typed, small_city, agency, anonymous):
    Address.objects.create(city=small_city, road=Road.objects.get(name="улица Пушкина"), house="13А к2", point=PUSHKINA)
    assert found_for(anonymous, f"Пушкина {typed}") == (True, "", ["улица Пушкина, 13А к2"])


def test_a_house_whose_letter_is_not_known_is_between_its_neighbours_about_the_one_without(
    small_city, agency, anonymous
):
    is_sure, said, titles = found_for(anonymous, "Пушкина 13б")
    assert (is_sure, titles) == (True, ["улица Пушкина, 13б"])
    assert "не знает дома 13б: судя по соседним 11 и 15, он примерно здесь, с точностью до" in said


def test_a_house_whose_letter_is_not_known_and_has_no_neighbours_is_asked_about(small_city, agency, anonymous):
    Address.objects.filter(road__name="улица Пушкина").exclude(house="13").delete()
    is_sure, said, titles = found_for(anonymous, "Пушкина 13б")
    assert (is_sure, titles) == (False, ["улица Пушкина, 13", "улица Пушкина, середина улицы"])
    assert "не знает дома 13б, а знает дом 13" in said


def test_a_house_between_two_known_ones_is_pinned_about_there_and_said_to_be(small_city, agency, anonymous):
    road = Road.objects.get(name="улица Пушкина")
    point = Address.objects.get(road=road, house="13").point
    Address.objects.filter(road=road, house="13").delete()
    page = text_of(anonymous.post("/report/", filled(None, place_text="Пушкина 13", find="1")))
    assert "судя по соседним 11 и 15, он примерно здесь, с точностью до" in page
    assert float(pin_of(page)) == pytest.approx(point.x, abs=0.0005)


def test_a_house_that_the_map_has_far_from_its_street_is_asked_about(small_city, agency, anonymous):
    off = Point(PUSHKINA.x, PUSHKINA.y + 240 / 111_363, srid=4326)
    Address.objects.filter(road__name="улица Пушкина", house="13").update(point=off)
    is_sure, said, titles = found_for(anonymous, "Пушкина 13")
    assert (is_sure, titles) == (False, ["улица Пушкина, 13", "улица Пушкина, середина улицы"])
    assert "в 243 м от «улица Пушкина»" in said
    assert pin_of(text_of(anonymous.post("/report/", filled(None, place_text="Пушкина 13", find="1")))) == ""


@pytest.mark.parametrize("words", ["улица Пушкина, 4000", "Пушкина д 999 корп 3"])
def test_a_house_that_nobody_knows_is_asked_about_and_never_left_out(words, small_city, agency, anonymous):
    is_sure, said, titles = found_for(anonymous, words)
    assert (is_sure, titles) == (False, ["улица Пушкина, середина улицы"])
    assert "Поставьте метку" in said
    page = text_of(anonymous.post("/report/", filled(None, place_text=words, find="1")))
    assert "Карта не знает дома" in page
    assert pin_of(page) == ""


def test_a_house_of_a_street_that_is_only_alike_is_a_choice(small_city, agency, anonymous):
    alike = Road.objects.create(city=small_city, name="Пушкинский проезд", slug="pushkinsky")
    RoadSegment.objects.filter(city=small_city, road__name="Речной переулок").update(road=alike)
    Address.objects.create(city=small_city, road=alike, house="4000", point=PUSHKINA)
    is_sure, _said, titles = found_for(anonymous, "Пушкин 4000")
    assert (is_sure, titles) == (False, ["Пушкинский проезд, 4000", "улица Пушкина, середина улицы"])


@pytest.mark.parametrize("words", ["улица Пушкина, 4000", "Пушкина", "Небывалая, 1", "", "x" * 400])
def test_no_pin_is_left_of_an_earlier_search(words, small_city, agency, anonymous):
    page = text_of(anonymous.post("/report/", filled(place_text=words, found_for="Садовая, 1", find="1")))
    assert pin_of(page) == ""


def test_words_changed_after_the_search_are_looked_for_before_anything_is_sent(small_city, agency, anonymous):
    page = text_of(anonymous.post("/report/", filled(place_text="Пушкина 13", found_for="Садовая, 1")))
    assert not Appeal.objects.exists()
    assert pin_of(page) == f"{Address.objects.get(road__name='улица Пушкина', house='13').point.x:.6f}"
    anonymous.post("/report/", filled(place_text="Пушкина 13", found_for="Пушкина 13"))
    assert Appeal.objects.exists()


def house_far_from(pin: Point) -> Point:
    """улица Пушкина, 13 as the map knows it from now on: about a kilometre off."""
    far = Point(pin.x, pin.y + 0.01, srid=4326)
    Address.objects.filter(road__name="улица Пушкина", house="13").update(point=far)
    return far


def test_a_house_that_is_written_far_from_the_pin_is_asked_about(small_city, agency, anonymous):
    far = house_far_from(PUSHKINA)
    page = text_of(anonymous.post("/report/", filled(place_text="Пушкина 13")))
    assert not Appeal.objects.exists()
    assert "Метка далеко от написанного адреса: улица Пушкина, 13." in page
    assert f'name="pin" value="{far.x:.6f},{far.y:.6f}"' in page
    assert "Всё равно отправить" in page
    assert anonymous.post("/report/", filled(place_text="Пушкина 13", confirmed="1")).status_code == 302


def test_the_pins_own_answer_names_the_far_house_too(small_city, agency, anonymous):
    house_far_from(PUSHKINA)
    pin = {"lon": PUSHKINA.x, "lat": PUSHKINA.y, "place_text": "Пушкина 13"}
    assert "Метка далеко" in text_of(anonymous.post("/report/place/", pin))
    assert "Метка далеко" not in text_of(anonymous.post("/report/place/", pin | {"found_for": "Пушкина 13"}))
    assert "Метка далеко" not in text_of(anonymous.post("/report/place/", pin | {"place_text": "Пушкина"}))


def test_the_live_answer_reads_a_house_of_the_text_as_sending_does(small_city, agency, anonymous):
    house_far_from(PUSHKINA)
    text = "Яма у дома 13 по улице Пушкина"
    live = text_of(anonymous.post("/report/place/", {"lon": PUSHKINA.x, "lat": PUSHKINA.y, "text": text}))
    on_sending = text_of(anonymous.post("/report/", filled(text=text)))
    for page in (live, on_sending):
        assert "Метка далеко от написанного адреса: улица Пушкина, 13." in page
    assert 'name="pin"' in live


def test_a_pin_by_the_house_that_is_written_is_no_question(small_city, agency, anonymous):
    by = Address.objects.get(road__name="улица Пушкина", house="13").point
    assert anonymous.post("/report/", filled(by, place_text="Пушкина 13", confirmed="")).status_code == 302


@pytest.mark.parametrize("pin", ["nan,nan", "abc", "999,999", "65.5", "inf,57.1", "65.5,91"])
def test_what_is_no_place_on_earth_puts_no_pin(pin, small_city, agency, anonymous):
    lon, _comma, lat = pin.partition(",")
    opened = text_of(anonymous.get("/report/", {"lon": lon, "lat": lat}))
    chosen = text_of(anonymous.post("/report/", filled(None, place_text="Речной", pin=pin)))
    assert (pin_of(opened), pin_of(chosen)) == ("", "")


def test_a_chosen_middle_of_a_street_is_a_pin(small_city, agency, anonymous):
    page = text_of(anonymous.post("/report/", filled(None, place_text="Речной", pin="65.541000,57.150000")))
    assert pin_of(page) == "65.541000"
    assert 'name="found_for" value="Речной"' in page


def test_photos_that_a_browser_does_not_keep_are_named(small_city, agency, anonymous):
    page = text_of(anonymous.post("/report/", filled(None, photos=[upload(name="яма.jpg")])))
    assert "Выберите фото ещё раз" in page
    assert "яма.jpg" in page


def test_a_street_alone_is_a_question_with_its_middle(small_city, agency, anonymous):
    answer = anonymous.post("/report/find/", {"q": "Речной переулок"}).json()
    assert (answer["is_sure"], "Допишите дом" in answer["said"]) == (False, True)
    found = answer["results"]
    assert [one["title"] for one in found] == ["Речной переулок, середина улицы"]
    point = Point(found[0]["lon"], found[0]["lat"], srid=4326)
    segments = RoadSegment.objects.filter(road__name="Речной переулок")
    assert min(segment.geometry.distance(point) for segment in segments) < 1e-6


def test_several_likely_streets_are_a_choice(small_city, agency, anonymous):
    alike = Road.objects.create(city=small_city, name="Пушкинский проезд", slug="pushkinsky")
    RoadSegment.objects.filter(city=small_city, road__name="Речной переулок").update(road=alike)
    results = anonymous.post("/report/find/", {"q": "пушкин"}).json()["results"]
    page = text_of(anonymous.post("/report/", filled(None, place_text="пушкин", find="1")))
    assert len(results) > 1
    assert all(one["title"] in page for one in results)


def test_no_pin_and_no_words_is_a_question_not_a_message(small_city, agency, anonymous):
    answer = anonymous.post("/report/", filled(None))
    assert answer.status_code == 400
    assert "Поставьте метку" in text_of(answer)
    assert not Appeal.objects.exists()


def test_two_streets_equally_likely_are_asked_and_a_button_answers(small_city, agency, anonymous):
    asked = text_of(anonymous.post("/report/", filled(CORNER)))
    assert "Какая это улица?" in asked
    assert 'value="улица Баумана"' in asked
    assert not Appeal.objects.exists()
    anonymous.post("/report/", filled(CORNER, place_text="улица Баумана"))
    assert Appeal.objects.get().street == "улица Баумана"


def test_far_from_any_road_is_asked_and_may_be_sent_anyway(small_city, agency, anonymous):
    assert "нет дороги" in text_of(anonymous.post("/report/", filled(NOWHERE)))
    assert not Appeal.objects.exists()
    anonymous.post("/report/", filled(NOWHERE, confirmed="1"))
    assert Appeal.objects.get().segment is None


def test_planned_works_are_shown_before_the_message_is_sent(small_city, agency, anonymous):
    event = published(agency, kind="repair-zone", cause="road-repair")
    shown = text_of(anonymous.post("/report/", filled()))
    assert "Здесь ведутся или намечены работы" in shown
    assert event.get_absolute_url() in shown
    assert not Appeal.objects.exists()
    anonymous.post("/report/", filled(confirmed="1"))
    assert Appeal.objects.get().planned_work == event


def test_what_was_typed_stays_when_something_is_wrong(small_city, agency, anonymous):
    answer = anonymous.post("/report/", filled(text="большая <яма>", email="nope"))
    assert answer.status_code == 400
    page = text_of(answer)
    assert "большая &lt;яма&gt;" in page
    assert 'value="pothole" required checked' in page


def summary_of(page: str) -> dict[str, str]:
    """Where each line of the summary leads → its words."""
    box = re.search(r'id="summary".*?</div>', page, re.DOTALL)
    return dict(re.findall(r'<a href="#([^"]+)">([^<]+)</a>', box[0])) if box else {}


def error_at(page: str, field: str) -> str:
    return re.search(rf'id="error-{field}"[^>]*>([^<]*)<', page)[1].strip()


def test_all_that_is_missing_is_asked_on_one_page_with_links(small_city, agency, anonymous):
    """A house that is not found, no kind, no consent, a wrong address, and the photo that is lost."""
    told = {"category": "", "consent": "", "email": "мимо", "place_text": "Пушкина 4000", "photos": [upload()]}
    answer = anonymous.post("/report/", filled(None, **told))
    page = text_of(answer)
    assert answer.status_code == 400
    assert set(summary_of(page)) == {"what", "consent", "email", "place-text", "photos"}
    for anchor in summary_of(page):
        assert f'id="{anchor}"' in page
    for field in ("category", "consent", "email", "place_text"):
        assert error_at(page, field), field
    assert summary_of(page)["what"] == "Выберите, что случилось."
    assert "Карта не знает дома 4000" in error_at(page, "place_text")
    assert 'name="place" value=' in page
    assert 'value="Пушкина 4000"' in page


def test_a_chosen_place_and_the_rest_are_sent_at_once(small_city, agency, anonymous):
    answer = anonymous.post("/report/", filled(None, place_text="Речной", place="65.541000,57.150000"))
    assert answer.status_code == 302
    assert Appeal.objects.get().point.x == pytest.approx(65.541)


def test_a_house_found_on_sending_is_shown_with_all_else_that_is_open(small_city, agency, anonymous):
    page = text_of(anonymous.post("/report/", filled(None, place_text="Пушкина 13", consent="")))
    assert pin_of(page)
    assert "Это <strong>улица Пушкина</strong>" in page
    assert set(summary_of(page)) == {"consent", "place"}
    assert not Appeal.objects.exists()


def test_a_place_in_doubt_and_a_wrong_field_are_asked_together(small_city, agency, anonymous):
    page = text_of(anonymous.post("/report/", filled(NOWHERE, consent="")))
    assert set(summary_of(page)) == {"consent", "place"}
    assert re.search(r'id="confirmed"><input type="checkbox"', page)


def test_words_of_a_page_without_a_map_name_none(small_city, agency, anonymous):
    for words in ("Пушкина 4000", "Небывалая", "", "Речной"):
        page = text_of(anonymous.post("/report/", filled(None, find="1", place_text=words)))
        assert error_at(page, "place_text")
        assert "карт" not in error_at(page, "place_text").replace("Карта не знает", "")


def test_a_house_in_the_text_far_from_the_pin_is_asked_about(small_city, agency, anonymous):
    house_far_from(PUSHKINA)
    page = text_of(anonymous.post("/report/", filled(text="Яма у дома 13 по улице Пушкина")))
    assert "Метка далеко от написанного адреса: улица Пушкина, 13." in page
    assert not Appeal.objects.exists()


def test_a_pin_outside_the_city_is_explained(small_city, agency, anonymous):
    piece = text_of(anonymous.post("/report/place/", {"lon": 11.88, "lat": 43.46}))
    assert "Это место не в " in piece


@pytest.mark.parametrize("query", [{"lon": "x"}, {"lon": "nan", "lat": "nan"}, {"lon": "1e999", "lat": "0"}, {}])
def test_a_strange_pin_breaks_nothing(query, small_city, agency, anonymous):
    assert anonymous.post("/report/place/", query).status_code == 200
    assert anonymous.get("/report/", query).status_code == 200


def test_the_live_answer_names_street_body_and_day(small_city, agency, anonymous):
    piece = text_of(anonymous.post("/report/place/", {"lon": PUSHKINA.x, "lat": PUSHKINA.y, "category": "pothole"}))
    for words in ("улица Пушкина", "Департамент дорог", "19 июня"):
        assert words in piece


def test_what_is_reported_close_by_is_shown(small_city, agency, anonymous):
    sent = appeal(small_city)
    piece = text_of(anonymous.post("/report/place/", {"lon": PUSHKINA.x, "lat": PUSHKINA.y, "category": "pothole"}))
    assert f"?open=appeal-{sent.pk}" in piece


# The secret page


def test_the_secret_page_is_found_by_nobody_else(small_city, agency, anonymous):
    answer = anonymous.get(f"/m/{appeal(small_city).secret}/")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]
    assert 'name="robots" content="noindex' in text_of(answer)


def test_the_secret_is_not_printed_at_the_foot_of_a_sheet(small_city, agency, client):
    assert 'class="printed"' not in client.get(f"/m/{appeal(small_city).secret}/").content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("secret", ["x", "0" * 32, "%00", "' OR 1=1 --"])
def test_a_wrong_secret_tells_nothing(secret, method, small_city, agency, anonymous):
    real = appeal(small_city)
    answer = getattr(anonymous, method)(f"/m/{secret}/", {"verb": "erase"})
    assert answer.status_code == (400 if secret == "%00" else 404)
    assert real.secret not in text_of(answer)


def test_the_sender_sees_everything(small_city, agency, anonymous):
    sent = personal(small_city)
    page = text_of(anonymous.get(f"/m/{sent.secret}/"))
    for words in ("Анна Секретова", "anna@example.org", "+7 999", "подъезда", str(sent.why_agency), "19 июня", "16:00"):
        assert words in page, words
    photo = sent.photos.get()
    assert f"/m/{sent.secret}/photos/{photo.name}/" in page


def test_the_sender_reads_the_answer_and_the_way_it_went(small_city, agency, other_agency, operator, anonymous, at):
    sent = appeal(small_city)
    actions.forward(sent, other_agency, reason="это их люк", by=operator, at=at)
    looked_at(actions.answer(sent, "Люк <b>закрыт</b>.", by=operator, at=at, photos=[checked(upload())]))
    page = text_of(anonymous.get(f"/m/{sent.secret}/"))
    assert "Люк &lt;b&gt;закрыт&lt;/b&gt;." in page
    assert "переадресовано: Тепловые сети" in page
    assert "это их люк" in page
    assert "Не исправлено" in page
    proof = sent.photos.get()
    assert anonymous.get(f"/m/{sent.secret}/photos/{proof.name}/").status_code == 200


def test_an_overdue_message_says_so(small_city, agency, anonymous, at):
    sent = appeal(small_city, at=at - timedelta(days=40))
    assert "просрочено" in text_of(anonymous.get(f"/m/{sent.secret}/"))


def test_not_fixed_with_a_photo_brings_it_back(small_city, agency, operator, anonymous):
    done = answered(small_city, by=operator)
    answer = anonymous.post(f"/m/{done.secret}/", {"verb": "reopen", "words": "всё там же", "photos": [upload()]})
    assert answer.url.endswith("?done=reopened")
    done.refresh_from_db()
    assert (done.status, looked_at(done).photos.count()) == ("in-work", 1)
    assert "всё там же" in done.text
    assert done.agency == agency


def test_too_late_is_a_way_to_a_new_message(small_city, agency, operator, anonymous, at):
    done = answered(small_city, by=operator, at=at - timedelta(days=16))
    refused = anonymous.post(f"/m/{done.secret}/", {"verb": "reopen"})
    assert refused.status_code == 400
    assert "/report/?lon=" in text_of(refused)


def test_a_refused_refutation_keeps_its_words_and_names_the_photos_to_choose_again(
    small_city, agency, operator, anonymous
):
    done = answered(small_city, by=operator)
    told = {"verb": "reopen", "words": "всё <там> же", "photos": [upload(), upload(b"x" * 50, "bad.jpg")]}
    page = text_of(anonymous.post(f"/m/{done.secret}/", told))
    assert "всё &lt;там&gt; же</textarea>" in page
    assert re.search(r"Выберите фото ещё раз[^<]*яма.jpg, bad.jpg", page)


def test_a_bad_photo_in_a_refutation_changes_nothing(small_city, agency, operator, anonymous):
    done = answered(small_city, by=operator)
    answer = anonymous.post(f"/m/{done.secret}/", {"verb": "reopen", "photos": [upload(b"x" * 50, "bad.jpg")]})
    assert answer.status_code == 400
    assert "bad.jpg" in text_of(answer)
    done.refresh_from_db()
    assert done.status == "answered"


@pytest.mark.parametrize("rating", ["0", "9", "", "²", "x", "9" * 5000])
def test_a_strange_rating_is_refused(rating, small_city, agency, operator, anonymous):
    done = answered(small_city, by=operator)
    assert anonymous.post(f"/m/{done.secret}/", {"verb": "rate", "rating": rating}).status_code == 400


def test_rating_confirming_and_deleting(small_city, agency, operator, anonymous):
    done = answered(small_city, by=operator, text="яма")
    anonymous.post(f"/m/{done.secret}/", {"verb": "rate", "rating": "4"})
    anonymous.post(f"/m/{done.secret}/", {"verb": "confirm"})
    anonymous.post(f"/m/{done.secret}/", {"verb": "erase"})
    done.refresh_from_db()
    assert (done.rating, done.status, done.text) == (4, "closed", "")


def test_an_unknown_verb_is_not_found(small_city, agency, anonymous):
    assert anonymous.post(f"/m/{appeal(small_city).secret}/", {"verb": "take"}).status_code == 404


# Photos


def test_a_photo_goes_out_with_a_fixed_type(small_city, agency, anonymous):
    sent = personal(small_city)
    photo = sent.photos.get()
    answer = anonymous.get(f"/m/{sent.secret}/photos/{photo.name}/?size=small")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert answer.getvalue()[:2] == b"\xff\xd8"


def test_a_photo_is_hidden_until_released_and_again_when_taken_back(small_city, agency, operator, anonymous, at):
    sent = personal(small_city)
    photo = sent.photos.get()
    url = f"/photos/{photo.name}/"
    assert anonymous.get(url).status_code == 404
    actions.release(sent, text=False, photos=[photo.pk], by=operator, at=at)
    assert anonymous.get(url).status_code == 200
    actions.release(sent, text=False, photos=[], by=operator, at=at)
    assert anonymous.get(url).status_code == 404


def test_a_released_photo_of_a_rejected_message_is_hidden(small_city, agency, operator, anonymous, at):
    sent = personal(small_city)
    photo = sent.photos.get()
    actions.release(sent, text=False, photos=[photo.pk], by=operator, at=at)
    actions.reject(sent, reason="-", by=operator, at=at)
    assert anonymous.get(f"/photos/{photo.name}/").status_code == 404


def test_one_secret_does_not_open_anothers_photo(small_city, agency, anonymous):
    mine, other = appeal(small_city), personal(small_city)
    assert anonymous.get(f"/m/{mine.secret}/photos/{other.photos.get().name}/").status_code == 404


def test_a_follower_sees_the_proof_but_not_the_main_senders_photo(small_city, agency, operator, anonymous, at):
    main, follower = personal(small_city), appeal(small_city)
    actions.join(follower, main, by=operator, at=at)
    looked_at(actions.answer(main, "Готово.", by=operator, at=at, photos=[checked(upload())]))
    own, proof = main.photos.order_by("is_proof")
    assert anonymous.get(f"/m/{follower.secret}/photos/{proof.name}/").status_code == 200
    assert anonymous.get(f"/m/{follower.secret}/photos/{own.name}/").status_code == 404
    page = text_of(anonymous.get(f"/m/{follower.secret}/"))
    assert "Готово." in page
    assert "Секретова" not in page


# The map


def test_the_maps_card_shows_public_things_only(small_city, agency, anonymous):
    sent = personal(small_city)
    card = text_of(anonymous.get(f"/appeals/{sent.pk}/card/"))
    assert "улица Пушкина" in card
    for private in ("Секретова", "подъезда", sent.secret, sent.photos.get().name):
        assert private not in card


def test_the_list_beside_the_map_holds_open_messages(small_city, agency, operator, anonymous, at):
    sent = appeal(small_city, ACROSS_TOWN)
    gone = actions.reject(appeal(small_city), reason="-", by=operator, at=at)
    page = text_of(anonymous.get("/?map=15/57.15/65.54"))
    assert f'data-key="appeal-{sent.pk}"' in page
    assert f"appeal-{gone.pk}" not in page


def test_a_tile_holds_messages(small_city, agency, anonymous):
    appeal(small_city)
    z, n = 15, 2**15
    x = int((PUSHKINA.x + 180) / 360 * n)
    lat = math.radians(PUSHKINA.y)
    y = int((1 - math.asinh(math.tan(lat)) / math.pi) / 2 * n)
    tile = anonymous.get(f"/tiles/appeals/{z}/{x}/{y}.mvt")
    assert tile.status_code == 200
    assert "улица Пушкина".encode() in tile.content


def test_from_afar_messages_are_one_sign_a_cell(small_city, agency, anonymous, tmp_path):
    sent = [appeal(small_city) for _ in range(3)]
    z, n = 12, 2**12
    lat = math.radians(PUSHKINA.y)
    x, y = (PUSHKINA.x + 180) / 360 * n, (1 - math.asinh(math.tan(lat)) / math.pi) / 2 * n
    file = tmp_path / "tile.mvt"
    file.write_bytes(anonymous.get(f"/tiles/appeals/{z}/{int(x)}/{int(y)}.mvt").content)
    meta, _, _, columns = pyogrio.raw.read(file, layer="signs", read_geometry=False)
    (sign,) = [dict(zip(meta["fields"], row, strict=True)) for row in zip(*columns, strict=True)]
    assert (sign["count"], sorted(sign["ids"].split(","))) == (3, sorted(str(each.pk) for each in sent))


def test_staff_see_the_form_too(small_city, agency, operator):
    assert signed_in(operator).get("/report/").status_code == 200


def test_a_streets_page_holds_the_messages_of_that_street_only(small_city, agency, anonymous):
    appeal(small_city)
    appeal(small_city, ACROSS_TOWN, code="manhole")
    road = Road.objects.get(city=small_city, name="улица Пушкина")
    html = anonymous.get(f"/streets/{road.slug}/").content.decode()
    assert "Яма, провал, улица Пушкина" in html
    assert "улица 8 Марта" not in html


@pytest.mark.parametrize("point", [PUSHKINA, NOWHERE], ids=["sent", "asked about"])
def test_the_place_of_a_report_is_understood_once(small_city, agency, anonymous, monkeypatch, point):
    looked = []
    link = place.link_point
    monkeypatch.setattr(place, "link_point", lambda *given, **more: looked.append(given) or link(*given, **more))
    anonymous.post("/report/", filled(point))
    assert len(looked) == 1
    assert Appeal.objects.count() == (point is PUSHKINA)


def test_a_fresh_form_is_empty_and_an_address_fills_in_only_what_it_names(small_city, agency, anonymous):
    fresh = anonymous.get("/report/").context["sent"]
    assert {name: fresh.get(name) for name in ("lon", "lat", "category", "place_text")} == dict.fromkeys(
        ("lon", "lat", "category", "place_text")
    )
    assert dict(anonymous.get("/report/?category=pothole").context["sent"].items()) == {"category": "pothole"}
