"""Stories: shown in their term, in rows by theme, liked once a visitor, in a feed; written at a desk of their own."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4
from xml.etree import ElementTree

import feedparser
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from closures.models import Story, StoryLike, StoryTheme
from closures.stories import likes, writing
from roadmap.decoding import Prepared
from roadmap.importers.areas import import_areas
from roadmap.models import Area, User
from tests.appeals.factories import PUSHKINA, picture
from tests.conftest import NOW, ROOT, signed_in
from tests.hands import Hand

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _now(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def editor(agency):
    return User.objects.create_user("editor", password="pass-word-1", agency=agency, roles=["editor"])


@pytest.fixture
def west(small_city):
    import_areas(ROOT / "fixtures" / "small_city_areas.geojson", city_slug=small_city.slug)
    return Area.objects.get(city=small_city, slug="zapadny")


def told(editor, *, is_published=True, **fields) -> Story:
    values = {
        "theme": StoryTheme.objects.get(slug="roads"),
        "title": "Новый асфальт на Пушкина",
        "text": "Уложили за неделю.\n\nСпасибо за терпение!",
        "valid_from": NOW - DAY,
    }
    story = writing.write(editor.agency.city, values | fields, cover=None, by=editor, at=NOW - DAY)
    return writing.publish(story, version=1, by=editor, at=NOW - DAY) if is_published else story


def test_the_eight_themes_are_there_to_begin_with():
    assert [str(theme) for theme in StoryTheme.objects.all()] == [
        *("Лайк", "Инфо", "Строительство", "Памятка", "Дороги", "Конкурсы", "Факты", "Проекты"),
    ]


def test_a_district_has_its_own_set_of_themes(west):
    east = Area.objects.get(slug="vostochny")
    fairs = StoryTheme.objects.create(slug="fairs", name="Ярмарки", position=99)
    fairs.areas.add(west)
    assert fairs in StoryTheme.objects.of(west)
    assert fairs not in StoryTheme.objects.of(east)
    assert StoryTheme.objects.of(east).count() == 8


@pytest.mark.parametrize(
    ("term", "is_there"),
    [
        ((NOW, None), True),
        ((NOW + timedelta(seconds=1), None), False),
        ((NOW - DAY, NOW), False),
        ((NOW - DAY, NOW + timedelta(seconds=1)), True),
    ],
)
def test_a_story_is_there_in_its_term_alone(anonymous, editor, term, is_there):
    story = told(editor, valid_from=term[0], valid_until=term[1])
    assert (anonymous.get(f"/stories/{story.pk}/").status_code == 200) is is_there
    assert (story.title in anonymous.get("/stories/").content.decode()) is is_there
    assert bool(feedparser.parse(anonymous.get("/stories/feed.atom").content).entries) is is_there


def test_drafts_and_withdrawn_ones_are_not_there(anonymous, editor):
    draft = told(editor, is_published=False)
    gone = told(editor)
    writing.withdraw(gone, version=2, at=NOW)
    assert [anonymous.get(f"/stories/{story.pk}/").status_code for story in (draft, gone)] == [404, 404]


def test_html_in_a_story_is_text(anonymous, editor):
    story = told(editor, text="<script>alert(1)</script>\n\nсм. https://example.org/a?b=1", title="<b>Жирно</b>")
    page = anonymous.get(f"/stories/{story.pk}/").content.decode()
    assert "<script>alert" not in page and "<b>Жирно" not in page
    assert '<a href="https://example.org/a?b=1" rel="nofollow">' in page


def test_rows_hold_six_of_a_theme_and_ask_as_often_for_many_as_for_few(
    anonymous, editor, django_assert_max_num_queries
):
    for number in range(8):
        told(editor, title=f"Дорога {number}", valid_from=NOW - DAY + timedelta(minutes=number))
    told(editor, theme=StoryTheme.objects.get(slug="facts"), title="Факт")
    with django_assert_max_num_queries(8):
        page = anonymous.get("/stories/").content.decode()
    assert re.findall(r"Дорога \d", page) == [f"Дорога {number}" for number in (7, 6, 5, 4, 3, 2)]
    assert page.index("Дорога 7") < page.index("Факт")


def test_the_feed_is_of_a_theme_and_a_district(anonymous, editor, west):
    told(editor, title="Запад", area=west)
    told(editor, title="Факт", theme=StoryTheme.objects.get(slug="facts"))

    def titles(query):
        answer = anonymous.get(f"/stories/feed.atom{query}")
        return {entry.title for entry in feedparser.parse(answer.content).entries}

    assert titles("") == {"Запад", "Факт"}
    assert titles("?theme=facts") == {"Факт"}
    assert titles("?district=zapadny") == {"Запад"}
    assert titles("?theme=facts&district=zapadny") == set()
    assert anonymous.get("/stories/feed.atom?theme=nonsense").status_code == 404
    etag = anonymous.get("/stories/feed.atom")["ETag"]
    assert anonymous.get("/stories/feed.atom", headers={"If-None-Match": etag}).status_code == 304


def test_a_title_that_xml_cannot_hold_leaves_the_feed_readable(anonymous, editor):
    """XML 1.0, 2.2: U+000B is no character of it."""
    told(editor, title="Новый\x0bасфальт")
    feed = ElementTree.fromstring(anonymous.get("/stories/feed.atom").content)
    assert [each.text for each in feed.iter("{http://www.w3.org/2005/Atom}title")][1:] == ["Новый асфальт"]


def press(client, story, like="1"):
    return client.post(f"/stories/{story.pk}/like/", {"like": like})


def test_a_visitor_likes_once_and_can_take_it_back(anonymous, editor):
    story = told(editor)
    address = f"/stories/{story.pk}/"
    anonymous.get(address)
    mark = anonymous.cookies["visitor"].value
    for _time in range(3):
        assert press(anonymous, story).status_code == 302
        anonymous.get(address)
    assert anonymous.cookies["visitor"].value == mark
    assert StoryLike.objects.count() == 1
    assert 'aria-pressed="true"' in anonymous.get(address).content.decode()
    press(anonymous, story, "0")
    press(anonymous, story, "0")
    assert StoryLike.objects.count() == 0


def test_without_our_cookie_nothing_is_counted(client, editor):
    story = told(editor)
    assert press(client, story).status_code == 400
    client.cookies["visitor"] = "8d1b1b63-2c4e-4f4e-9d8e-1f2a3b4c5d6e:forged"
    assert press(client, story).status_code == 400
    assert StoryLike.objects.count() == 0


def test_who_throws_the_cookie_away_is_slowed_down(client, editor, settings):
    settings.RATES = settings.RATES | {"likes-of-a-story": "2/day"}
    story, statuses = told(editor), []
    for _time in range(3):
        client.cookies.clear()
        client.get(f"/stories/{story.pk}/")
        statuses.append(press(client, story).status_code)
    assert statuses == [302, 302, 429]
    assert StoryLike.objects.count() == 2


def test_a_like_is_a_row_that_cannot_be_there_twice(editor):
    story = told(editor)
    like = {"story": story, "visitor": "8d1b1b63-2c4e-4f4e-9d8e-1f2a3b4c5d6e"}
    StoryLike.objects.create(**like)
    with pytest.raises(IntegrityError), transaction.atomic():
        StoryLike.objects.create(**like)


@pytest.mark.django_db(transaction=True)
def test_two_connections_in_the_same_moment_like_once(editor):
    story, visitor = told(editor), uuid4()
    with transaction.atomic():
        likes.like(story, visitor)
        second = Hand(lambda: likes.like(story, visitor))
        assert second.waits()
    assert second.done().error is None
    assert StoryLike.objects.count() == 1


FORM = {
    "theme": "",
    "title": "Сквер",
    "text": "Открыли.",
    "valid_from": "2026-06-10T10:00",
}


def form(**fields):
    return FORM | {"theme": StoryTheme.objects.get(slug="projects").pk} | fields


@pytest.mark.parametrize("path", ["", "new/", "{pk}/", "{pk}/preview/", "{pk}/move/"])
def test_a_stranger_finds_no_desk(anonymous, editor, dispatcher, path):
    address = "/desk/stories/" + path.format(pk=told(editor).pk)
    ask = "post" if "move" in path else "get"
    assert getattr(signed_in(dispatcher), ask)(address).status_code == 404
    assert getattr(anonymous, ask)(address).status_code == 302
    if not path.endswith("move/"):
        assert signed_in(editor).get(address).status_code == 200


def test_a_story_is_written_looked_at_published_and_withdrawn(anonymous, editor, west):
    desk, east = signed_in(editor), Area.objects.get(slug="vostochny")
    point = PUSHKINA
    answer = desk.post("/desk/stories/new/", form(street="пушкина", lat=point.y, lon=point.x))
    story = Story.objects.get()
    assert answer.url == f"/desk/stories/{story.pk}/"
    assert (story.area, story.road.name, story.segment.road.name) == (east, "улица Пушкина", "улица Пушкина")
    assert story.valid_from.isoformat() == "2026-06-10T05:00:00+00:00"  # ten o'clock in the small city
    assert "Открыли." in desk.get(f"/desk/stories/{story.pk}/preview/").content.decode()
    assert anonymous.get(f"/stories/{story.pk}/").status_code == 404
    desk.post(f"/desk/stories/{story.pk}/move/", {"verb": "publish", "version": 1})
    assert anonymous.get(f"/stories/{story.pk}/").status_code == 200
    desk.post(f"/desk/stories/{story.pk}/move/", {"verb": "withdraw", "version": 2})
    assert anonymous.get(f"/stories/{story.pk}/").status_code == 404


def test_a_story_that_is_published_again_keeps_its_first_day(editor):
    story = told(editor)
    writing.withdraw(story, version=2, at=NOW)
    writing.publish(story, version=3, by=editor, at=NOW)
    assert Story.objects.get().published_at == NOW - DAY


def test_who_writes_over_another_version_is_told_and_loses_nothing(editor):
    story, desk = told(editor), signed_in(editor)
    address = f"/desk/stories/{story.pk}/"
    assert desk.post(address, form(title="Первый", version=2)).status_code == 302
    late = desk.post(address, form(title="Второй", version=2))
    assert late.status_code == 409
    assert 'value="Второй"' in late.content.decode()
    assert desk.post(address, form(title="Без версии")).status_code == 409
    assert Story.objects.get().title == "Первый"
    assert desk.post(f"{address}move/", {"verb": "withdraw", "version": 2}).status_code == 409


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"valid_until": "2026-06-10T10:00"}, "valid_until"),
        ({"street": "проспект Которого Нет"}, "street"),
        ({"lat": "57.15"}, "lon"),
        ({"lat": "0", "lon": "0"}, "lat"),
        ({"theme": "999999"}, "theme"),
        ({"title": "ы" * 161}, "title"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_written(editor, wrong, field):
    answer = signed_in(editor).post("/desk/stories/new/", form(**wrong))
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Story.objects.exists()


def test_a_cover_is_encoded_anew_and_told_in_words(anonymous, editor):
    desk, told_in_words = signed_in(editor), {"cover_text": "Сквер днём"}

    def cover(content):
        return SimpleUploadedFile("Анна.png", content, "image/png")

    bad = desk.post("/desk/stories/new/", form(picture=cover(b"<svg onload=alert(1)>"), **told_in_words))
    assert "picture" in bad.context["form"].errors
    silent = desk.post("/desk/stories/new/", form(picture=cover(picture(format="PNG"))))
    assert "cover_text" in silent.context["form"].errors
    desk.post("/desk/stories/new/", form(picture=cover(picture(format="PNG")), **told_in_words))
    story = Story.objects.get()
    assert (story.cover_width, story.cover_height) == (64, 48)
    assert "Анна" not in story.cover.name
    address = f"/stories/{story.pk}/cover.jpg"
    assert anonymous.get(address).status_code == 404
    assert b"".join(desk.get(address).streaming_content)[:3] == b"\xff\xd8\xff"
    writing.publish(story, version=1, by=editor, at=NOW)
    assert anonymous.get(address)["Content-Type"] == "image/jpeg"
    in_english = anonymous.get(address, {"lang": "en"})
    assert "public" in in_english["Cache-Control"]
    assert not in_english.cookies, "a store between would hand it to the next reader"


def test_the_files_of_a_cover_go_once_the_story_has_another(editor, django_capture_on_commit_callbacks):
    jpeg = picture()
    cover = Prepared(jpeg, jpeg, 64, 48)
    story = writing.change(told(editor, cover_text="Сквер днём"), {}, cover=cover, version=2, at=NOW)
    files = [story.cover.storage.path(file.name) for file in (story.cover, story.thumbnail)]
    with pytest.raises(IntegrityError), transaction.atomic():
        writing.change(story, {}, cover=cover, version=3, at=NOW)
        raise IntegrityError  # as where the row cannot be saved after all
    assert all(Path(file).exists() for file in files)
    with django_capture_on_commit_callbacks(execute=True):
        writing.change(story, {}, cover=cover, version=3, at=NOW)
    assert not any(Path(file).exists() for file in files)
