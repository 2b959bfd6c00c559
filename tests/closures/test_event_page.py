"""One event's page, its card on the map, and the page of a street."""

import json
import re
from datetime import timedelta

import pytest

from closures import actions, clock, confirming
from roadmap.models import JournalEntry, Road
from tests.closures.factories import active, draft, line, phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(monkeypatch, small_city):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def text_of(client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_from_an_event_one_asks_to_be_told_of_its_street_until_it_is_over(anonymous, agency):
    event = active(agency)
    link = f'href="/subscribe/?street={Road.objects.get(name="улица Пушкина").slug}"'
    assert link in text_of(anonymous, f"/events/{event.pk}/")
    confirming.finish(event, by=None, at=NOW)
    assert link not in text_of(anonymous, f"/events/{event.pk}/")


def test_the_page_holds_the_facts(anonymous, agency):
    event = active(agency, performer="АО «Теплосеть»", contact="8 800 000-00-00", detour="по улице Баумана")
    text = text_of(anonymous, f"/events/{event.pk}/")
    for words in ("улица Пушкина", "10 июня, 11:00 – 12 июня, 12:00", "Ещё 2 дня", "Движение закрыто"):
        assert words in text
    for words in ("Ремонт теплотрассы", "АО «Теплосеть»", "8 800 000-00-00", "По улице Баумана", "не подтверждено"):
        assert words.lower() in text.lower()
    assert '"type": "LineString"' in text


def test_a_preview_of_a_link_says_what_the_page_says(anonymous, agency):
    """Whom it is for, in which direction, and what holds now of several stages."""
    begun = {"planned_start": NOW - timedelta(hours=1), "planned_end": NOW + timedelta(days=2)}
    before = {"planned_start": NOW - timedelta(days=9), "planned_end": NOW - timedelta(days=5)}
    lorries = active(agency, phases=[phase(**begun, vehicle_classes=["lorry"])])
    one_way = active(agency, phases=[phase(**begun, direction="forward", toward="улица Мира")])
    narrowed = phase(**before, vehicle_impact="some-lanes-closed", geometry=line((0, 0), (0, 200)))
    staged = published(agency, at=NOW - timedelta(days=10), phases=[narrowed, phase(**begun)])
    for event, words in (
        (lorries, "Закрыто для грузовых машин"),
        (one_way, "Закрыто в одном направлении"),
        (staged, "Движение закрыто"),
    ):
        text = text_of(anonymous, f"/events/{event.pk}/")
        (preview,) = re.findall(r'property="og:description" content="([^"]+)"', text)
        assert preview.startswith("Действует. 10 июня, 11:00 – 12 июня, 12:00. ")
        assert words in preview
        assert f"<dd>{words}" in text
    title = staged.phases.get(number=2).headline
    assert title.startswith("Закрытие движения: улица Пушкина, от улицы Баумана")
    assert f'og:title" content="{title}"' in text
    assert f"<h1>{title}" in text
    assert "Этап 2 из 2" in text


def test_the_map_of_the_page_shows_all_stages_each_as_it_stands(anonymous, agency):
    """What holds lies on what comes, that on what is over; a place is drawn once."""
    day = timedelta(days=1)
    places = [((0, 200), (200, 200)), ((0, 0), (0, 200)), ((200, 0), (200, 200)), ((0, 0), (0, 200))]
    event = published(
        agency,
        at=NOW - 10 * day,
        phases=[
            phase(geometry=line(*place), planned_start=NOW + start * day, planned_end=NOW + (start + 4) * day)
            for place, start in zip(places, (-9, -2, 3, 8), strict=True)
        ],
    )
    page = anonymous.get(f"/events/{event.pk}/").content.decode()
    features = json.loads(page.split('id="features" type="application/json">')[1].split("</script>")[0])
    assert [each["properties"]["state"] for each in features] == ["finished", "planned", "active"]
    assert "Баумана" in features[-1]["properties"]["headline"]


@pytest.mark.parametrize("page", ["/events/{}/", "/events/{}/card/"])
def test_a_draft_is_not_found(anonymous, dispatcher, agency, page):
    event = draft(agency)
    assert anonymous.get(page.format(event.pk)).status_code == 404


def test_a_draft_that_was_thrown_away_is_not_found(anonymous, dispatcher, agency):
    event = draft(agency)
    actions.cancel(event, by=dispatcher, at=NOW)
    assert anonymous.get(f"/events/{event.pk}/").status_code == 404


def test_a_finished_event_stays_and_says_so(anonymous, dispatcher, agency):
    event = active(agency)
    confirming.finish(event, by=dispatcher, at=NOW)
    text = text_of(anonymous, f"/events/{event.pk}/")
    assert "Уже закончилось." in text
    assert "Завершено 10 июня, 12:00, подтвердил диспетчер" in text
    assert "Завершено, движение восстановлено" in text


def test_what_only_the_plan_says_is_not_told_as_a_fact(anonymous, agency, monkeypatch):
    event = active(agency)
    counts = event.plan_counts_at
    assert "По плану, не подтверждено" in text_of(anonymous, f"/events/{event.pk}/card/")
    clock.advance(event.end)
    overdue = text_of(anonymous, f"/events/{event.pk}/")
    assert "Срок вышел, подтверждения нет" in overdue
    clock.advance(counts)
    monkeypatch.setattr("django.utils.timezone.now", lambda: counts)
    over = text_of(anonymous, f"/events/{event.pk}/")
    assert "По плану завершено: 12 июня, 12:00; подтверждения не было." in over
    assert "Срок вышел: завершено по плану, без подтверждения" in over
    assert "движение восстановлено" not in over


@pytest.mark.parametrize(
    ("source", "words"),
    [("foreman", "Начало подтверждено с места"), ("office", "Начало подтвердил диспетчер")],
)
def test_the_card_and_the_history_name_who_confirmed_the_start(anonymous, dispatcher, agency, source, words):
    event = active(agency)
    clock.advance(NOW)
    confirming.confirm(event, by=dispatcher, at=NOW, source=source)
    assert words in text_of(anonymous, f"/events/{event.pk}/card/")
    assert text_of(anonymous, f"/events/{event.pk}/").count(words) == 2
    assert "с места" not in text_of(anonymous, f"/events/{event.pk}/") or source == "foreman"


def test_an_accident_is_not_by_any_plan(anonymous, agency):
    text = text_of(anonymous, f"/events/{active(agency, cause='accident').pk}/card/")
    assert "Не подтверждено" in text
    assert "По плану" not in text


def test_a_cancelled_event_says_that_traffic_goes(anonymous, dispatcher, agency):
    event = published(agency)
    actions.cancel(event, by=dispatcher, at=NOW)
    assert "Движение обычное." in text_of(anonymous, f"/events/{event.pk}/")


def test_the_history_is_public_without_names_and_comments(anonymous, dispatcher, agency):
    event = draft(agency, by=dispatcher)
    actions.publish(event, by=dispatcher, at=NOW)
    actions.cancel(event, by=dispatcher, at=NOW, comment="позвонил Иванов")
    text = text_of(anonymous, f"/events/{event.pk}/")
    assert "Опубликовано" in text
    assert "по 12 июня" not in text  # the end is at noon
    assert "до 13 июня, 12:00" in text
    assert "dispatcher" not in text
    assert "Иванов" not in text
    assert "создан черновик" not in text


def test_hours_of_rest_are_told(anonymous, agency):
    nights = {"hours": [{"weekdays": None, "start": "22:00", "end": "06:00"}]}
    event = active(agency, phases=[phase(planned_start=NOW - timedelta(days=1), schedule=nights)])
    assert "В этот час не действует" in text_of(anonymous, f"/events/{event.pk}/")


def test_phases_are_a_table(anonymous, agency):
    first = phase(name="Левая сторона", planned_start=NOW - timedelta(hours=1), planned_end=NOW + timedelta(days=1))
    second = phase(name="Правая сторона", planned_start=NOW + timedelta(days=1), planned_end=NOW + timedelta(days=2))
    text = text_of(anonymous, f"/events/{active(agency, phases=[first, second]).pk}/")
    assert "Левая сторона" in text
    assert "Правая сторона" in text


def test_what_holds_at_the_same_time_is_a_place_and_no_stage(anonymous, agency):
    south = phase(geometry=line((-195, -200), (-5, -200)), vehicle_impact="some-lanes-closed")
    text = text_of(anonymous, f"/events/{published(agency, phases=[phase(), south]).pk}/")
    assert "Места" in text
    assert "тап" not in text
    assert "Улица 8 Марта" in text
    later = {"planned_start": NOW + timedelta(days=3), "planned_end": NOW + timedelta(days=4)}
    three = [phase(), south, phase(**later)]
    text = text_of(anonymous, f"/events/{published(agency, phases=three).pk}/")
    assert (text.count("Этап 1"), text.count("Этап 2"), text.count("Этап 3")) == (3, 1, 0)
    assert "Этап 1 из 2" in text


def test_what_was_announced_is_on_the_page(anonymous, agency, small_city):
    event = active(agency)
    JournalEntry.objects.update_or_create(
        subject=event.subject,
        defaults={
            "city": small_city,
            "version": 1,
            "title": "Т",
            "text": "Закрыто <b>всё</b>",
            "published_at": NOW,
            "updated_at": NOW,
        },
    )
    assert "Закрыто &lt;b&gt;всё&lt;/b&gt;" in text_of(anonymous, f"/events/{event.pk}/")


def test_the_card_is_a_piece_of_the_page(anonymous, agency):
    event = active(agency)
    text = text_of(anonymous, f"/events/{event.pk}/card/")
    assert "<html" not in text
    assert "улица Пушкина" in text
    assert f'href="/events/{event.pk}/"' in text
    west = event.geometry.extent[0]
    assert f'data-bounds="{west}' in text


def test_a_street_shows_what_is_and_what_was(anonymous, dispatcher, agency, small_city):
    here, over = active(agency), active(agency)
    confirming.finish(over, by=dispatcher, at=NOW)
    road = Road.objects.get(city=small_city, name="улица Пушкина")
    text = text_of(anonymous, f"/streets/{road.slug}/")
    assert f"/events/{here.pk}/" in text.split("Уже закончилось")[0]
    assert f"/events/{over.pk}/" in text.split("Уже закончилось")[1]


def test_a_street_without_works_is_free(anonymous, agency, small_city):
    active(agency)
    road = Road.objects.get(city=small_city, name="Садовая улица")
    assert "До утра ограничений нет." in text_of(anonymous, f"/streets/{road.slug}/")


def test_an_unknown_street_is_not_found(anonymous, small_city):
    assert anonymous.get("/streets/nowhere/").status_code == 404


def test_whom_it_touches_and_whom_not_is_told(anonymous, agency):
    only = phase(
        planned_start=NOW - timedelta(hours=1), vehicle_classes=["lorry"], exemptions=["residents", "emergency"],
        direction="forward", toward="в сторону реки",
    )  # fmt: skip
    text = text_of(anonymous, f"/events/{active(agency, phases=[only]).pk}/card/")
    assert "<dd>грузовые</dd>" in text
    assert "<dd>экстренные службы, жители</dd>" in text
    assert "в сторону реки" in text


def test_an_officer_at_a_dark_signal_is_obeyed_not_the_signs(anonymous, agency):
    begun = {"planned_start": NOW - timedelta(hours=1), "planned_end": NOW + timedelta(days=1)}
    dark = active(agency, kind="signal-outage", phases=[begun])
    assert "Действуют знаки приоритета" in text_of(anonymous, f"/events/{dark.pk}/card/")
    dark.signal_mode = "manual"
    dark.save()
    assert "Действуют знаки приоритета" not in text_of(anonymous, f"/events/{dark.pk}/card/")
