"""A third language comes by its catalogue alone: with a made-up one no page says a word that is not in it."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings as project

from roadmap.languages import spoken
from roadmap.models import Road
from tests.addresses import public_addresses
from tests.closures.factories import active, phase, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
PSEUDO = "eo"  # Django knows it, we have no catalogue for it
SAID = re.compile("⟦[^⟦⟧]*⟧")
LATIN_WORD = re.compile("[A-Za-z]{3,}")
SPOKEN = ("alt", "aria-label", "title", "placeholder", "data-title", "data-counted")
SILENT = ("script", "style", "textarea", "code", "pre")
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "wbr"}
# Names are the same in every language.
NAMES = re.compile(
    r"Small city|OpenStreetMap|contributors|Roadmap|Atom|Telegram|GeoJSON|OpenAPI|Open311|iCal|CSV|WZDx|DATEX|GPX"
    r"|API|RFC \d+|English|Esperanto|PostGIS|HTTPS?|QGIS|ODbL|MIT"
    r"|[\w-]+\.(?:atom|ics|json|xml|geojson|csv)|https?://\S+|\S+@\S+|/[\w/<>.-]+/",
    re.IGNORECASE,
)


class Unsaid(HTMLParser):
    """Collects words in Latin letters that are not in ⟦⟧."""

    def __init__(self):
        super().__init__()
        self.open: list[str] = [""]
        self.found: list[str] = []

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in SPOKEN or name.startswith("data-words-"):
                self._judge(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        while tag not in VOID and len(self.open) > 1 and self.open.pop() != tag:
            pass

    def handle_data(self, text):
        if not set(self.open).intersection(SILENT):
            self._judge(text)

    def _judge(self, text):
        left = NAMES.sub("", innermost_out(text))
        if LATIN_WORD.search(left):
            self.found.append(" ".join(text.split()))


def innermost_out(text: str) -> str:
    """Without what the catalogue said; a phrase may hold another."""
    while SAID.search(text):
        text = SAID.sub("", text)
    return text


@pytest.fixture
def pseudo(settings, tmp_path):
    """The Russian catalogue's msgids, each in brackets, as the catalogue of one more language."""
    folder = tmp_path / PSEUDO / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (Path(project.BASE_DIR) / "locale/ru/LC_MESSAGES/django.po").open("rb") as file:
        catalogue = read_po(file, locale=PSEUDO)
    for message in catalogue:
        if message.id:
            forms = message.id if isinstance(message.id, tuple) else (message.id,)
            told = tuple(f"⟦{form}⟧" for form in forms)
            message.string = told if len(told) > 1 else told[0]
    (folder / "django.po").touch()
    with (folder / "django.mo").open("wb") as file:
        write_mo(file, catalogue)
    settings.LANGUAGES = spoken(tmp_path)
    settings.LOCALE_PATHS = [tmp_path, *project.LOCALE_PATHS]
    return {"Accept-Language": PSEUDO}


@pytest.fixture(autouse=True)
def _now(monkeypatch, small_city):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def unsaid(html: str) -> list[str]:
    parser = Unsaid()
    parser.feed(html)
    return parser.found


def test_the_languages_are_those_with_a_catalogue(pseudo, settings):
    assert settings.LANGUAGES == [("ru", "Русский"), ("en", "English"), ("eo", "Esperanto")]


def test_no_public_page_says_a_word_of_its_own(pseudo, agency, anonymous):
    begun = {"planned_start": NOW - timedelta(hours=1), "planned_end": NOW + timedelta(days=1)}
    events = [active(agency), published(agency), active(agency, kind="signal-outage", phases=[phase(**begun)])]
    own = [address for event in events for address in (f"/events/{event.pk}/", f"/events/{event.pk}/card/")]
    streets = [f"/streets/{slug}/" for slug in Road.objects.values_list("slug", flat=True)[:1]]
    left, seen = {}, 0
    for address in [*public_addresses(), *own, *streets]:
        answer = anonymous.get(address, headers=pseudo)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            seen += 1
            if words := unsaid(answer.content.decode()):
                left[address] = words
    assert left == {}
    assert seen >= 10


def test_a_word_that_no_catalogue_has_would_be_found():
    assert unsaid('<p>⟦Map⟧</p><button aria-label="Close">⟦x⟧</button>') == ["Close"]
