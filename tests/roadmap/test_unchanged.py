"""What a caller already has is not sent again, whatever served it and whether it came compressed."""

import pytest

from tests.closures.factories import active
from tests.conftest import NOW
from tests.roadmap.test_picture import picture_row
from tests.roadmap.test_tiles import address as tile_address

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_same_minute(monkeypatch):
    """By which answers count what is left: two of them may have the change of a minute between them."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def addresses(small_city, agency, settings):
    """One of each kind of answer that carries an ETag."""
    event = active(agency)
    folder = settings.DATA_DIR / "basemap"
    folder.mkdir(exist_ok=True)
    (folder / "town-0123456789ab.pmtiles").write_bytes(b"PMTiles" * 100)
    return {
        "picture": f"/pictures/{picture_row(small_city).digest}.png",
        "still": f"/stills/{small_city.slug}/390x844.webp",
        "tile": tile_address("road-segments", 14),
        "base map": "/basemap/town-0123456789ab.pmtiles",
        "list": "/api/v1/road-events/",
        "network": "/api/v1/road-segments/?limit=3",
        "event": f"/api/v1/road-events/{event.pk}/",
        "messages": "/api/v1/appeals/",
    }


KINDS = ["picture", "still", "tile", "base map", "list", "network", "event", "messages"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_is_not_sent_twice(client, addresses, kind):
    first = client.get(addresses[kind])
    assert first.status_code == 200
    for known in (first["ETag"], f"W/{first['ETag']}", f'"other", {first["ETag"]}', "*"):
        again = client.get(addresses[kind], headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b""), known
        assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], first["Cache-Control"])
    assert client.get(addresses[kind], headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_nor_when_it_came_compressed(client, addresses, kind):
    packed = {"Accept-Encoding": "gzip"}
    first = client.get(addresses[kind], headers=packed)
    again = client.get(addresses[kind], headers=packed | {"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_what_is_compressed_carries_a_weak_tag(client, addresses):
    """Else the test above would ask nothing."""
    packed = client.get(addresses["network"], headers={"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert packed["ETag"].startswith('W/"')


@pytest.mark.parametrize("kind", KINDS)
def test_another_version_that_is_insisted_upon_is_refused(client, addresses, kind):
    answer = client.get(addresses[kind], headers={"If-Match": '"other"'})
    assert answer.status_code == 412
    assert "ETag" not in answer.headers
