"""A page in English says so of whatever on it is Russian: names and what people wrote by hand."""

import re
from html.parser import HTMLParser

import pytest
import time_machine
from django.conf import settings
from django.template import Context, Template
from django.utils import translation

from closures import confirming
from closures.models import Phase, RoadEvent, Story, StoryTheme
from roadmap.importers.areas import import_areas
from roadmap.models import Road
from roadmap.templatetags.languages import streets
from tests.appeals.factories import answered
from tests.closures.factories import active, phase, published
from tests.conftest import NOW, ROOT, signed_in

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "wbr"}
SPOKEN = ("alt", "aria-label", "title", "placeholder", "content")
SILENT = ("script", "style", "textarea")  # a textarea holds the reader's own words


class Unmarked(HTMLParser):
    """Collects Russian words that no lang="ru" is around."""

    def __init__(self):
        super().__init__()
        self.open: list[tuple[str, str]] = [("", "")]
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        told = dict(attributes)
        language = told.get("lang") or self.open[-1][1]
        for name in SPOKEN:
            self._judge(f'<{tag} {name}="{told.get(name) or ""}">', language)
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_endtag(self, tag):
        while tag not in VOID and self.open.pop()[0] != tag:
            pass

    def handle_data(self, text):
        tag, language = self.open[-1]
        if tag not in SILENT:
            self._judge(text.strip(), language)

    def _judge(self, text, language):
        if language != "ru" and CYRILLIC.search(text):
            self.found.append(text)


class Headings(HTMLParser):
    """Collects what headings begin with."""

    def __init__(self):
        super().__init__()
        self.in_heading = False
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        self.in_heading = self.in_heading or tag in ("h1", "h2")

    def handle_endtag(self, tag):
        self.in_heading = self.in_heading and tag not in ("h1", "h2")

    def handle_data(self, text):
        if self.in_heading and text.strip():
            self.in_heading = False
            self.found.append(text.strip())


def headings(html: str) -> list[str]:
    parser = Headings()
    parser.feed(html)
    return parser.found


def unmarked(html: str) -> list[str]:
    parser = Unmarked()
    parser.feed(html)
    return parser.found


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>Reason: <span lang=ru>обрыв</span></p>", []),
        ("<p lang=ru><b>обрыв</b></p>", []),
        ("<p>Reason: обрыв</p>", ["Reason: обрыв"]),
        ("<p lang=ru>а</p><p>б</p>", ["б"]),
        ("<img lang=ru alt=Карта><br><i>в</i>", ["в"]),
        ("<img alt=Карта>", ['<img alt="Карта">']),
    ],
)
def test_the_judge(html, found):
    assert unmarked(html) == found


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("АО «УСТЭК»", '<span lang="ru">АО «УСТЭК»</span>'),
        ("Reason: gas main works (обрыв).", 'Reason: gas main works (<span lang="ru">обрыв</span>).'),
        ("routes 2 and 57д are diverted", 'routes 2 and 57<span lang="ru">д</span> are diverted'),
        ("<b>да</b>", '&lt;b&gt;<span lang="ru">да</span>&lt;/b&gt;'),
        ("plain", "plain"),
    ],
)
def test_russian_words_are_marked_on_english_pages_only(text, english):
    template = Template("{% load languages %}{{ text|russian }}")
    with translation.override("en"):
        assert template.render(Context({"text": text})) == english
    with translation.override("ru"):
        assert 'lang="ru"' not in template.render(Context({"text": text}))


def test_a_title_leaves_out_what_it_cannot_mark():
    template = Template("{% load languages %}{{ text|unquoted }}")
    text = Context({"text": "Lenina Street («в сторону дач») (2 lanes)"})
    with translation.override("en"):
        assert template.render(text) == "Lenina Street (2 lanes)"
    with translation.override("ru"):
        assert template.render(text) == "Lenina Street («в сторону дач») (2 lanes)"


@pytest.fixture
def city_at_work(agency):
    """Everything that a public page may have to say, filled in by hand in Russian."""
    told = {
        "reason": "обрыв кабеля",
        "performer": "ООО «Дорстрой»",
        "contact": "диспетчер Иванов",
        "note": "Проход пешеходов сохраняется.",
        "detour": "через путепровод",
        "detour_roads": ["Речной переулок"],
        "bus_routes": ["57д"],
        "stops_removed": ["Дом печати"],
        "act_kind": "распоряжение",
        "act_number": "12-р",
        "act_body": "администрация",
    }
    one_way = {"direction": "forward", "toward": "в сторону дальних дач"}
    running = active(agency, phases=[phase(planned_start=NOW, **one_way), phase(**one_way)], **told)
    lights = published(agency, kind="signal-outage")
    over = active(agency, kind="repair-zone", cause="gas")
    confirming.finish(over, by=None, at=NOW)
    return running, lights, over


