"""`link_points`: its lines, and a run that outlives bad lines."""

import json

import pytest
from django.core.management import CommandError, call_command

from .maps import at


@pytest.fixture
def link(small_city, tmp_path, capsys):
    def link(*lines):
        given, answered = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
        given.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
        call_command("link_points", str(given), str(answered), "--city", "small-city")
        summary = json.loads(capsys.readouterr().out.splitlines()[-1])
        return [json.loads(line) for line in answered.read_text().splitlines()], summary

    return link


def point(east, north, **more):
    longitude, latitude = at(east, north)
    return {"id": 1, "lon": longitude, "lat": latitude, **more}


def test_a_point_beside_a_street(link):
    (answer,), summary = link(point(-350, 205))
    assert set(answer) == {
        *("id", "segment", "osm_way_id", "street", "distance_m", "position", "confidence", "candidates")
    }
    assert (answer["id"], answer["street"], answer["osm_way_id"]) == (1, "улица Пушкина", 101)
    assert answer["distance_m"] == pytest.approx(5, abs=0.2)
    assert answer["position"] == pytest.approx(0.25, abs=0.01)  # 50 of the 200 m from x = -400 to -200
    assert 0 <= answer["confidence"] <= 1
    assert summary == {"city": "small-city", "points": 1, "linked": 1, "errors": 0}


def test_too_far_is_no_segment_but_still_a_street(link):
    (answer,), _ = link(point(-350, 300))
    assert (answer["segment"], answer["street"]) == (None, "улица Пушкина")


def test_bad_lines_are_answered_and_the_run_goes_on(link):
    longitude, latitude = at(0, 0)
    answers, summary = link(
        "not json",
        "[1]",
        {"id": "a", "lon": latitude, "lat": longitude},
        {"id": "b", "lat": latitude},
        {"id": "c", "lon": "x", "lat": latitude},
        {"id": "d", "lon": 1e300, "lat": latitude},
        '{"id": "e", "lon": NaN, "lat": 57}',
        {"id": "f", "lon": longitude, "lat": latitude, "accuracy_m": -5},
        {"id": "g", "lon": longitude, "lat": latitude, "text": ["яма"]},
        {"id": "h", "lon": True, "lat": latitude},
        f'{{"id": "i", "lon": {"9" * 400}, "lat": 57}}',
        f'{{"id": "j", "lon": {longitude}, "lat": {latitude}, "accuracy_m": {"9" * 400}}}',
        "",
        point(-350, 205, text="\0яма\0"),
    )
    assert [answer.get("id") for answer in answers] == [None, None, *"abcdefghij", 1]
    assert all("error" in answer for answer in answers[:-1])
    assert answers[-1]["street"] == "улица Пушкина"
    assert (summary["points"], summary["errors"]) == (13, 12)


def test_a_missing_file_is_refused(small_city, tmp_path):
    with pytest.raises(CommandError):
        call_command("link_points", str(tmp_path / "no.jsonl"), str(tmp_path / "out.jsonl"), "--city", "small-city")
