import pytest

from roadmap.delivery import Content, enqueue
from roadmap.models import Delivery
from roadmap.views import health
from tests.conftest import NOW

pytestmark = pytest.mark.django_db


def test_it_is_well_while_the_database_answers(client, small_city):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["city"] == "small-city"


def test_what_waits_too_long_shows(client, small_city):
    enqueue("road-event:1", 1, Content("a", "a", "a", ""), city=small_city, at=NOW, channels=["journal"])
    assert client.get("/readyz").json()["oldest_due_delivery_s"] > 60


def test_what_waits_for_a_persons_answer_does_not(client, small_city):
    """A correction behind a post of which nobody knows: no worker could send it."""
    content = Content("a", "a", "a", "")
    post, _correction = (
        enqueue("road-event:1", version, content, city=small_city, at=NOW, channels=["journal"])[0]
        for version in (1, 2)
    )
    Delivery.objects.filter(pk=post.pk).update(state=Delivery.State.UNKNOWN)
    assert client.get("/readyz").json()["oldest_due_delivery_s"] == 0


def test_without_a_city_it_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(health.City.objects, "shown", lambda: None)
    assert client.get("/readyz").status_code == 503


def test_what_keeps_failing_is_named_and_the_map_stays_ready(client, small_city, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    assert client.get("/readyz").json()["failing"] == []
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "run.json").write_text('{"failing": ["beat"]}')
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["failing"]) == (200, ["beat"])