@pytest.fixture
def message(small_city, operator):
    told = {"text": "Яма у остановки", "place_text": "у магазина", "name": "Иван Петров", "has_consent": True}
    return answered(small_city, by=operator, **told)


@pytest.fixture
def story(small_city, operator):
    import_areas(ROOT / "fixtures" / "small_city_areas.geojson", city_slug=small_city.slug)
    return Story.objects.create(
        city=small_city,
        theme=StoryTheme.objects.get(slug="roads"),
        area=small_city.areas.get(slug="zapadny"),
        title="Новый асфальт",
        text="Уложили за неделю.",
        place="у моста",
        status=Story.Status.PUBLISHED,
        valid_from=NOW,
        published_at=NOW,
        published_by=operator,
        created_by=operator,
        updated_at=NOW,
    )


@pytest.fixture
def addresses(city_at_work, message, story):
    """Of every public page."""
    events = [event.pk for event in city_at_work]
    street = Road.objects.get(name="улица Пушкина").slug
    return [
        *("/", "/list/", "/journal/", "/feeds/", "/report/", "/login/", f"/streets/{street}/", "/no-such-page/"),
        *("/guide/", "/about/", "/privacy/", "/api/", "/directory/", "/districts/", "/districts/zapadny/", "/zones/"),
        *("/zones/?place=57.1518,65.5417", "/zones/?place=Пушкина"),
        *("/stories/", "/stories/?district=zapadny", "/stories/?theme=roads", story.get_absolute_url()),
        *(f"/events/{pk}/" for pk in events),
        *(f"/events/{pk}/card/" for pk in events),
        message.get_secret_url(),
        f"/appeals/{message.pk}/card/",
    ]


def test_every_public_page_in_english_marks_what_is_russian(client, addresses):
    with time_machine.travel(NOW, tick=False):
        pages = {address: client.get(address, headers=ENGLISH) for address in addresses}
        pages["place"] = client.post("/report/place/", {"lon": 65.5417, "lat": 57.1518}, headers=ENGLISH)
    assert {address: page.status_code for address, page in pages.items() if page.status_code != 200} == {
        "/no-such-page/": 404
    }
    told = {address: unmarked(page.content.decode()) for address, page in pages.items()}
    assert {address: words for address, words in told.items() if words} == {}


@pytest.mark.parametrize("address", ["/desk/", "/desk/events/{}/"])
def test_the_desk_marks_the_words_that_a_person_wrote_of_a_place(dispatcher, city_at_work, address):
    with time_machine.travel(NOW, tick=False):
        page = signed_in(dispatcher).get(address.format(city_at_work[0].pk), headers=ENGLISH).content.decode()
    words = [text for text in unmarked(page) if "дальних дач" in text]
    assert words == []
    assert '<span lang="ru">«в сторону дальних дач»</span>' in page


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_heading_begins_with_a_capital(client, addresses, language):
    with time_machine.travel(NOW, tick=False):
        pages = [client.get(address, headers={"Accept-Language": language}) for address in addresses]
    found = [heading for page in pages for heading in headings(page.content.decode())]
    assert len(found) > len(addresses)
    assert [heading for heading in found if heading[0] != heading[0].upper()] == []


def test_a_heading_without_a_headline_does_too(client, city_at_work):
    for rows in (RoadEvent, Phase):
        rows.objects.update(headline="", headline_en="")
    assert "Перекрытие" in headings(client.get(f"/events/{city_at_work[0].pk}/").content.decode())


def test_numbers_of_laws_and_signs_stay_on_one_line():
    catalogue = (settings.LOCALE_PATHS[0] / "ru/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    assert "59\u2011ФЗ" in catalogue and "59\u2011FZ" in catalogue and "152\u2011FZ" in catalogue
    assert not re.search(r"\d-(ФЗ|FZ)|№ %", catalogue)


@pytest.mark.parametrize(("number", "says"), [(0, "Движение открыто"), (1, "Светофор работает")])
def test_the_desk_says_what_the_end_of_a_kind_means(dispatcher, city_at_work, number, says):
    event = city_at_work[number]
    with time_machine.travel(event.start, tick=False):
        page = signed_in(dispatcher).get(f"/desk/events/{event.pk}/").content.decode()
    assert re.search(rf'data-ask="finish">{says}<', page)


@pytest.mark.parametrize(
    ("language", "told"),
    [("ru", "улица Ленина – улица Мира"), ("en", "Lenina Street – Mira Street")],
)
def test_crossings_of_a_part_of_a_street_are_named_one_by_one(language, told):
    with translation.override(language):
        assert streets("улица Ленина – улица Мира") == told
