"""The Atom feed against RFC 4287: its rules on what must be there and how often, and a reader of feeds."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree

import feedparser
import pytest
from django.conf import settings

from closures import amending, confirming
from roadmap import delivery
from roadmap.models import Delivery
from tests.closures.factories import active, published
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
FEED = "/feeds/roadworks.atom"
# Sections 4.1.1 and 4.1.2: what each holds exactly once, and at most once.
ONCE = {"feed": ("id", "title", "updated"), "entry": ("id", "title", "updated")}
AT_MOST_ONCE = {
    "feed": ("generator", "icon", "logo", "rights", "subtitle"),
    "entry": ("content", "published", "rights", "source", "summary"),
}


def problems(document: bytes) -> list[str]:
    """What RFC 4287 finds wrong."""
    root = ElementTree.fromstring(document)
    if root.tag != f"{ATOM}feed":
        return [f"the document is {root.tag}"]
    return [*_wrong(root, "feed"), *(wrong for entry in root.iter(f"{ATOM}entry") for wrong in _wrong(entry, "entry"))]


def _wrong(element: ElementTree.Element, kind: str) -> Iterator[str]:
    found = Counter(child.tag.removeprefix(ATOM) for child in element)
    yield from (f"{kind}: {name} is there {found[name]} times" for name in ONCE[kind] if found[name] != 1)
    yield from (f"{kind}: {name} is there {found[name]} times" for name in AT_MOST_ONCE[kind] if found[name] > 1)
    identifier = element.findtext(f"{ATOM}id", "")
    if not urlsplit(identifier).scheme:
        yield f"{kind}: the id “{identifier}” is no IRI"
    for name in ("updated", "published"):
        for moment in element.findall(f"{ATOM}{name}"):
            if not _is_moment(moment.text or ""):
                yield f"{kind}: {name} is “{moment.text}”"
    for link in element.findall(f"{ATOM}link"):
        if not urlsplit(link.get("href", "")).netloc:
            yield f"{kind}: a link leads to “{link.get('href')}”"
    if (
        kind == "feed"
        and not found["author"]
        and any(entry.find(f"{ATOM}author") is None for entry in element.findall(f"{ATOM}entry"))
    ):
        yield "feed: neither it nor all of its entries name an author"
    if kind == "feed" and found["entry"]:
        ids = Counter(entry.findtext(f"{ATOM}id") for entry in element.findall(f"{ATOM}entry"))
        yield from (f"feed: two entries are {name}" for name, count in ids.items() if count > 1)
    if (
        kind == "entry"
        and not found["content"]
        and not any(link.get("rel", "alternate") == "alternate" for link in element.findall(f"{ATOM}link"))
    ):
        yield "entry: without content it must have an alternate link"


def _is_moment(text: str) -> bool:
    """RFC 3339, with its offset (section 3.3)."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None and "T" in text
    except ValueError:
        return False


def told(at=NOW + timedelta(days=1)) -> None:
    """The journal is written, as the workers do."""
    for pk in Delivery.objects.filter(channel="journal").order_by("version", "pk").values_list("pk", flat=True):
        delivery.send(pk, at)


@pytest.fixture
def three_events(agency, dispatcher):
    one, other, third = published(agency), active(agency), published(agency)
    amending.change(one, fields={"reason": "прорыв <трубы> & \x0bещё"}, by=dispatcher, at=NOW + timedelta(hours=1))
    confirming.finish(other, by=dispatcher, at=NOW + timedelta(hours=2))
    told()
    return one, other, third


def test_nothing_is_wrong_with_it(three_events, anonymous):
    document = anonymous.get(FEED).content
    assert problems(document) == []
    assert document.count(b"<entry>") == 3


def test_an_empty_one_is_right_too(small_city, anonymous):
    assert problems(anonymous.get(FEED).content) == []


def test_a_reader_of_feeds_reads_it(three_events, anonymous):
    one, other, third = three_events
    read = feedparser.parse(anonymous.get(FEED).content)
    assert not read.bozo
    assert read.version == "atom10"
    assert (read.feed.author, read.feed.language) == ("Департамент дорог", "ru")
    numbers = [int(entry.link.rstrip("/").rsplit("/", 1)[-1]) for entry in read.entries]
    assert numbers == [other.pk, one.pk, third.pk], "the latest told comes first"
    assert "прорыв &lt;трубы&gt; &amp;" in read.entries[1].summary


@pytest.mark.parametrize(
    "broken",
    [
        lambda text: text.replace("<author>", "<nobody>").replace("</author>", "</nobody>"),
        lambda text: text.replace("<updated>", "<updated>yesterday ", 1),
        lambda text: text.replace("<id>urn:roadmap:small-city:journal</id>", ""),
        lambda text: text.replace("<id>urn:roadmap:small-city:journal</id>", "<id>the journal</id>"),
        lambda text: text.replace(f'href="{settings.SITE_URL}', 'href="'),
    ],
)
def test_the_judge_finds_what_is_wrong(three_events, anonymous, broken):
    text = anonymous.get(FEED).content.decode()
    assert broken(text) != text
    assert problems(broken(text).encode()) != []
